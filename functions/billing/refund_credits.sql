-- B6: money that went back takes its credits along. Told as how many have been refunded so far, so that the same refund told
-- twice, or two in the wrong order, come to the same.
--  1. The grant, and what of it was used for good.
--  2. What remains goes first; what has expired was never used and costs nothing.
--  3. What was used, and is paid for no more, is owed.
create or replace function private.refund_credits(p_tenant uuid, p_source_id text, p_refunded bigint, p_description text default null) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_credit public.credits;
  v_used bigint;
  v_target bigint;
  v_unspent bigint;
  v_owed bigint;
begin
  perform from public.tenants t where t.id = p_tenant for no key update;
  perform private.lock_credits(p_tenant);
  v_now := clock_timestamp();
  -- 1.
  perform private.settle_credits(p_tenant, v_now);
  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.source_id = p_source_id;
  if not found then return 0; end if;
  v_target := least(p_refunded, v_credit.total_credits);
  if v_target <= v_credit.refunded_credits then return 0; end if;
  select -coalesce(sum(x.credits), 0) into v_used
  from public.credit_transactions x
  where x.tenant_id = p_tenant and x.credit_id = v_credit.id and x.type in ('deduct', 'repay:overdraft', 'return');

  -- 2. and 3.
  v_unspent := least(v_credit.remaining_credits, v_target - v_credit.refunded_credits);
  v_owed := greatest(0, v_target - (v_credit.total_credits - v_used)) - greatest(0, v_credit.refunded_credits - (v_credit.total_credits - v_used));
  update public.credits c set refunded_credits = v_target where c.tenant_id = p_tenant and c.id = v_credit.id;
  insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description)
  select p_tenant, v_credit.user_id, x.credit_id, -x.credits, 'refund', p_description
  from (values (v_credit.id, v_unspent), (null, v_owed)) x (credit_id, credits)
  where x.credits > 0;
  perform private.settle_credits(p_tenant, v_now);
  return v_unspent + v_owed;
end
$$;
comment on function private.refund_credits(uuid, text, bigint, text) is
  'Takes back what was granted for p_source_id, in tables no client may write: p_refunded of its credits so far. What was used is owed, even beyond what the plan allows to overdraw. Answers how many it took.';
revoke all on function private.refund_credits(uuid, text, bigint, text) from public;
