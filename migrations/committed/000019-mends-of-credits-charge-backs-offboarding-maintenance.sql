--! Previous: sha1:ad46bdf2061be63bfb46c3af673a2effa8451476
--! Hash: sha1:6bba80e849f4177f467df6616993132a6fe59ca2
--! Message: mends of credits, charge-backs, offboarding, maintenance

--! split: 800-attack.sql
-- What several grants have repaid goes back to each of them once, and an AI action that can't be ended stops no other; an
-- invitation leaves a member's credit limit alone; the tenant's credits at large are the team's to use;
-- what was charged back is no longer paid for.
--! Included functions/websites/finish_ai_action.sql
-- S13: told by the service alone: whoever has the answer must not be able to say that it failed. The first word counts.
create or replace function private.finish_ai_action(
  p_tenant uuid, p_id uuid, p_status public.ai_action_status, p_prompt_tokens integer, p_completion_tokens integer, p_cost numeric, p_error text
) returns public.ai_usage_log
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action public.ai_usage_log;
begin
  if (p_status in ('success', 'failed')) is not true then perform private.fail('invalid_input', 'status (expected success or failed)'); end if;
  if least(p_prompt_tokens, p_completion_tokens, p_cost) < 0 or p_cost >= 10000 then
    perform private.fail('invalid_input', 'tokens or cost (expected 0 or more)');
  end if;
  select * into v_action from public.ai_usage_log a where a.tenant_id = p_tenant and a.id = p_id for no key update;
  if not found then perform private.fail('not_found', 'AI action'); end if;
  if v_action.status <> 'reserved' then return v_action; end if;

  if p_status = 'failed' then perform private.return_ai_credit(v_action); end if;
  update public.ai_usage_log a
  set status = p_status, credits = case p_status when 'success' then a.credits else 0 end, finished_at = clock_timestamp(),
    prompt_tokens = coalesce(p_prompt_tokens, 0), completion_tokens = coalesce(p_completion_tokens, 0),
    estimated_cost_usd = coalesce(p_cost, 0), error_message = left(p_error, 500)
  where a.tenant_id = p_tenant and a.id = p_id
  returning * into v_action;
  return v_action;
end
$$;
comment on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) is
  'Ends an AI action in a table no API role may write: keeps its credit (success) or gives it back (failed). Raises PT400 invalid_input, PT404.';
revoke all on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) from public;
grant execute on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) to service_role;

create or replace function public.finish_ai_action(
  tenant uuid, action uuid, status public.ai_action_status, prompt_tokens integer default 0, completion_tokens integer default 0,
  estimated_cost_usd numeric default 0, error_message text default null
) returns public.ai_usage_log
language sql volatile security invoker set search_path = ''
as $$
  select private.finish_ai_action(tenant, action, status, prompt_tokens, completion_tokens, estimated_cost_usd, error_message)
$$;
comment on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) is
  'Ends an AI action that begin_ai_action began: success keeps its credit, failed gives it back. Ended already, it is answered as it is. For the service only. Errors: PT400 invalid_input, PT404.';
revoke all on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) from public;
grant execute on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) to service_role;

-- To where it came from: the month's allowance, while it is that month; the grant; what is owed, or where that has been
-- repaid meanwhile, the grants it was repaid from. What time has done to a grant since happens to it again.
create or replace function private.return_ai_credit(p_action public.ai_usage_log) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_taken record;
  v_repaid record;
  v_left bigint;
  v_back bigint;
begin
  -- the counter before the balance, as in begin_ai_action
  perform from public.usage_counters c where c.tenant_id = p_action.tenant_id for no key update;
  if p_action.allowance_period is not null then
    update public.usage_counters c set ai_credits_used = c.ai_credits_used - p_action.credits
    where c.tenant_id = p_action.tenant_id and c.period_start = p_action.allowance_period;
  else
    perform private.lock_credits(p_action.tenant_id);
    for v_taken in
      select x.credit_id, -x.credits as credits from public.credit_transactions x
      where x.tenant_id = p_action.tenant_id and x.ai_usage_id = p_action.id and x.type in ('deduct', 'deduct:overdraft')
    loop
      v_left := v_taken.credits;
      if v_taken.credit_id is null then
        select least(v_left, coalesce(sum(o.credits), 0)) into v_back
        from public.credit_overdrafts o where o.tenant_id = p_action.tenant_id and o.user_id = p_action.user_id;
        if v_back > 0 then
          insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
          values (p_action.tenant_id, p_action.user_id, null, v_back, 'return', p_action.id);
          v_left := v_left - v_back;
        end if;
        for v_repaid in
          -- less what it got back for others that were owed
          select x.credit_id, -sum(x.credits) as credits from public.credit_transactions x
          where x.tenant_id = p_action.tenant_id and x.user_id = p_action.user_id and x.credit_id is not null
            and (x.type = 'repay:overdraft' or x.type = 'return' and not exists (
              select from public.credit_transactions d
              where d.tenant_id = x.tenant_id and d.ai_usage_id = x.ai_usage_id and d.credit_id = x.credit_id and d.type = 'deduct'))
          group by x.credit_id having sum(x.credits) < 0
          order by max(x.created_at) filter (where x.type = 'repay:overdraft') desc, x.credit_id
        loop
          exit when v_left = 0;
          v_back := least(v_left, v_repaid.credits);
          insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
          values (p_action.tenant_id, p_action.user_id, v_repaid.credit_id, v_back, 'return', p_action.id);
          v_left := v_left - v_back;
        end loop;
      else
        insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
        values (p_action.tenant_id, p_action.user_id, v_taken.credit_id, v_left, 'return', p_action.id);
      end if;
    end loop;
    perform private.settle_credits(p_action.tenant_id, clock_timestamp());
  end if;
  update public.tenant_member_credit_limits l set used_credits = greatest(0, l.used_credits - p_action.credits)
  where l.tenant_id = p_action.tenant_id and l.user_id = p_action.user_id;
end
$$;
comment on function private.return_ai_credit(public.ai_usage_log) is
  'Gives back what an AI action has taken, in tables no client may write. For whoever has locked the action.';
revoke all on function private.return_ai_credit(public.ai_usage_log) from public;

-- Whoever began it is gone: no function runs that long.
create or replace function private.maintain_ai_actions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action record;
  v_done bigint := 0;
begin
  for v_action in
    select a.tenant_id, a.id from public.ai_usage_log a
    where a.status = 'reserved' and a.created_at < now() - interval '15 minutes'
    order by a.created_at limit 500
    for no key update skip locked
  loop
    begin
      perform private.finish_ai_action(v_action.tenant_id, v_action.id, 'failed', 0, 0, 0, 'nobody finished it');
      v_done := v_done + 1;
    exception when others then
      -- the others' turn, and this one's again next time
      raise warning 'AI action % could not be ended: % %', v_action.id, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_ai_actions() is
  'Gives back the credits of AI actions that nobody has finished within 15 minutes, in tables no API role may write; up to 500 a call; one that can''t be ended is left for the next time, with a warning in the server''s log. Answers how many.';
revoke all on function private.maintain_ai_actions() from public;
--! EndIncluded functions/websites/finish_ai_action.sql
--! Included functions/tenancy/accept_invitation.sql
-- T8, A10: answered, not raised, so that what a guess has cost is not rolled back. Whatever
-- is wrong with a token, the answer is one: it is not for you.
--  1. Somebody is signed in, and has guesses left: by person, and by address.
--  2. The token leads to an invitation of an active tenant, which is locked, after the
--     person, a membership there was before, and the website: in the order in which others
--     come by them, so that no two wait for each other.
--  3. Accepted by the same person, who is still there: the same answer again.
--  4. Pending, for an address this person has proven, from somebody who may still give it.
--  5. The person joins, if there is a seat. Who is on the team already stays as they are:
--     an invitation is no way to another role, or around one's credit limit.
create or replace function private.accept_invitation(p_token text) returns public.invitation_answer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_no constant public.invitation_answer := row(404, 'invitation_unavailable', null, null, null);
  v_user uuid := private.uid();
  v_network text := private.client_network();
  v_tenant uuid;
  v_id uuid;
  v_invitation public.invitations;
  v_yes public.invitation_answer;
  v_on_team boolean;
begin
  -- 1.
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if not (private.consume_rate_limit('accept_invitation ' || v_user, 10, 1 / 60.0)).allowed
     or v_network is not null and not (private.consume_rate_limit('accept_invitation ' || v_network, 60, 1)).allowed then
    return row(429, 'rate_limited', null, null, null)::public.invitation_answer;
  end if;

  -- 2.
  select d.tenant_id, d.object_id into v_tenant, v_id
  from private.directory d join public.tenants t on t.id = d.tenant_id
  where d.kind = 'invitation' and d.key = private.token_hash(p_token) and t.status = 'active';
  if not found then return c_no; end if;
  perform from public.users u where u.id = v_user for no key update;
  perform from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = v_user for no key update;
  perform from public.websites w join public.invitations i on i.tenant_id = w.tenant_id and i.website_id = w.id
  where i.tenant_id = v_tenant and i.id = v_id for key share of w;
  select * into v_invitation from public.invitations i where i.tenant_id = v_tenant and i.id = v_id for update;
  if not found then return c_no; end if;
  v_yes := row(200, null, v_tenant, v_invitation.website_id, v_invitation.role);

  -- 3.
  if v_invitation.status = 'accepted' and v_invitation.accepted_by = v_user and (private.membership(v_user, v_tenant)).tenant_id is not null then
    return v_yes;
  end if;

  -- 4.
  if v_invitation.status <> 'pending' then return c_no; end if;
  if v_invitation.expires_at <= clock_timestamp() then
    perform private.expire_invitations(v_tenant);
    return c_no;
  end if;
  if not exists (select from public.user_emails e where e.user_id = v_user and e.email = v_invitation.email and e.verified)
     or not private.may_give_role(v_tenant, v_invitation.invited_by, v_invitation.role, v_invitation.custom_role_id) then
    return c_no;
  end if;

  -- 5.
  v_on_team := exists (select from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = v_user and m.is_active);
  begin
    update public.invitations i set status = 'accepted', accepted_at = now(), accepted_by = v_user
    where i.tenant_id = v_tenant and i.id = v_id;
    if v_invitation.website_id is null then
      insert into public.tenant_members as m (tenant_id, user_id, role, custom_role_id, invited_by, invited_at)
      values (v_tenant, v_user, v_invitation.role, v_invitation.custom_role_id, v_invitation.invited_by, v_invitation.created_at)
      on conflict (tenant_id, user_id) do update
        set role = excluded.role, custom_role_id = excluded.custom_role_id, is_active = true,
          invited_by = excluded.invited_by, invited_at = excluded.invited_at, accepted_at = now()
        where not m.is_active;
    elsif not v_on_team then
      insert into public.website_members as w (tenant_id, website_id, user_id, role, invited_at, accepted_at)
      values (v_tenant, v_invitation.website_id, v_user, v_invitation.role, v_invitation.created_at, now())
      on conflict (user_id, tenant_id, website_id) do update
        set role = excluded.role, invited_at = excluded.invited_at, accepted_at = coalesce(w.accepted_at, excluded.accepted_at);
    end if;
    if not v_on_team then
      insert into public.tenant_member_credit_limits (tenant_id, user_id, credit_limit)
      values (v_tenant, v_user, v_invitation.credit_limit)
      on conflict (tenant_id, user_id) do update set credit_limit = excluded.credit_limit;
    end if;
    update public.users u set active_tenant_id = v_tenant where u.id = v_user and u.active_tenant_id is null;
  exception when sqlstate 'PT402' then
    -- without the tenant's figures, which are not the person's yet
    return row(402, 'no_seat', null, null, null)::public.invitation_answer;
  end;
  return v_yes;
end
$$;
comment on function private.accept_invitation(text) is
  'Reads the directory and makes a member or collaborator, which no client may. Answers 402, 404 or 429 where it does not. Raises PT401.';
revoke all on function private.accept_invitation(text) from public;
grant execute on function private.accept_invitation(text) to authenticated;

create or replace function private.may_give_role(p_tenant uuid, p_user uuid, p_role public.tenant_role, p_custom_role uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.tenant_members m join public.users u on u.id = m.user_id
    where m.tenant_id = p_tenant and m.user_id = p_user and m.is_active and u.status = 'active'
      and private.role_permissions_of(p_tenant, m.role, m.custom_role_id)
        @> (private.role_permissions_of(p_tenant, p_role, p_custom_role) || 'member.manage'::public.app_permission))
$$;
comment on function private.may_give_role(uuid, uuid, public.tenant_role, uuid) is
  'Whether a member manages members and has all that a role has, now, whoever asks; reads roles no client may.';
revoke all on function private.may_give_role(uuid, uuid, public.tenant_role, uuid) from public;

create or replace function public.accept_invitation(token text) returns public.invitation_answer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_answer public.invitation_answer := private.accept_invitation(token);
begin
  perform set_config('response.status', v_answer.status::text, true);
  return v_answer;
end
$$;
comment on function public.accept_invitation(text) is
  'Joins the team or website the token invites to; again, it answers the same. status, also as HTTP status, and reason: 200; 402 no_seat; 404 invitation_unavailable (unknown, used, expired, revoked, or for an address you have not verified: the answer is the same); 429 rate_limited (10 tries a person, one more a minute). Errors: PT401.';
revoke all on function public.accept_invitation(text) from public;
grant execute on function public.accept_invitation(text) to authenticated;
--! EndIncluded functions/tenancy/accept_invitation.sql
--! Included functions/billing/consume_credits.sql
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
--! EndIncluded functions/billing/consume_credits.sql
--! Included functions/billing/stripe_money.sql
-- B2: money hangs on invoices, checkout sessions and payment intents. Refunds and disputes are told of charges, which are found by
-- their payment intent; until API 2025-03-31 a charge names its invoice, since then an invoice_payment does. A dispute that is lost
-- gives the money back like a refund, and no charge says so.
create or replace function private.stripe_money_back(
  p_payment_intents text[], p_invoice text, p_currency text, out refunded bigint, out disputed_at timestamptz, out last_event_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(case k.kind when 'charge' then (k.payload ->> 'amount_refunded')::bigint else (k.payload ->> 'amount')::bigint end)
      filter (where (k.kind = 'charge' or k.payload ->> 'status' = 'lost') and k.payload ->> 'currency' = p_currency), 0),
    min(private.stripe_time(k.payload -> 'created')) filter (where k.kind = 'dispute'), max(k.occurred_at)
  from private.provider_payloads k
  where k.provider = 'stripe' and k.kind in ('charge', 'dispute')
    and (k.payment_intent_id = any (p_payment_intents) or k.invoice_id = p_invoice)
$$;
comment on function private.stripe_money_back(text[], text, text) is
  'What was given back of one purchase, by refunds and by disputes that were lost (minor units of p_currency; nothing else is added up), when it was first disputed, and when either was told last; from a table no API role may see.';
revoke all on function private.stripe_money_back(text[], text, text) from public;

create or replace function private.project_stripe_invoice(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_object jsonb;
  v_line record;
  v_subscription text;
  v_intents text[];
  v_back record;
  v_paid timestamptz;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'invoice' and k.object_id = p_id;
  if not found then return; end if;
  v_object := v_kept.payload;
  v_subscription := coalesce(private.stripe_id(v_object -> 'subscription'), private.stripe_id(v_object #> '{parent,subscription_details,subscription}'));
  v_paid := case when v_object ->> 'status' = 'paid' then coalesce(private.stripe_time(v_object #> '{status_transitions,paid_at}'), v_kept.occurred_at) end;

  if v_kept.tenant_id is null then
    -- evidence of payment and not of status, which may come before the subscription does
    if v_subscription is not null and v_paid is not null then
      insert into public.user_subscriptions as u (user_id, provider, provider_subscription_id, last_payment_at) values (v_kept.user_id, 'stripe', v_subscription, v_paid)
      on conflict (provider, provider_subscription_id) do update set last_payment_at = greatest(u.last_payment_at, excluded.last_payment_at);
    end if;
    return;
  end if;

  -- what it is for: the line with a price, that is no proration, and reaches furthest
  select x.price, private.stripe_time(l.line #> '{period,start}') as period_start, private.stripe_time(l.line #> '{period,end}') as period_end into v_line
  from jsonb_array_elements(v_object #> '{lines,data}') with ordinality l (line, place)
  cross join lateral (select
    coalesce(private.stripe_id(l.line -> 'price'), private.stripe_id(l.line #> '{pricing,price_details,price}'), l.line #>> '{plan,id}') as price,
    coalesce(l.line ->> 'proration', l.line #>> '{parent,subscription_item_details,proration}', l.line #>> '{parent,invoice_item_details,proration}') = 'true' as proration) x
  order by x.price is null, coalesce(x.proration, false), private.stripe_time(l.line #> '{period,end}') desc nulls last, l.place limit 1;

  v_intents := array(
    select distinct i.id from (
      select private.stripe_id(v_object -> 'payment_intent')
      union all
      select private.stripe_id(y.payment #> '{payment,payment_intent}') from jsonb_array_elements(v_object #> '{payments,data}') y (payment)
      union all
      select k.payment_intent_id from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'invoice_payment' and k.invoice_id = p_id
    ) i (id) where i.id is not null order by i.id);
  v_back := private.stripe_money_back(v_intents, p_id, v_object ->> 'currency');

  insert into public.invoices as i (tenant_id, provider, provider_invoice_id, number, status, user_id, plan_id, amount, amount_paid, amount_refunded, currency, billing_reason,
    provider_subscription_id, provider_price_id, provider_customer_id, provider_payment_intent_id, period_start, period_end, issued_at, due_at, paid_at,
    attempt_count, next_payment_attempt_at, disputed_at, invoice_pdf, receipt_pdf, hosted_invoice_url, last_event_at)
  values (v_kept.tenant_id, 'stripe', p_id, v_object ->> 'number', (v_object ->> 'status')::public.invoice_status,
    private.known_user(coalesce(v_object #>> '{parent,subscription_details,metadata,user_id}', v_object #>> '{subscription_details,metadata,user_id}', v_object #>> '{metadata,user_id}')),
    private.plan_of_price('stripe', v_line.price), (v_object ->> 'total')::bigint, coalesce((v_object ->> 'amount_paid')::bigint, 0), v_back.refunded, v_object ->> 'currency',
    v_object ->> 'billing_reason', v_subscription, v_line.price, private.stripe_id(v_object -> 'customer'), v_intents[1], v_line.period_start, v_line.period_end,
    coalesce(private.stripe_time(v_object #> '{status_transitions,finalized_at}'), private.stripe_time(v_object -> 'created'), v_kept.occurred_at), private.stripe_time(v_object -> 'due_date'), v_paid,
    coalesce((v_object ->> 'attempt_count')::integer, 0), private.stripe_time(v_object -> 'next_payment_attempt'), v_back.disputed_at,
    v_object ->> 'invoice_pdf', v_object #>> '{charge,receipt_url}', v_object ->> 'hosted_invoice_url', v_kept.occurred_at)
  on conflict (tenant_id, provider_invoice_id) do update
  set number = excluded.number, status = excluded.status, user_id = excluded.user_id, plan_id = excluded.plan_id, amount = excluded.amount, amount_paid = excluded.amount_paid,
    amount_refunded = excluded.amount_refunded, currency = excluded.currency, billing_reason = excluded.billing_reason,
    provider_subscription_id = excluded.provider_subscription_id, provider_price_id = excluded.provider_price_id, provider_customer_id = excluded.provider_customer_id,
    provider_payment_intent_id = excluded.provider_payment_intent_id, period_start = excluded.period_start, period_end = excluded.period_end, issued_at = excluded.issued_at,
    due_at = excluded.due_at, paid_at = excluded.paid_at, attempt_count = excluded.attempt_count, next_payment_attempt_at = excluded.next_payment_attempt_at,
    disputed_at = excluded.disputed_at, invoice_pdf = excluded.invoice_pdf, receipt_pdf = excluded.receipt_pdf, hosted_invoice_url = excluded.hosted_invoice_url,
    last_event_at = excluded.last_event_at;
end
$$;
comment on function private.project_stripe_invoice(text) is
  'Writes what the newest version of a Stripe invoice says, with what was given back or disputed of it, in tables no API role may write: a tenant''s invoice, or when a person last paid.';
revoke all on function private.project_stripe_invoice(text) from public;

-- A checkout session that is paid once. Our checkout writes into its metadata: tenant_id, user_id, price_id.
create or replace function private.project_stripe_session(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_object jsonb;
  v_back record;
  v_amount bigint;
  v_status public.payment_status;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'checkout.session' and k.object_id = p_id;
  if not found or v_kept.tenant_id is null or v_kept.payload ->> 'mode' is distinct from 'payment' then return; end if;
  v_object := v_kept.payload;
  v_amount := (v_object ->> 'amount_total')::bigint;
  v_back := private.stripe_money_back(array[v_kept.payment_intent_id], null, v_object ->> 'currency');
  v_status := case
    when v_object ->> 'payment_status' in ('paid', 'no_payment_required') then case when v_back.refunded >= v_amount and v_amount > 0 then 'refunded' else 'paid' end
    when v_kept.rank = private.stripe_rank('checkout.session.async_payment_failed') then 'failed'
    when v_kept.rank = private.stripe_rank('checkout.session.expired') then 'expired'
    else 'pending' end;
  insert into public.payments as y (tenant_id, provider, user_id, order_id, external_id, provider_price_id, provider_customer_id, amount, amount_refunded, currency, status, method,
    paid_at, disputed_at, last_event_at)
  values (v_kept.tenant_id, 'stripe', private.known_user(v_object #>> '{metadata,user_id}'), p_id, v_kept.payment_intent_id,
    coalesce(v_object #>> '{metadata,price_id}', private.stripe_id(v_object #> '{line_items,data,0,price}')), private.stripe_id(v_object -> 'customer'),
    v_amount, v_back.refunded, v_object ->> 'currency', v_status, v_object #>> '{payment_method_types,0}',
    case when v_status in ('paid', 'refunded') then v_kept.occurred_at end, v_back.disputed_at, greatest(v_kept.occurred_at, v_back.last_event_at))
  on conflict (tenant_id, order_id) do update
  set user_id = excluded.user_id, external_id = excluded.external_id, provider_price_id = excluded.provider_price_id, provider_customer_id = excluded.provider_customer_id,
    amount = excluded.amount, amount_refunded = excluded.amount_refunded, currency = excluded.currency, status = excluded.status, method = excluded.method,
    paid_at = excluded.paid_at, disputed_at = excluded.disputed_at, last_event_at = excluded.last_event_at;
  perform private.project_purchase(v_kept.tenant_id, p_id);
end
$$;
comment on function private.project_stripe_session(text) is
  'Writes what the newest version of a Stripe checkout session that is paid once says, with what was given back or disputed of it, and what it bought, in tables no API role may write.';
revoke all on function private.project_stripe_session(text) from public;

create or replace function private.project_stripe_money(p_payment_intents text[], p_invoice text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id text;
begin
  for v_id in
    select k.object_id from private.provider_payloads k
    where k.provider = 'stripe' and k.kind = 'checkout.session' and k.payment_intent_id = any (p_payment_intents) order by 1
  loop
    perform private.project_stripe_session(v_id);
  end loop;
  for v_id in
    select k.object_id from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'invoice' and k.payment_intent_id = any (p_payment_intents)
    union
    select k.invoice_id from private.provider_payloads k
    where k.provider = 'stripe' and k.kind in ('invoice_payment', 'charge') and k.payment_intent_id = any (p_payment_intents) and k.invoice_id is not null
    union
    select p_invoice where p_invoice is not null
    order by 1
  loop
    perform private.project_stripe_invoice(v_id);
  end loop;
end
$$;
comment on function private.project_stripe_money(text[], text) is 'Works out anew the purchases that hang on payment intents or an invoice, in tables no API role may write.';
revoke all on function private.project_stripe_money(text[], text) from public;
--! EndIncluded functions/billing/stripe_money.sql
--! Included functions/billing/apply_order.sql
-- B5: what notifications of providers that know nothing but orders have in common. An order only ever moves forward; notifications
-- tell the time the order was made, not their own, so that stages decide and not time:
--   1 pending, 2 authorized, 3 failed, 4 expired, 5 captured, 6 canceled, 7 settled, 8 refunded in part, 9 charged back in part,
--   10 refunded, 11 charged back
-- What was charged back is paid for as little as what was refunded.
create or replace function private.apply_order(
  p_event public.webhook_events, p_order_id text, p_stage integer, p_amount numeric, p_currency text, p_refunded numeric,
  p_paid_at timestamptz, p_external_id text, p_method text
) returns private.webhook_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_outcome private.webhook_outcome;
  v_payment public.payments;
  v_amount bigint := private.minor_units(p_amount, p_currency);
  v_refunded bigint := coalesce(private.minor_units(p_refunded, p_currency), 0);
begin
  if p_stage is null or p_order_id is null then
    v_outcome.status := 'ignored';
    return v_outcome;
  end if;
  perform private.lock_prices(false);
  perform private.lock_billing_key(p_event.provider, 'order:' || p_order_id);
  select d.tenant_id into v_outcome.tenant_id from private.directory d where d.kind = 'order' and d.key = p_event.provider || ':' || p_order_id;
  if not found then
    v_outcome.status := 'received';
    v_outcome.waits_for := 'order:' || p_order_id;
    return v_outcome;
  end if;
  perform private.lock_billing(v_outcome.tenant_id);
  select * into strict v_payment from public.payments y where y.tenant_id = v_outcome.tenant_id and y.order_id = p_order_id;
  if (v_amount, lower(p_currency)) is distinct from (v_payment.amount, v_payment.currency) then
    raise exception 'order % is about % %, the notification about % %', p_order_id, v_payment.amount, v_payment.currency, v_amount, lower(p_currency);
  end if;

  if not private.keep_payload(p_event, 'order', p_order_id, p_event.payload, least(v_refunded, 2147483647)::integer, p_stage, v_outcome.tenant_id) then
    v_outcome.status := 'stale';
    return v_outcome;
  end if;
  update public.payments y
  set external_id = p_external_id, method = p_method, last_event_at = p_event.occurred_at,
    status = case
      when p_stage >= 10 then 'refunded' when p_stage in (5, 7, 8, 9) then 'paid' when p_stage = 4 then 'expired' when p_stage in (3, 6) then 'failed' else 'pending'
    end::public.payment_status,
    paid_at = case when p_stage = 5 or p_stage >= 7 then coalesce(p_paid_at, p_event.occurred_at) end,
    amount_refunded = case when p_stage >= 10 then y.amount when p_stage = 8 then v_refunded else 0 end,
    disputed_at = case when p_stage in (9, 11) then p_event.occurred_at end
  where y.tenant_id = v_outcome.tenant_id and y.order_id = p_order_id;
  perform private.project_purchase(v_outcome.tenant_id, p_order_id);
  v_outcome.status := 'processed';
  return v_outcome;
end
$$;
comment on function private.apply_order(public.webhook_events, text, integer, numeric, text, numeric, timestamptz, text, text) is
  'Moves an order forward (amounts in units of the currency, as the provider has them), in tables no API role may write. Raises what does not fit the order.';
revoke all on function private.apply_order(public.webhook_events, text, integer, numeric, text, numeric, timestamptz, text, text) from public;

create or replace function private.minor_units(p_amount numeric, p_currency text) returns bigint
language sql immutable security invoker set search_path = ''
as $$
  select round(p_amount * case
    when lower(p_currency) in ('bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'ugx', 'vnd', 'vuv', 'xaf', 'xof', 'xpf') then 1
    else 100 end)::bigint
$$;
comment on function private.minor_units(numeric, text) is 'An amount in minor units; currencies without them as Stripe lists them. Rupiah have two, as with Stripe.';
revoke all on function private.minor_units(numeric, text) from public;

create or replace function private.apply_midtrans_event(p_event public.webhook_events) returns private.webhook_outcome
language sql volatile security definer set search_path = ''
as $$
  select private.apply_order(p_event, p.order_id,
    case p.transaction_status
      when 'pending' then 1 when 'authorize' then 2 when 'deny' then 3 when 'failure' then 3 when 'expire' then 4
      -- a card payment that looks like fraud waits for somebody to look at it
      when 'capture' then case when p.fraud_status = 'challenge' then 2 when p.fraud_status = 'deny' then 3 else 5 end
      when 'cancel' then 6 when 'settlement' then 7 when 'partial_refund' then 8 when 'partial_chargeback' then 9 when 'refund' then 10 when 'chargeback' then 11
    end,
    p.gross_amount, coalesce(p.currency, 'IDR'),
    coalesce((select sum((r.refund ->> 'refund_amount')::numeric) from jsonb_array_elements(p.refunds) r (refund)), p.refund_amount),
    -- Jakarta's time, without saying so
    coalesce(p.settlement_time, p.transaction_time) at time zone 'Asia/Jakarta', p.transaction_id, p.payment_type)
  from jsonb_to_record(p_event.payload) p (order_id text, transaction_status text, fraud_status text, gross_amount numeric, currency text, refund_amount numeric, refunds jsonb,
    settlement_time timestamp, transaction_time timestamp, transaction_id text, payment_type text)
$$;
comment on function private.apply_midtrans_event(public.webhook_events) is 'What follows from a notification of Midtrans, in tables no API role may write.';
revoke all on function private.apply_midtrans_event(public.webhook_events) from public;

create or replace function private.apply_doku_event(p_event public.webhook_events) returns private.webhook_outcome
language sql volatile security definer set search_path = ''
as $$
  select private.apply_order(p_event, p_event.payload #>> '{order,invoice_number}',
    case upper(p_event.payload #>> '{transaction,status}')
      when 'PENDING' then 1 when 'FAILED' then 3 when 'EXPIRED' then 4 when 'SUCCESS' then 7 when 'REFUNDED' then 10
    end,
    (p_event.payload #>> '{order,amount}')::numeric, coalesce(p_event.payload #>> '{order,currency}', 'IDR'), null,
    (p_event.payload #>> '{transaction,date}')::timestamptz, p_event.payload #>> '{transaction,original_request_id}',
    coalesce(p_event.payload #>> '{channel,id}', p_event.payload #>> '{service,id}'))
$$;
comment on function private.apply_doku_event(public.webhook_events) is 'What follows from a notification of Doku, in tables no API role may write.';
revoke all on function private.apply_doku_event(public.webhook_events) from public;
--! EndIncluded functions/billing/apply_order.sql

--! split: 810-review.sql
--! Included functions/billing/maintain_subscriptions.sql
-- B4: what is canceled, or paid by the order, ends by the clock and not by an event.
create or replace function private.maintain_subscriptions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_at_once constant integer := 100;
  v_tenant uuid;
  v_done bigint := 0;
begin
  -- those that fail don't count: nobody waits behind them for ever
  for v_tenant in
    select s.tenant_id from public.subscriptions s
    where s.is_current and s.access_until <= now()
    order by s.access_until
  loop
    exit when v_done = c_at_once;
    begin
      perform private.lock_billing(v_tenant);
      update public.subscriptions s set status = 'canceled', canceled_at = s.access_until
      where s.tenant_id = v_tenant and s.provider_subscription_id is null and s.provider <> 'manual' and s.status = 'active' and s.access_until <= now();
      perform private.settle_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- the others' turn, and this one's again next time
      raise warning 'the subscription of tenant % could not be ended: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_subscriptions() is
  'Brings up to 100 tenants whose paid time is over to what they have left, mostly the free plan, in columns no API role may write; answers how many.';
revoke all on function private.maintain_subscriptions() from public;
--! EndIncluded functions/billing/maintain_subscriptions.sql
--! Included functions/billing/subscriptions.sql
-- Triggers of subscriptions; its timestamps stand with the tenant's other tables.
create or replace function private.fill_subscription() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.is_current := new.is_current or not exists (select from public.subscriptions s where s.tenant_id = new.tenant_id and s.is_current);
  return new;
end
$$;
comment on function private.fill_subscription() is 'Before insert: a tenant''s first subscription is the current one; whoever inserts may not see the others.';
revoke all on function private.fill_subscription() from public;

-- A subscription and an order belong to one tenant only.
create or replace function private.claim_billing_key() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old text;
  v_new text;
begin
  if tg_op <> 'INSERT' then v_old := to_jsonb(old) ->> tg_argv[1]; end if;
  if tg_op <> 'DELETE' then v_new := to_jsonb(new) ->> tg_argv[1]; end if;
  if v_old is not distinct from v_new then return null; end if;
  if v_old is not null then
    perform private.directory_release(tg_argv[0], old.provider || ':' || v_old, old.tenant_id, old.id);
  end if;
  if v_new is not null then
    perform private.directory_claim(tg_argv[0], new.provider || ':' || v_new, new.tenant_id, new.id);
  end if;
  return null;
end
$$;
comment on function private.claim_billing_key() is
  'After row trigger with arguments (kind, column): keeps the provider''s key of a row in the directory, which no client may see, for that row alone. Raises PT409 taken.';
revoke all on function private.claim_billing_key() from public;

-- T6: whoever had a checkout open when the tenant was offboarded would pay for what is being deleted. The tenant is locked: who
-- offboards it at this moment either sees the subscription, or is seen.
create or replace function private.cancel_what_is_bought_late() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_status public.tenant_status;
begin
  select t.status into v_status from public.tenants t where t.id = new.tenant_id for no key update;
  if v_status = 'offboarded' then
    insert into private.outbox (kind, payload)
    values ('cancel_subscription', jsonb_build_object('tenant_id', new.tenant_id, 'provider', new.provider, 'provider_subscription_id', new.provider_subscription_id));
  end if;
  return null;
end
$$;
comment on function private.cancel_what_is_bought_late() is
  'After a subscription begins to run: in an offboarded tenant, queues its cancellation in the outbox, which no API role may write.';
revoke all on function private.cancel_what_is_bought_late() from public;

create or replace trigger _200_keep before update of id, tenant_id, provider, created_at on public.subscriptions
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'created_at');
create or replace trigger _300_current before insert on public.subscriptions
  for each row execute function private.fill_subscription();
create or replace trigger _800_directory after insert or delete or update of provider_subscription_id on public.subscriptions
  for each row execute function private.claim_billing_key('subscription', 'provider_subscription_id');

-- after what settles the tenant, which locks what comes before the tenant
create or replace trigger _750_bought_late after insert on public.subscriptions
  for each row when (new.provider_subscription_id is not null and new.status not in ('inactive', 'canceled', 'incomplete_expired'))
  execute function private.cancel_what_is_bought_late();
create or replace trigger _760_bought_late after update of status on public.subscriptions
  for each row when (new.provider_subscription_id is not null and new.status not in ('inactive', 'canceled', 'incomplete_expired')
    and old.status in ('inactive', 'canceled', 'incomplete_expired'))
  execute function private.cancel_what_is_bought_late();
--! EndIncluded functions/billing/subscriptions.sql
--! Included functions/operations/run_maintenance.sql
-- O4: all periodic work. Each domain adds functions private.maintain_<what>(), which do what is due, however often and
-- wherever they are called, and answer how many things that were.
-- What locks whole tables against everybody who writes comes last: locks are held until all tasks of a call are done.
create or replace function private.maintenance_tasks() returns setof text
language sql stable security invoker set search_path = ''
as $$
  select substr(p.proname, length('maintain_') + 1)
  from pg_catalog.pg_proc p
  where p.pronamespace = 'private'::regnamespace and p.proname ~ '^maintain_.+' and p.pronargs = 0
  order by p.proname in ('maintain_page_events', 'maintain_partitions'), p.proname
$$;
comment on function private.maintenance_tasks() is 'What run_maintenance does, in order.';
revoke all on function private.maintenance_tasks() from public;

-- One place at a time does a task, the others pass it by; one that fails stops no other.
create or replace function private.run_maintenance(p_only text default null)
returns table (task text, done bigint, problem text)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  for task in select t.name from private.maintenance_tasks() t (name) where p_only is null or t.name = p_only loop
    done := null;
    problem := null;
    if pg_try_advisory_xact_lock(hashtextextended('tenantry.maintain_' || task, 0)) then
      begin
        execute format('select private.%I()', 'maintain_' || task) into done;
      exception when others then
        problem := sqlstate || ': ' || sqlerrm;
      end;
    else
      problem := 'busy elsewhere';
    end if;
    return next;
  end loop;
end
$$;
comment on function private.run_maintenance(text) is
  'Does the periodic work that is due (p_only: of one task), in tables no API role may write, and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once.';
revoke all on function private.run_maintenance(text) from public;
grant execute on function private.run_maintenance(text) to service_role;

create or replace function public.run_maintenance() returns table (task text, done bigint, problem text)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.run_maintenance()
$$;
comment on function public.run_maintenance() is
  'Does the periodic work that is due and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once. For the service only.';
revoke all on function public.run_maintenance() from public;
grant execute on function public.run_maintenance() to service_role;

create or replace function private.maintain_partitions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before bigint := (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r');
begin
  perform private.ensure_partitions();
  return (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r') - v_before;
end
$$;
comment on function private.maintain_partitions() is 'Makes partitions ahead of time, which needs the tables'' owner; answers how many.';
revoke all on function private.maintain_partitions() from public;

-- A limit has to be full again after a week without use, for the bucket says nothing more then.
create or replace function private.maintain_rate_limits() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.rate_limit_buckets b
    where b.key = any (array(
      select i.key from private.rate_limit_buckets i where i.updated_at < now() - interval '7 days' limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_rate_limits() is 'Removes rate-limit buckets that nobody has used for a week, from a table no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_rate_limits() from public;

create or replace function private.maintain_outbox() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.outbox o
    where o.id = any (array(
      select i.id from private.outbox i
      where i.done_at < now() - interval '30 days' or i.failed_at < now() - interval '90 days' order by i.id limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_outbox() is 'Removes what was done 30 days ago, and what failed 90 days ago, from the outbox, which no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_outbox() from public;

-- Few at a time, for each holds its locks until the transaction ends; the worker asks again while there are more.
create or replace function private.maintain_purges() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_at_once constant integer := 5;
  v_tenant uuid;
  v_done bigint := 0;
begin
  -- those that fail don't count: nobody waits behind them for ever
  for v_tenant in
    select t.id from public.tenants t
    where t.status = 'offboarded' and t.offboard_scheduled_at <= now() - interval '90 days'
    order by t.offboard_scheduled_at
  loop
    exit when v_done = c_at_once;
    begin
      perform private.purge_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- somebody is in the way, or a hook failed: the next one's turn, and this one's again next time
      raise warning 'purge of tenant % failed: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_purges() is 'Purges up to five tenants whose 90 days are over, from tables no API role may delete from; one that fails is left for the next time, with a warning in the server''s log.';
revoke all on function private.maintain_purges() from public;
--! EndIncluded functions/operations/run_maintenance.sql
--! Included functions/tenancy/offboard_tenant.sql
-- T6: offboarding makes a tenant dark at once and has it deleted 90 days later, unless its owner comes back before.

create or replace function private.offboard(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status = 'offboarded' then return v_tenant; end if;
  update public.tenants t set status = 'offboarded' where t.id = p_tenant returning * into v_tenant;
  insert into private.outbox (kind, payload)
  select 'cancel_subscription', jsonb_build_object('tenant_id', s.tenant_id, 'provider', s.provider, 'provider_subscription_id', s.provider_subscription_id)
  from public.subscriptions s
  where s.tenant_id = p_tenant and s.provider_subscription_id is not null and s.status not in ('inactive', 'canceled', 'incomplete_expired');
  return v_tenant;
end
$$;
comment on function private.offboard(uuid) is
  'Offboards a tenant, whoever asks, in columns no client may write, and queues the cancellation of what it pays for. Raises PT404, PT409 status_transition (pending).';
revoke all on function private.offboard(uuid) from public;

create or replace function private.offboard_tenant(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  if not (private.can('tenant.delete') and private.all_websites()) then perform private.fail('forbidden', 'tenant.delete'); end if;
  return private.offboard(p_tenant);
end
$$;
comment on function private.offboard_tenant(uuid) is
  'Offboards the tenant of the request, in columns no client may write. Raises PT401, PT403 forbidden, PT404, PT409 status_transition.';
revoke all on function private.offboard_tenant(uuid) from public;
grant execute on function private.offboard_tenant(uuid) to authenticated;

create or replace function public.offboard_tenant(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.offboard_tenant(tenant)
$$;
comment on function public.offboard_tenant(uuid) is
  'Closes the tenant you act for: its sites go dark at once, its subscription is canceled, everything in it is deleted after 90 days. Until then its owner can export it (export_tenant) or bring it back (cancel_offboarding). Errors: PT401, PT403 forbidden (needs tenant.delete), PT404, PT409 status_transition (pending).';
revoke all on function public.offboard_tenant(uuid) from public;
grant execute on function public.offboard_tenant(uuid) to authenticated;

-- By ownership and not by the tenant of the request: nobody acts for an offboarded tenant by default.
create or replace function private.cancel_offboarding(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if not private.owns(private.uid(), p_tenant) then perform private.fail('not_found', 'tenant'); end if;
  perform private.lock_billing(p_tenant);
  -- the person before the tenant, as in create_tenant
  if exists (select from public.tenants t join public.plans p on p.id = t.plan_id
             where t.id = p_tenant and t.status = 'offboarded' and p.price_monthly_cents = 0 and p.price_yearly_cents = 0) then
    perform private.check_free_tenants(private.uid());
  end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status <> 'offboarded' then return v_tenant; end if;
  update public.tenants t set status = 'active' where t.id = p_tenant returning * into v_tenant;
  -- what nobody has canceled yet goes on
  delete from private.outbox o
  where o.done_at is null and o.kind = 'cancel_subscription' and o.payload ->> 'tenant_id' = p_tenant::text;
  -- what was not paid while it was away suspends it now
  perform private.settle_tenant(p_tenant);
  select * into strict v_tenant from public.tenants t where t.id = p_tenant;
  return v_tenant;
end
$$;
comment on function private.cancel_offboarding(uuid) is
  'Brings an offboarded tenant back for the signed-in owner, in columns no client may write. Raises PT401, PT402 free_tenants, PT404, PT409 status_transition (90 days are over).';
revoke all on function private.cancel_offboarding(uuid) from public;
grant execute on function private.cancel_offboarding(uuid) to authenticated;

create or replace function private.owns(p_user uuid, p_tenant uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.tenant_members m where m.tenant_id = p_tenant and m.user_id = p_user and m.role = 'owner' and m.is_active)
$$;
comment on function private.owns(uuid, uuid) is 'Whether a person owns a tenant, whatever its state and whichever tenant the request acts for.';
revoke all on function private.owns(uuid, uuid) from public;

create or replace function public.cancel_offboarding(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.cancel_offboarding(tenant)
$$;
comment on function public.cancel_offboarding(uuid) is
  'Brings back a tenant you own within 90 days of its offboarding, its sites included; a tenant that is not offboarded stays as it is. Errors: PT401, PT402 free_tenants, PT404, PT409 status_transition (90 days are over).';
revoke all on function public.cancel_offboarding(uuid) from public;
grant execute on function public.cancel_offboarding(uuid) to authenticated;
--! EndIncluded functions/tenancy/offboard_tenant.sql
--! Included functions/websites/aggregate_page_events.sql
-- S12: a day of all websites, each from midnight to midnight where its tenant is. Counting again what has been counted
-- changes nothing.
--  1. One at a time. What has been counted for good and is no longer there can't be counted again.
--  2. Each zone's day; the partitions are found by the widest of them.
--  3. One pass over the events in a visitor's order: 30 minutes without any end a session. Its first event and its last say
--     how long it was and, by running counts, how many views; its source is that of the first; without a view it is none.
--  4. One over their pages. Breakdowns keep the 20 largest.
create or replace function private.aggregate_page_events(p_day date) returns bigint
language plpgsql volatile security definer set search_path = '' set work_mem = '128MB'
as $$
declare
  c_kept constant integer := 20;
  v_from timestamptz := (p_day::timestamp - interval '14 hours') at time zone 'UTC';
  v_to timestamptz := (p_day::timestamp + interval '36 hours') at time zone 'UTC';
  v_rows bigint;
begin
  -- 1.
  perform pg_advisory_xact_lock(hashtextextended('tenantry.aggregate_page_events', 0));
  if private.is_day_closed(p_day) and to_regclass('private.raw_page_events_' || to_char(p_day - 1, 'YYYY_MM_DD')) is null then return 0; end if;

  -- 2.
  with zone as materialized (
    select z.timezone, private.day_start(p_day, z.timezone) as day_begin, private.day_start(p_day + 1, z.timezone) as day_end
    from (select distinct t.timezone from public.tenants t) z
  ), tenant as materialized (
    select t.id, z.day_begin, z.day_end from public.tenants t join zone z on z.timezone = t.timezone
  -- 3.
  ), event as (
    select e.website_id, e.visitor_id, e.created_at, e.is_view, e.referrer, e.country, e.device,
      lag(e.created_at) over visitor as previous_at, lead(e.created_at) over visitor as next_at,
      row_number() over visitor as place, count(*) filter (where e.is_view) over visitor as views
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    -- of one moment the same one is always the first
    window visitor as (partition by e.visitor_id order by e.created_at, e.is_view desc, e.referrer collate "C", e.page_slug collate "C" rows unbounded preceding)
  ), edge as (
    select e.*, coalesce(e.created_at - e.previous_at > interval '30 minutes', true) as begins, coalesce(e.next_at - e.created_at > interval '30 minutes', true) as ends
    from event e
  ), bounded as (
    -- what begins is followed by what ends, where it does not end itself
    select e.*,
      case when e.ends then e.created_at else lead(e.created_at) over session end as ended_at,
      (case when e.ends then e.views else lead(e.views) over session end) - e.views + e.is_view::integer as session_views
    from edge e
    where e.begins or e.ends
    window session as (partition by e.visitor_id order by e.place)
  ), session as materialized (
    select b.website_id, b.visitor_id, b.referrer, b.country, b.device, b.session_views = 1 as bounced, extract(epoch from b.ended_at - b.created_at) as seconds
    from bounded b
    where b.begins and b.session_views > 0
  ), visit as (
    select s.website_id, count(*) as sessions, count(distinct s.visitor_id) as visitors,
      count(*) filter (where s.bounced) as bounces, avg(s.seconds) as seconds
    from session s group by s.website_id
  ), counted as (
    select s.website_id, k.kind, k.name, count(*) as sessions
    from session s
    cross join lateral (values ('referrer', s.referrer), ('country', s.country), ('device', s.device)) k (kind, name)
    group by s.website_id, k.kind, k.name
  ), named as (
    select c.website_id, c.kind, n.name, sum(c.sessions) as sessions
    from counted c
    cross join lateral (values (
      case c.kind when 'referrer' then private.traffic_source(c.name) else coalesce(c.name, 'other') end)) n (name)
    group by c.website_id, c.kind, n.name
  ), ranked as (
    select n.*, row_number() over (partition by n.website_id, n.kind order by n.name = 'other', n.sessions desc, n.name collate "C") as place from named n
  ), kept as (
    select r.website_id, r.kind, case when r.place <= c_kept then r.name else 'other' end as name, sum(r.sessions)::bigint as sessions
    from ranked r group by 1, 2, 3
  ), breakdown as (
    select k.website_id,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'referrer') as referrers,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'country') as countries,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'device') as devices
    from kept k group by k.website_id
  -- 4.
  ), page as (
    select e.tenant_id, e.website_id, e.page_slug, count(*) filter (where e.is_view) as views,
      sum(e.bytes) as bytes, sum(e.load_time_ms) as load_time, count(e.load_time_ms) as loads
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    group by e.tenant_id, e.website_id, e.page_slug
  ), placed as (
    select p.*, row_number() over (partition by p.website_id order by p.views desc, p.page_slug collate "C") as place from page p
  ), website as (
    select p.tenant_id, p.website_id, sum(p.views) as views, sum(p.bytes) as bytes, sum(p.load_time) / nullif(sum(p.loads), 0) as load_time,
      jsonb_agg(jsonb_build_object('slug', p.page_slug, 'views', p.views) order by p.place)
        filter (where p.place <= c_kept and p.views > 0) as top
    from placed p group by p.tenant_id, p.website_id
  )
  insert into public.usage_metrics as m (tenant_id, website_id, date, page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms,
    bounce_rate, avg_session_duration_s, referrer_breakdown, top_pages, country_breakdown, device_breakdown)
  select w.tenant_id, w.website_id, p_day, w.views, v.visitors, v.sessions, least(coalesce(w.bytes, 0) / 1048576.0, 9999999.999), round(w.load_time),
    round(100.0 * v.bounces / v.sessions, 2), round(v.seconds), b.referrers, w.top, b.countries, b.devices
  from website w
  join visit v on v.website_id = w.website_id
  join breakdown b on b.website_id = w.website_id
  -- one that has been deleted since counts nowhere, and stops no other
  join public.websites s on s.tenant_id = w.tenant_id and s.id = w.website_id
  on conflict (tenant_id, website_id, date) do update
  set page_views = excluded.page_views, unique_visitors = excluded.unique_visitors, sessions = excluded.sessions,
    bandwidth_mb = excluded.bandwidth_mb, avg_load_time_ms = excluded.avg_load_time_ms, bounce_rate = excluded.bounce_rate,
    avg_session_duration_s = excluded.avg_session_duration_s, referrer_breakdown = excluded.referrer_breakdown,
    top_pages = excluded.top_pages, country_breakdown = excluded.country_breakdown, device_breakdown = excluded.device_breakdown
  where (m.page_views, m.unique_visitors, m.sessions, m.bandwidth_mb, m.avg_load_time_ms, m.bounce_rate, m.avg_session_duration_s,
      m.referrer_breakdown, m.top_pages, m.country_breakdown, m.device_breakdown)
    is distinct from (excluded.page_views, excluded.unique_visitors, excluded.sessions, excluded.bandwidth_mb, excluded.avg_load_time_ms,
      excluded.bounce_rate, excluded.avg_session_duration_s, excluded.referrer_breakdown, excluded.top_pages, excluded.country_breakdown, excluded.device_breakdown);
  get diagnostics v_rows = row_count;

  -- as of the transaction's begin: what has come since is for the next time
  insert into private.page_event_days as d (day, aggregated_at) values (p_day, now())
  on conflict (day) do update set aggregated_at = greatest(d.aggregated_at, excluded.aggregated_at);
  return v_rows;
end
$$;
comment on function private.aggregate_page_events(date) is
  'Makes usage_metrics of one day of the events of all tenants, tables no client may read or write; answers how many rows are new or changed. Safe at any time, and in several places at once.';
revoke all on function private.aggregate_page_events(date) from public;

create or replace function private.traffic_source(p_host text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when p_host is null then 'direct'
    when p_host ~ '(^|\.)google\.[a-z.]{2,6}$' then 'google'
    when p_host ~ '(^|\.)bing\.com$' then 'bing'
    when p_host ~ '(^|\.)duckduckgo\.com$' then 'duckduckgo'
    when p_host ~ '(^|\.)yahoo\.[a-z.]{2,6}$' then 'yahoo'
    when p_host ~ '(^|\.)(twitter\.com|x\.com|t\.co)$' then 'twitter'
    when p_host ~ '(^|\.)(facebook\.com|fb\.com)$' then 'facebook'
    when p_host ~ '(^|\.)instagram\.com$' then 'instagram'
    when p_host ~ '(^|\.)(linkedin\.com|lnkd\.in)$' then 'linkedin'
    when p_host ~ '(^|\.)(youtube\.com|youtu\.be)$' then 'youtube'
    when p_host ~ '(^|\.)pinterest\.[a-z.]{2,6}$' then 'pinterest'
    when p_host ~ '(^|\.)tiktok\.com$' then 'tiktok'
    when p_host ~ '(^|\.)reddit\.com$' then 'reddit'
    else p_host
  end
$$;
comment on function private.traffic_source(text) is 'What a visitor''s origin is called in a report: direct, a well-known site by its name, any other by its host.';
revoke all on function private.traffic_source(text) from public;

-- Two hours after it has ended in the last place on Earth nothing can come any more: events are at most an hour late.
create or replace function private.is_day_closed(p_day date) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from private.page_event_days d
    where d.day = p_day and d.aggregated_at >= (p_day::timestamp + interval '38 hours') at time zone 'UTC')
$$;
comment on function private.is_day_closed(date) is 'Whether a day was aggregated after the last of its events, by a table no client may read.';
revoke all on function private.is_day_closed(date) from public;
--! EndIncluded functions/websites/aggregate_page_events.sql
--! Included functions/websites/finish_ai_action.sql
-- S13: told by the service alone: whoever has the answer must not be able to say that it failed. The first word counts.
create or replace function private.finish_ai_action(
  p_tenant uuid, p_id uuid, p_status public.ai_action_status, p_prompt_tokens integer, p_completion_tokens integer, p_cost numeric, p_error text
) returns public.ai_usage_log
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action public.ai_usage_log;
begin
  if (p_status in ('success', 'failed')) is not true then perform private.fail('invalid_input', 'status (expected success or failed)'); end if;
  if least(p_prompt_tokens, p_completion_tokens, p_cost) < 0 or p_cost >= 10000 then
    perform private.fail('invalid_input', 'tokens or cost (expected 0 or more)');
  end if;
  select * into v_action from public.ai_usage_log a where a.tenant_id = p_tenant and a.id = p_id for no key update;
  if not found then perform private.fail('not_found', 'AI action'); end if;
  if v_action.status <> 'reserved' then return v_action; end if;

  if p_status = 'failed' then perform private.return_ai_credit(v_action); end if;
  update public.ai_usage_log a
  set status = p_status, credits = case p_status when 'success' then a.credits else 0 end, finished_at = clock_timestamp(),
    prompt_tokens = coalesce(p_prompt_tokens, 0), completion_tokens = coalesce(p_completion_tokens, 0),
    estimated_cost_usd = coalesce(p_cost, 0), error_message = left(p_error, 500)
  where a.tenant_id = p_tenant and a.id = p_id
  returning * into v_action;
  return v_action;
end
$$;
comment on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) is
  'Ends an AI action in a table no API role may write: keeps its credit (success) or gives it back (failed). Raises PT400 invalid_input, PT404.';
revoke all on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) from public;
grant execute on function private.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) to service_role;

create or replace function public.finish_ai_action(
  tenant uuid, action uuid, status public.ai_action_status, prompt_tokens integer default 0, completion_tokens integer default 0,
  estimated_cost_usd numeric default 0, error_message text default null
) returns public.ai_usage_log
language sql volatile security invoker set search_path = ''
as $$
  select private.finish_ai_action(tenant, action, status, prompt_tokens, completion_tokens, estimated_cost_usd, error_message)
$$;
comment on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) is
  'Ends an AI action that begin_ai_action began: success keeps its credit, failed gives it back. Ended already, it is answered as it is. For the service only. Errors: PT400 invalid_input, PT404.';
revoke all on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) from public;
grant execute on function public.finish_ai_action(uuid, uuid, public.ai_action_status, integer, integer, numeric, text) to service_role;

-- To where it came from: the month's allowance, while it is that month; the grant; what is owed, or where that has been
-- repaid meanwhile, the grants it was repaid from. What time has done to a grant since happens to it again.
create or replace function private.return_ai_credit(p_action public.ai_usage_log) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_taken record;
  v_repaid record;
  v_left bigint;
  v_back bigint;
begin
  -- the counter before the balance, as in begin_ai_action
  perform from public.usage_counters c where c.tenant_id = p_action.tenant_id for no key update;
  if p_action.allowance_period is not null then
    update public.usage_counters c set ai_credits_used = c.ai_credits_used - p_action.credits
    where c.tenant_id = p_action.tenant_id and c.period_start = p_action.allowance_period;
  else
    perform private.lock_credits(p_action.tenant_id);
    for v_taken in
      select x.credit_id, -x.credits as credits from public.credit_transactions x
      where x.tenant_id = p_action.tenant_id and x.ai_usage_id = p_action.id and x.type in ('deduct', 'deduct:overdraft')
    loop
      v_left := v_taken.credits;
      if v_taken.credit_id is null then
        select least(v_left, coalesce(sum(o.credits), 0)) into v_back
        from public.credit_overdrafts o where o.tenant_id = p_action.tenant_id and o.user_id = p_action.user_id;
        if v_back > 0 then
          insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
          values (p_action.tenant_id, p_action.user_id, null, v_back, 'return', p_action.id);
          v_left := v_left - v_back;
        end if;
        for v_repaid in
          -- less what it got back for others that were owed
          select x.credit_id, -sum(x.credits) as credits from public.credit_transactions x
          where x.tenant_id = p_action.tenant_id and x.user_id = p_action.user_id and x.credit_id is not null
            and (x.type = 'repay:overdraft' or x.type = 'return' and not exists (
              select from public.credit_transactions d
              where d.tenant_id = x.tenant_id and d.ai_usage_id = x.ai_usage_id and d.credit_id = x.credit_id and d.type = 'deduct'))
          group by x.credit_id having sum(x.credits) < 0
          order by max(x.created_at) filter (where x.type = 'repay:overdraft') desc, x.credit_id
        loop
          exit when v_left = 0;
          v_back := least(v_left, v_repaid.credits);
          insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
          values (p_action.tenant_id, p_action.user_id, v_repaid.credit_id, v_back, 'return', p_action.id);
          v_left := v_left - v_back;
        end loop;
      else
        insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, ai_usage_id)
        values (p_action.tenant_id, p_action.user_id, v_taken.credit_id, v_left, 'return', p_action.id);
      end if;
    end loop;
    perform private.settle_credits(p_action.tenant_id, clock_timestamp());
  end if;
  update public.tenant_member_credit_limits l set used_credits = greatest(0, l.used_credits - p_action.credits)
  where l.tenant_id = p_action.tenant_id and l.user_id = p_action.user_id;
end
$$;
comment on function private.return_ai_credit(public.ai_usage_log) is
  'Gives back what an AI action has taken, in tables no client may write. For whoever has locked the action.';
revoke all on function private.return_ai_credit(public.ai_usage_log) from public;

-- Whoever began it is gone: no function runs that long.
create or replace function private.maintain_ai_actions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action record;
  v_done bigint := 0;
begin
  for v_action in
    select a.tenant_id, a.id from public.ai_usage_log a
    where a.status = 'reserved' and a.created_at < now() - interval '15 minutes'
    order by a.created_at limit 500
    for no key update skip locked
  loop
    begin
      perform private.finish_ai_action(v_action.tenant_id, v_action.id, 'failed', 0, 0, 0, 'nobody finished it');
      v_done := v_done + 1;
    exception when others then
      -- the others' turn, and this one's again next time
      raise warning 'AI action % could not be ended: % %', v_action.id, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_ai_actions() is
  'Gives back the credits of AI actions that nobody has finished within 15 minutes, in tables no API role may write; up to 500 a call; one that can''t be ended is left for the next time, with a warning in the server''s log. Answers how many.';
revoke all on function private.maintain_ai_actions() from public;
--! EndIncluded functions/websites/finish_ai_action.sql
