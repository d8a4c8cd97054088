-- Members with billing.read see what was bought for good; payment events write it, and the service, which may also give one.
alter table public.lifetime_deals enable row level security;
revoke all on public.lifetime_deals from anon, authenticated, service_role, platform_admin;
grant select on public.lifetime_deals to authenticated;
grant select, insert, update on public.lifetime_deals to service_role;

drop policy if exists select_member on public.lifetime_deals;
create policy select_member on public.lifetime_deals for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.lifetime_deals is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.lifetime_deals;
create policy select_platform_admin on public.lifetime_deals for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.lifetime_deals is 'Platform admins read everything.';
