-- What the tenant uses; only triggers write it.
alter table public.usage_counters enable row level security;
revoke all on public.usage_counters from anon, authenticated, service_role, platform_admin;
grant select on public.usage_counters to authenticated;
grant select on public.usage_counters to service_role;

drop policy if exists select_member on public.usage_counters;
create policy select_member on public.usage_counters for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('tenant.read')));
comment on policy select_member on public.usage_counters is 'Members with tenant.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.usage_counters;
create policy select_platform_admin on public.usage_counters for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.usage_counters is 'Platform admins read everything.';
