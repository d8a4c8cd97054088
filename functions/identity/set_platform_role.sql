-- T11: nobody changes their own standing, so whoever acts stays an admin and there is always one left.

-- All of the platform's admins are locked, and the acting one is looked up again behind the lock: two who take each other's
-- standing come one after the other, and the second is no admin any more.
create or replace function private.lock_platform_admins() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  perform from public.user_roles r where r.role = 'admin' order by r.user_id for no key update;
  if not exists (
    select from public.user_roles r join public.users u on u.id = r.user_id
    where r.user_id = private.uid() and r.role = 'admin' and u.status = 'active'
  ) then
    perform private.fail('forbidden', 'platform admin');
  end if;
end
$$;
comment on function private.lock_platform_admins() is
  'Lets one platform admin at a time change people''s standing, in rows no client may lock. Raises PT403 forbidden for who is none, or none any more.';
revoke all on function private.lock_platform_admins() from public;

create or replace function private.set_platform_role(p_person uuid, p_role public.platform_role) returns public.user_roles
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before public.platform_role;
  v_row public.user_roles;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  if p_role is null then perform private.fail('invalid_input', 'role (expected member or admin)'); end if;
  perform private.lock_platform_admins();
  if p_person = private.uid() then perform private.fail('own_standing'); end if;
  perform from public.users u where u.id = p_person and u.deleted_at is null for no key update;
  if not found then perform private.fail('not_found', 'person'); end if;

  select r.role into v_before from public.user_roles r where r.user_id = p_person;
  insert into public.user_roles as r (user_id, role) values (p_person, p_role)
  on conflict (user_id) do update set role = excluded.role
  returning * into v_row;
  if p_role is distinct from v_before then
    perform private.record_audit('platform.role_set', 'user', p_person, jsonb_build_object('from', v_before, 'to', p_role));
  end if;
  return v_row;
end
$$;
comment on function private.set_platform_role(uuid, public.platform_role) is
  'Sets another person''s platform role, which no client may write, for platform admins only. Raises PT400, PT403 forbidden or own_standing, PT404.';
revoke all on function private.set_platform_role(uuid, public.platform_role) from public;
grant execute on function private.set_platform_role(uuid, public.platform_role) to platform_admin;

create or replace function public.set_platform_role(person uuid, role public.platform_role) returns public.user_roles
language sql volatile security invoker set search_path = ''
as $$
  select private.set_platform_role(person, role)
$$;
comment on function public.set_platform_role(uuid, public.platform_role) is
  'For platform admins: makes somebody else one, or no longer one, from their next request on. Audited. Errors: PT400, PT403 forbidden or own_standing, PT404.';
revoke all on function public.set_platform_role(uuid, public.platform_role) from public;
grant execute on function public.set_platform_role(uuid, public.platform_role) to platform_admin;
