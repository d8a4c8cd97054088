create or replace function public.tenants_by_status() returns table (status public.tenant_status, tenants bigint)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select s.status, (select count(*) from public.tenants t where t.status = s.status)
    from unnest(enum_range(null::public.tenant_status)) s (status);
end
$$;
comment on function public.tenants_by_status() is 'For platform admins: how many tenants are in each state, none left out. Errors: PT403 forbidden.';
revoke all on function public.tenants_by_status() from public;
grant execute on function public.tenants_by_status() to platform_admin;
