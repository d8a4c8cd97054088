-- Members see their tenant's own roles. Not yet written by clients.
alter table public.tenant_roles enable row level security;
revoke all on public.tenant_roles from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_roles to authenticated;
grant select, insert, update, delete on public.tenant_roles to service_role;

drop policy if exists select_member on public.tenant_roles;
create policy select_member on public.tenant_roles for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_roles is 'Members with member.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_roles;
create policy select_platform_admin on public.tenant_roles for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_roles is 'Platform admins read everything.';
