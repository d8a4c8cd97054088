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
