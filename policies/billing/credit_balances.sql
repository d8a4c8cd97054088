-- Members with billing.read see what the tenant has and owes; only functions write it.
alter table public.credit_balances enable row level security;
revoke all on public.credit_balances from anon, authenticated, service_role, platform_admin;
grant select on public.credit_balances to authenticated;
grant select on public.credit_balances to service_role;

drop policy if exists select_member on public.credit_balances;
create policy select_member on public.credit_balances for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_balances is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_balances;
create policy select_platform_admin on public.credit_balances for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_balances is 'Platform admins read everything.';
