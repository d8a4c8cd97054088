-- T11: a disabled person is refused everywhere from the next request on; what they own stays.
create or replace function private.disable_user(p_person uuid, p_disabled boolean, p_reason text) returns public.users
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user public.users;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  perform private.lock_platform_admins();
  if p_person = private.uid() then perform private.fail('own_standing'); end if;
  select * into v_user from public.users u where u.id = p_person and u.deleted_at is null for no key update;
  if not found then perform private.fail('not_found', 'person'); end if;

  if p_disabled <> (v_user.status = 'disabled') then
    update public.users u set status = case when p_disabled then 'disabled' else 'active' end::public.user_status
    where u.id = p_person
    returning * into v_user;
    perform private.record_audit(case when p_disabled then 'platform.user_disabled' else 'platform.user_enabled' end,
      'user', p_person, jsonb_strip_nulls(jsonb_build_object('reason', left(p_reason, 500))));
  end if;
  return v_user;
end
$$;
comment on function private.disable_user(uuid, boolean, text) is
  'Sets another person''s status, which no client may write, for platform admins only. Raises PT403 forbidden or own_standing, PT404.';
revoke all on function private.disable_user(uuid, boolean, text) from public;
grant execute on function private.disable_user(uuid, boolean, text) to platform_admin;

create or replace function public.disable_user(person uuid, reason text default null) returns public.users
language sql volatile security invoker set search_path = ''
as $$
  select private.disable_user(person, true, reason)
$$;
comment on function public.disable_user(uuid, text) is
  'For platform admins: the person is refused everywhere from their next request on. Audited, with the reason. Errors: PT403 forbidden or own_standing, PT404.';
revoke all on function public.disable_user(uuid, text) from public;
grant execute on function public.disable_user(uuid, text) to platform_admin;

create or replace function public.enable_user(person uuid) returns public.users
language sql volatile security invoker set search_path = ''
as $$
  select private.disable_user(person, false, null)
$$;
comment on function public.enable_user(uuid) is 'For platform admins: the person may act again. Audited. Errors: PT403 forbidden or own_standing, PT404.';
revoke all on function public.enable_user(uuid) from public;
grant execute on function public.enable_user(uuid) to platform_admin;
