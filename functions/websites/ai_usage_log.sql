create or replace function private.recount_ai_credits_used(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(a.credits), 0)
  from public.usage_counters c
  left join public.ai_usage_log a on a.tenant_id = c.tenant_id and a.allowance_period = c.period_start
  where c.tenant_id = p_tenant
$$;
comment on function private.recount_ai_credits_used(uuid) is 'AI credits of the month''s allowance, by their rows, whoever asks.';
revoke all on function private.recount_ai_credits_used(uuid) from public;
