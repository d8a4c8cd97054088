create or replace function public.tenant_usage(tenant uuid)
returns table (resource text, used bigint, allowed bigint)
language sql stable security invoker set search_path = ''
as $$
  -- row-level security answers for the caller's own tenant only
  select r.resource, r.used, r.allowed
  from public.usage_counters c
  join public.tenants t on t.id = c.tenant_id
  join public.plans p on p.id = t.plan_id
  cross join lateral (values
    ('websites', c.website_count::bigint, p.max_websites::bigint),
    ('pages_per_site', coalesce((select max(w.page_count) from public.websites w where w.tenant_id = c.tenant_id and w.status <> 'archived'), 0), p.max_pages_per_site),
    ('seats', c.member_count + c.pending_invitations, p.max_collaborators),
    ('storage_bytes', c.storage_bytes, p.storage_limit_mb * 1048576::bigint),
    ('widgets', c.widget_count, p.max_widgets),
    ('interactions', case when c.period_end > now() then c.interaction_count else 0 end, p.max_interactions_per_month),
    ('ai_credits', case when c.period_end > now() then c.ai_credits_used else 0 end, p.ai_credits_per_month)
  ) r (resource, used, allowed)
  where c.tenant_id = tenant_usage.tenant
$$;
comment on function public.tenant_usage(uuid) is
  'What the tenant uses of each limit of its plan: websites, pages_per_site (of the fullest website you see), seats, storage_bytes, widgets, interactions and ai_credits (of this UTC month). used is more than allowed after a downgrade. Empty for a tenant you don''t act for.';
revoke all on function public.tenant_usage(uuid) from public;
grant execute on function public.tenant_usage(uuid) to authenticated, service_role;
