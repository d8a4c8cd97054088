-- Members with billing.read see what is paid for; only payment events write it.
alter table public.subscriptions enable row level security;
revoke all on public.subscriptions from anon, authenticated, service_role, platform_admin;
grant select on public.subscriptions to authenticated;
grant select, insert, update on public.subscriptions to service_role;

drop policy if exists select_member on public.subscriptions;
create policy select_member on public.subscriptions for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.subscriptions is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.subscriptions;
create policy select_platform_admin on public.subscriptions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.subscriptions is 'Platform admins read everything.';
