-- Members with billing.read see the orders; create_order makes them and payment events move them.
alter table public.payments enable row level security;
revoke all on public.payments from anon, authenticated, service_role, platform_admin;
grant select on public.payments to authenticated;
grant select on public.payments to service_role;

drop policy if exists select_member on public.payments;
create policy select_member on public.payments for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.payments is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.payments;
create policy select_platform_admin on public.payments for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.payments is 'Platform admins read everything.';
