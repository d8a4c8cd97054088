-- Members with billing.read see what was billed; only payment events write it.
alter table public.invoices enable row level security;
revoke all on public.invoices from anon, authenticated, service_role, platform_admin;
grant select on public.invoices to authenticated;
grant select on public.invoices to service_role;

drop policy if exists select_member on public.invoices;
create policy select_member on public.invoices for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.invoices is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.invoices;
create policy select_platform_admin on public.invoices for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.invoices is 'Platform admins read everything.';
