-- Who may use AI sees what was done with it; only functions write it.
alter table public.ai_usage_log enable row level security;
revoke all on public.ai_usage_log from anon, authenticated, service_role, platform_admin;
grant select on public.ai_usage_log to authenticated;
grant select on public.ai_usage_log to service_role;

drop policy if exists select_member on public.ai_usage_log;
create policy select_member on public.ai_usage_log for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('ai.use'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('ai.use'))::uuid[])));
comment on policy select_member on public.ai_usage_log is 'Members with ai.use, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.ai_usage_log;
create policy select_platform_admin on public.ai_usage_log for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.ai_usage_log is 'Platform admins read everything.';
