create or replace function private.check_invariants_credits() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'credits are the sums of their transactions', format('%s: %s %s kept, %s counted', b.tenant_id, d.what, d.kept, d.counted)
  from public.credit_balances b cross join lateral private.credit_sums(b.tenant_id) d
  where d.kept <> d.counted
  union all
  select 'who has credits has a balance', c.tenant_id::text
  from public.credits c
  where not exists (select from public.credit_balances b where b.tenant_id = c.tenant_id)
  union all
  select 'nobody owes credits while there are some to use', b.tenant_id::text
  from public.credit_balances b where b.overdraft > 0 and b.remaining > b.pending
  union all
  select 'pending is what has not begun', b.tenant_id::text
  from public.credit_balances b
  where (b.due_at is null or b.due_at > now()) and b.pending <> (
    select coalesce(sum(c.remaining_credits), 0) from public.credits c where c.tenant_id = b.tenant_id and c.is_open and c.effective_at > now())
  union all
  select 'an operation took what it says', format('%s %s', o.tenant_id, o.idempotency_key)
  from public.credit_operations o
  where o.amount <> (
    select -coalesce(sum(t.credits), 0) from public.credit_transactions t where t.tenant_id = o.tenant_id and t.operation = o.idempotency_key)
  union all
  select 'an AI action took what it says', a.id::text
  from public.ai_usage_log a
  where a.allowance_period is null and a.credits <> (
    select -coalesce(sum(t.credits), 0) from public.credit_transactions t where t.tenant_id = a.tenant_id and t.ai_usage_id = a.id)
  union all
  select 'ai_credits_used counts this month''s actions of the allowance', format('%s: counter %s, rows %s', c.tenant_id, c.ai_credits_used, n.rows)
  from public.usage_counters c cross join lateral private.recount_ai_credits_used(c.tenant_id) n (rows)
  where c.ai_credits_used <> n.rows
$$;
comment on function private.check_invariants_credits() is 'Broken invariants of credits and AI actions.';
revoke all on function private.check_invariants_credits() from public;
