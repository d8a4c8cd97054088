-- B6: the one way to use credits.
--  1. The lock; what time has brought about.
--  2. There is enough, with what the plan allows to overdraw. An overdraft means that nothing else is usable.
--  3. From grants in their order, a transaction each; what is missing is owed.
--  4. The person's own limit. Answers the balance.
create or replace function private.take_credits(
  p_tenant uuid, p_user uuid, p_amount bigint, p_description text, p_operation text default null, p_ai_usage uuid default null
) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  v_now timestamptz;
  v_usable bigint;
  v_overdraft bigint;
  v_grant record;
  v_left bigint := p_amount;
  v_taken bigint;
begin
  -- 1.
  v_balance := private.lock_credits(p_tenant);
  v_now := clock_timestamp();
  if v_balance.due_at <= v_now then v_balance := private.settle_credits(p_tenant, v_now); end if;

  -- 2.
  v_usable := v_balance.remaining - v_balance.pending;
  if v_usable < p_amount then
    select p.credit_overdraft_limit - v_balance.overdraft into v_overdraft
    from public.tenants t join public.plans p on p.id = t.plan_id where t.id = p_tenant;
    if v_usable + greatest(v_overdraft, 0) < p_amount then
      perform private.fail('insufficient_credits', p_amount::text, (v_usable + greatest(v_overdraft, 0))::text);
    end if;
  end if;

  -- 3.
  if p_operation is not null then
    insert into public.credit_operations (tenant_id, idempotency_key, user_id, amount, description, balance)
    values (p_tenant, p_operation, p_user, p_amount, p_description, v_balance.remaining - v_balance.overdraft - p_amount);
  end if;
  while v_left > 0 and v_usable > 0 loop
    select c.id, c.remaining_credits into strict v_grant from private.next_grant(p_tenant, v_now) c;
    v_taken := least(v_left, v_grant.remaining_credits);
    insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description, operation, ai_usage_id)
    values (p_tenant, p_user, v_grant.id, -v_taken, 'deduct', p_description, p_operation, p_ai_usage);
    v_left := v_left - v_taken;
    v_usable := v_usable - v_taken;
  end loop;
  if v_left > 0 then
    insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description, operation, ai_usage_id)
    values (p_tenant, p_user, null, -v_left, 'deduct:overdraft', p_description, p_operation, p_ai_usage);
  end if;

  -- 4.
  perform private.use_credit_limit(p_tenant, p_user, p_amount);
  return v_balance.remaining - v_balance.overdraft - p_amount;
end
$$;
comment on function private.take_credits(uuid, uuid, bigint, text, text, uuid) is
  'Uses a tenant''s credits, in tables no client may write, and answers the balance. Raises PT402 insufficient_credits or credit_limit_reached.';
revoke all on function private.take_credits(uuid, uuid, bigint, text, text, uuid) from public;

create or replace function private.use_credit_limit(p_tenant uuid, p_user uuid, p_amount bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.tenant_member_credit_limits as l (tenant_id, user_id, used_credits) values (p_tenant, p_user, p_amount)
  on conflict (tenant_id, user_id) do update set used_credits = l.used_credits + excluded.used_credits
    where l.credit_limit = -1 or l.used_credits + excluded.used_credits <= l.credit_limit;
  if not found then perform private.fail('credit_limit_reached'); end if;
end
$$;
comment on function private.use_credit_limit(uuid, uuid, bigint) is
  'Counts what a person uses, which they may not write, within the limit they were given. Raises PT402 credit_limit_reached.';
revoke all on function private.use_credit_limit(uuid, uuid, bigint) from public;

create or replace function private.consume_credits(p_amount bigint, p_description text, p_idempotency_key text) returns public.credit_operations
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_user uuid := private.uid();
  v_operation public.credit_operations;
begin
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- no website is named: whoever works on one of them only uses credits by AI actions there
  if not (private.can('ai.use') and private.all_websites()) then perform private.fail('forbidden', 'ai.use'); end if;
  if (p_amount between 1 and 1000000) is not true then perform private.fail('invalid_input', 'amount (expected 1 to 1000000)'); end if;
  if (length(p_idempotency_key) between 1 and 200) is not true then
    perform private.fail('invalid_input', 'idempotency_key (expected 1 to 200 characters)');
  end if;
  if length(p_description) > 500 then perform private.fail('invalid_input', 'description (expected at most 500 characters)'); end if;

  -- one after the other, so that the second of two with one key sees the first
  perform private.lock_credits(v_tenant);
  select * into v_operation from public.credit_operations o where o.tenant_id = v_tenant and o.idempotency_key = p_idempotency_key;
  if found then
    if (v_operation.user_id, v_operation.amount) <> (v_user, p_amount) then perform private.fail('key_reused'); end if;
    return v_operation;
  end if;
  perform private.take_credits(v_tenant, v_user, p_amount, p_description, p_idempotency_key);
  select * into strict v_operation from public.credit_operations o where o.tenant_id = v_tenant and o.idempotency_key = p_idempotency_key;
  return v_operation;
end
$$;
comment on function private.consume_credits(bigint, text, text) is
  'Uses the tenant''s credits for the signed-in person, in tables no client may write. Raises PT400 invalid_input, PT401, PT402 insufficient_credits or credit_limit_reached, PT403, PT409 key_reused.';
revoke all on function private.consume_credits(bigint, text, text) from public;
grant execute on function private.consume_credits(bigint, text, text) to authenticated;

create or replace function public.consume_credits(amount bigint, description text, idempotency_key text) returns public.credit_operations
language sql volatile security invoker set search_path = ''
as $$
  select private.consume_credits(amount, description, idempotency_key)
$$;
comment on function public.consume_credits(bigint, text, text) is
  'Uses credits of the tenant: of the highest priority first, then those that expire soonest. The same idempotency_key again changes nothing and answers the same. Errors: PT400 invalid_input, PT402 insufficient_credits or credit_limit_reached, PT403 forbidden (needs ai.use on all websites), PT409 key_reused.';
revoke all on function public.consume_credits(bigint, text, text) from public;
grant execute on function public.consume_credits(bigint, text, text) to authenticated;
