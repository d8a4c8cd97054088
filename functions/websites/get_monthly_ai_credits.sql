create or replace function public.get_monthly_ai_credits(tid uuid) returns integer
language sql stable security invoker set search_path = ''
as $$
  -- row-level security answers for the caller's own tenant only
  select (
    select count(*)::integer from public.ai_usage_log a
    where a.tenant_id = t.id and a.status = 'success' and a.created_at >= date_trunc('month', now(), 'UTC'))
  from public.tenants t
  where t.id = tid and (select private.can('ai.use'))
$$;
comment on function public.get_monthly_ai_credits(uuid) is
  'AI actions that succeeded this UTC month, of the allowance and of credits together (needs ai.use). Null for a tenant you don''t act for.';
revoke all on function public.get_monthly_ai_credits(uuid) from public;
grant execute on function public.get_monthly_ai_credits(uuid) to authenticated, service_role;
