create or replace function private.purge_lock(p_tenant uuid) returns bigint
language sql immutable security invoker set search_path = ''
as $$
  select hashtextextended('tenantry.purge ' || p_tenant, 0)
$$;
comment on function private.purge_lock(uuid) is 'The advisory lock that a purge holds, and whoever makes rows outside the tenant point to it shares.';
revoke all on function private.purge_lock(uuid) from public;

create or replace function private.set_active_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  -- it may be going away this moment
  perform pg_advisory_xact_lock_shared(private.purge_lock(p_tenant));
  if (private.membership(private.uid(), p_tenant)).tenant_id is null then perform private.fail('tenant_not_allowed'); end if;
  update public.users u set active_tenant_id = p_tenant
  where u.id = private.uid() and u.active_tenant_id is distinct from p_tenant;
end
$$;
comment on function private.set_active_tenant(uuid) is 'Stores which tenant the signed-in person acts for, in a column clients may not write. Raises PT401, PT403 tenant_not_allowed.';
revoke all on function private.set_active_tenant(uuid) from public;
grant execute on function private.set_active_tenant(uuid) to authenticated;

create or replace function public.set_active_tenant(tenant uuid) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.set_active_tenant(tenant)
$$;
comment on function public.set_active_tenant(uuid) is
  'From the next request on you act for that tenant, unless the request names another. Works whatever the state of the current one. Errors: PT401, PT403 tenant_not_allowed.';
revoke all on function public.set_active_tenant(uuid) from public;
grant execute on function public.set_active_tenant(uuid) to authenticated;
