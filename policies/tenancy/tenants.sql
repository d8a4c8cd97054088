-- A request sees the tenant it acts for. Slug never changes; plan belongs to billing, status to functions; tenants are made by create_tenant and removed by the purge.
alter table public.tenants enable row level security;
revoke all on public.tenants from anon, authenticated, service_role, platform_admin;
grant select on public.tenants to authenticated;
grant update (name, logo_url, timezone, locale, onboarding_completed) on public.tenants to authenticated;
grant select, update on public.tenants to service_role;

drop policy if exists select_member on public.tenants;
create policy select_member on public.tenants for select to authenticated
  using (id = (select private.tenant_id()) and (select private.can('tenant.read')));
comment on policy select_member on public.tenants is 'Members with tenant.read read what the tenant of the request has.';

drop policy if exists update_member on public.tenants;
create policy update_member on public.tenants for update to authenticated
  using (id = (select private.tenant_id()) and (select private.can('tenant.update')))
  with check (id = (select private.tenant_id()) and (select private.can('tenant.update')));
comment on policy update_member on public.tenants is 'Members with tenant.update change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenants;
create policy select_platform_admin on public.tenants for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenants is 'Platform admins read everything.';
