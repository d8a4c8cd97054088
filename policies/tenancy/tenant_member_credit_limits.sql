-- The team sees what each may use; written where invitations are accepted and credits used.
alter table public.tenant_member_credit_limits enable row level security;
revoke all on public.tenant_member_credit_limits from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_member_credit_limits to authenticated;
grant select, insert, update on public.tenant_member_credit_limits to service_role;

drop policy if exists select_member on public.tenant_member_credit_limits;
create policy select_member on public.tenant_member_credit_limits for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_member_credit_limits is 'Members with member.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_member_credit_limits;
create policy select_platform_admin on public.tenant_member_credit_limits for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_member_credit_limits is 'Platform admins read everything.';
