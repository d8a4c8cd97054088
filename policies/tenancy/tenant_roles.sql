-- Members see their tenant's own roles; who holds role.manage writes them, within what the guard trigger lets through.
alter table public.tenant_roles enable row level security;
revoke all on public.tenant_roles from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_roles to authenticated;
grant insert (key, name, permissions) on public.tenant_roles to authenticated;
grant update (name, permissions) on public.tenant_roles to authenticated;
grant delete on public.tenant_roles to authenticated;
grant select, insert, update, delete on public.tenant_roles to service_role;

drop policy if exists select_member on public.tenant_roles;
create policy select_member on public.tenant_roles for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_roles is 'Members with member.read read what the tenant of the request has.';

drop policy if exists insert_member on public.tenant_roles;
create policy insert_member on public.tenant_roles for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')));
comment on policy insert_member on public.tenant_roles is 'Members with role.manage add to what the tenant of the request has.';

drop policy if exists update_member on public.tenant_roles;
create policy update_member on public.tenant_roles for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')));
comment on policy update_member on public.tenant_roles is 'Members with role.manage change what the tenant of the request has.';

drop policy if exists delete_member on public.tenant_roles;
create policy delete_member on public.tenant_roles for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')));
comment on policy delete_member on public.tenant_roles is 'Members with role.manage remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_roles;
create policy select_platform_admin on public.tenant_roles for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_roles is 'Platform admins read everything.';
