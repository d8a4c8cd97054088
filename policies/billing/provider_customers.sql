-- Who is whom at the providers: link_customer writes it, platform admins read it. A tenant's own customer stands on its
-- subscriptions and invoices.
alter table public.provider_customers enable row level security;
revoke all on public.provider_customers from anon, authenticated, service_role, platform_admin;
grant select on public.provider_customers to platform_admin, service_role;

drop policy if exists select_platform_admin on public.provider_customers;
create policy select_platform_admin on public.provider_customers for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.provider_customers is 'Platform admins read everything.';
