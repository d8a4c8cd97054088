-- Members with billing.read see what was used by whom; only functions write it.
alter table public.credit_operations enable row level security;
revoke all on public.credit_operations from anon, authenticated, service_role, platform_admin;
grant select on public.credit_operations to authenticated;
grant select on public.credit_operations to service_role;

drop policy if exists select_member on public.credit_operations;
create policy select_member on public.credit_operations for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_operations is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_operations;
create policy select_platform_admin on public.credit_operations for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_operations is 'Platform admins read everything.';
