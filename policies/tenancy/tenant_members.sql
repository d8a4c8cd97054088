-- The team list. Who may become what is checked by the guard trigger; nobody is inserted or deleted by a client.
alter table public.tenant_members enable row level security;
revoke all on public.tenant_members from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_members to authenticated;
grant update (role, custom_role_id, is_active) on public.tenant_members to authenticated;
grant select, insert, update on public.tenant_members to service_role;

drop policy if exists select_member on public.tenant_members;
create policy select_member on public.tenant_members for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_members is 'Members with member.read read what the tenant of the request has.';

drop policy if exists update_member on public.tenant_members;
create policy update_member on public.tenant_members for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage')))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('member.manage')));
comment on policy update_member on public.tenant_members is 'Members with member.manage change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_members;
create policy select_platform_admin on public.tenant_members for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_members is 'Platform admins read everything.';
