-- For platform admins (T11): a suspended website answers 403 until it is lifted.
create or replace function private.suspend_website(p_tenant uuid, p_website uuid, p_suspended boolean, p_reason text) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website public.websites;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  select * into v_website from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;

  if p_suspended <> (v_website.status = 'suspended') then
    update public.websites w
    set status = case when p_suspended then 'suspended' else private.resting_status(p_tenant, p_website) end
    where w.tenant_id = p_tenant and w.id = p_website
    returning * into v_website;
    perform private.record_audit(case when p_suspended then 'website.suspended' else 'website.unsuspended' end,
      'website', p_website, jsonb_strip_nulls(jsonb_build_object('reason', left(p_reason, 500))), p_tenant);
  end if;
  return v_website;
end
$$;
comment on function private.suspend_website(uuid, uuid, boolean, text) is
  'Moves the status of any tenant''s website, for platform admins only. Raises PT403 forbidden, PT404, PT409 conflict for an archived one.';
revoke all on function private.suspend_website(uuid, uuid, boolean, text) from public;
grant execute on function private.suspend_website(uuid, uuid, boolean, text) to platform_admin;

create or replace function public.suspend_website(tenant uuid, website uuid, reason text default null) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_website(tenant, website, true, reason)
$$;
comment on function public.suspend_website(uuid, uuid, text) is
  'For platform admins: visitors get 403, and its team can''t publish, archive or restore it. Audited. Errors: PT403 forbidden, PT404, PT409 conflict (archived).';
revoke all on function public.suspend_website(uuid, uuid, text) from public;
grant execute on function public.suspend_website(uuid, uuid, text) to platform_admin;

create or replace function public.unsuspend_website(tenant uuid, website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_website(tenant, website, false, null)
$$;
comment on function public.unsuspend_website(uuid, uuid) is
  'For platform admins: the website is what it was before it was suspended. Audited. Errors: PT403 forbidden, PT404.';
revoke all on function public.unsuspend_website(uuid, uuid) from public;
grant execute on function public.unsuspend_website(uuid, uuid) to platform_admin;
