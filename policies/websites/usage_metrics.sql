-- Read by the team. Written by aggregation alone.
alter table public.usage_metrics enable row level security;
revoke all on public.usage_metrics from anon, authenticated, service_role, platform_admin;
grant select on public.usage_metrics to authenticated;
grant select on public.usage_metrics to service_role;

drop policy if exists select_member on public.usage_metrics;
create policy select_member on public.usage_metrics for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('analytics.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('analytics.read'))::uuid[])));
comment on policy select_member on public.usage_metrics is 'Members with analytics.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.usage_metrics;
create policy select_platform_admin on public.usage_metrics for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.usage_metrics is 'Platform admins read everything.';
