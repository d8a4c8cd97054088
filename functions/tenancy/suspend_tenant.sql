-- T11: platform admins suspend a tenant and lift that again, whoever suspended it. What happened stands in the tenant's log
-- (its status trigger writes it); why, in the platform's own, which outlives the tenant.
create or replace function private.suspend_tenant(p_tenant uuid, p_suspended boolean, p_reason text) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;

  if p_suspended then
    -- what an admin has suspended, a payment does not lift
    if v_tenant.suspended_for = 'admin' then return v_tenant; end if;
    update public.tenants t set status = 'suspended', suspended_for = 'admin' where t.id = p_tenant returning * into v_tenant;
  else
    -- offboarding is the owner's to undo
    if v_tenant.status = 'active' then return v_tenant; end if;
    if v_tenant.status <> 'suspended' then perform private.fail('status_transition', v_tenant.status::text, 'active'); end if;
    update public.tenants t set status = 'active' where t.id = p_tenant returning * into v_tenant;
  end if;
  perform private.record_audit(case when p_suspended then 'platform.tenant_suspended' else 'platform.tenant_restored' end,
    'tenant', p_tenant, jsonb_strip_nulls(jsonb_build_object('reason', left(p_reason, 500))));
  return v_tenant;
end
$$;
comment on function private.suspend_tenant(uuid, boolean, text) is
  'Moves the status of any tenant, which no client may write, for platform admins only. Raises PT403 forbidden, PT404, PT409 status_transition.';
revoke all on function private.suspend_tenant(uuid, boolean, text) from public;
grant execute on function private.suspend_tenant(uuid, boolean, text) to platform_admin;

create or replace function public.suspend_tenant(tenant uuid, reason text default null) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_tenant(tenant, true, reason)
$$;
comment on function public.suspend_tenant(uuid, text) is
  'For platform admins: its sites go dark and its team is refused, but for its billing. The reason stands in the platform''s log. Errors: PT403 forbidden, PT404, PT409 status_transition (pending or offboarded).';
revoke all on function public.suspend_tenant(uuid, text) from public;
grant execute on function public.suspend_tenant(uuid, text) to platform_admin;

create or replace function public.restore_tenant(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_tenant(tenant, false, null)
$$;
comment on function public.restore_tenant(uuid) is
  'For platform admins: lifts a suspension, billing''s too. Audited. Errors: PT403 forbidden, PT404, PT409 status_transition (pending or offboarded).';
revoke all on function public.restore_tenant(uuid) from public;
grant execute on function public.restore_tenant(uuid) to platform_admin;
