-- Members with billing.read see the ledger; only functions write it.
alter table public.credit_transactions enable row level security;
revoke all on public.credit_transactions from anon, authenticated, service_role, platform_admin;
grant select on public.credit_transactions to authenticated;
grant select on public.credit_transactions to service_role;

drop policy if exists select_member on public.credit_transactions;
create policy select_member on public.credit_transactions for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credit_transactions is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credit_transactions;
create policy select_platform_admin on public.credit_transactions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credit_transactions is 'Platform admins read everything.';
