create or replace function private.set_active_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if (private.membership(private.uid(), p_tenant)).tenant_id is null then perform private.fail('tenant_not_allowed'); end if;
  -- it may be going away this moment; the person before the tenant, as everywhere
  perform from public.users u where u.id = private.uid() for no key update;
  perform from public.tenants t where t.id = p_tenant for key share;
  if not found then perform private.fail('tenant_not_allowed'); end if;
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
