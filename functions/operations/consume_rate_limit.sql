-- O2: a token bucket in one atomic upsert. A refused request is answered, not raised,
-- so that what it spent is not rolled back (A10).
create or replace function private.consume_rate_limit(
  p_key text, p_capacity double precision, p_refill_per_second double precision, p_cost double precision default 1,
  out allowed boolean, out remaining double precision, out retry_after double precision
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  -- Infinity and NaN are above every number; null is no answer
  if (length(p_key) between 1 and 400 and p_capacity > 0 and p_refill_per_second > 0 and p_cost between 0 and p_capacity
      and greatest(p_capacity, p_refill_per_second) < 'Infinity') is not true then
    perform private.fail('invalid_input', 'a rate limit needs a key of 1 to 400 characters, capacity > 0, refill_per_second > 0 and 0 <= cost <= capacity');
  end if;
  insert into private.rate_limit_buckets as b (key, tokens, allowed, updated_at)
  values (p_key, p_capacity - p_cost, true, v_now)
  on conflict (key) do update set
    -- what has flowed in since, less the cost where it suffices
    allowed = least(p_capacity, b.tokens + greatest(extract(epoch from v_now - b.updated_at), 0) * p_refill_per_second) >= p_cost,
    tokens = least(p_capacity, b.tokens + greatest(extract(epoch from v_now - b.updated_at), 0) * p_refill_per_second)
      - case when least(p_capacity, b.tokens + greatest(extract(epoch from v_now - b.updated_at), 0) * p_refill_per_second) >= p_cost
          then p_cost else 0 end,
    updated_at = greatest(b.updated_at, v_now)
  returning b.allowed, b.tokens into allowed, remaining;
  retry_after := case when allowed then 0 else (p_cost - remaining) / p_refill_per_second end;
end
$$;
comment on function private.consume_rate_limit(text, double precision, double precision, double precision) is
  'Takes p_cost tokens from the bucket p_key (p_capacity tokens, p_refill_per_second flowing in), which clients can''t write; answers allowed, tokens remaining and seconds until the cost is there. Raises PT400 on impossible limits.';
revoke all on function private.consume_rate_limit(text, double precision, double precision, double precision) from public;
grant execute on function private.consume_rate_limit(text, double precision, double precision, double precision) to service_role;

-- For edge functions; a client who could name keys and sizes could lock others out.
create or replace function public.consume_rate_limit(
  key text, capacity double precision, refill_per_second double precision, cost double precision default 1,
  out allowed boolean, out remaining double precision, out retry_after double precision
)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.consume_rate_limit(key, capacity, refill_per_second, cost)
$$;
comment on function public.consume_rate_limit(text, double precision, double precision, double precision) is
  'Token bucket: takes cost tokens from the bucket named key, which holds capacity tokens and gains refill_per_second. Answers allowed, remaining and retry_after (seconds). Raises PT400 on impossible limits. For the service only.';
revoke all on function public.consume_rate_limit(text, double precision, double precision, double precision) from public;
grant execute on function public.consume_rate_limit(text, double precision, double precision, double precision) to service_role;
