-- S13, A10: answered, not raised, so that an attempt that is refused is written down all the same.
--  1. Who may: ai.use on the website it is about, or on all of them.
--  2. Not too many at once.
--  3. One credit: of the plan's allowance for the month while there is some, then of the ledger. The counter comes before
--     the balance, here as in finish_ai_action.
create or replace function private.begin_ai_action(p_action public.ai_action_type, p_website uuid, p_page uuid) returns public.ai_action_answer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_user uuid := private.uid();
  v_website uuid := p_website;
  v_limit record;
  v_allowed integer;
  v_used integer;
  v_period timestamptz;
  v_answer public.ai_action_answer;
begin
  -- 1.
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if p_action is null then perform private.fail('invalid_input', 'action (expected what to do)'); end if;
  if p_page is not null then
    select p.website_id into v_website from public.pages p
    where p.tenant_id = v_tenant and p.id = p_page and (p_website is null or p.website_id = p_website);
    if not found or not private.can_on('content.read', v_website) then perform private.fail('not_found', 'page'); end if;
  elsif v_website is not null then
    if not private.can_on('content.read', v_website)
       or not exists (select from public.websites w where w.tenant_id = v_tenant and w.id = v_website) then
      perform private.fail('not_found', 'website');
    end if;
  end if;
  if not (case when v_website is null then private.can('ai.use') and private.all_websites() else private.can_on('ai.use', v_website) end) then
    perform private.fail('forbidden', 'ai.use');
  end if;

  v_answer.status := 200;
  v_answer.id := gen_random_uuid();
  v_answer.tenant_id := v_tenant;
  select p.ai_credits_per_month into strict v_allowed
  from public.tenants t join public.plans p on p.id = t.plan_id where t.id = v_tenant;

  -- 2.
  select l.allowed, ceil(l.retry_after)::integer as seconds into v_limit
  from private.consume_rate_limit(format('ai %s %s', v_tenant, v_user), 20, 1 / 6.0) l;
  if not v_limit.allowed then
    v_answer.status := 429;
    v_answer.reason := 'rate_limited';
    v_answer.retry_after := v_limit.seconds;
  end if;

  -- 3.
  insert into public.ai_usage_log (tenant_id, id, user_id, action_type, website_id, page_id, status, credits, finished_at, error_message)
  values (v_tenant, v_answer.id, v_user, p_action, v_website, p_page, case v_answer.status when 200 then 'reserved' else 'rate_limited' end::public.ai_action_status,
    case v_answer.status when 200 then 1 else 0 end, case when v_answer.status <> 200 then clock_timestamp() end, v_answer.reason);
  if v_answer.status = 200 then
    begin
      update public.usage_counters c set ai_credits_used = c.ai_credits_used + 1
      where c.tenant_id = v_tenant and case when c.period_end <= now() then 0 else c.ai_credits_used end < v_allowed
      returning c.ai_credits_used, c.period_start into v_used, v_period;
      if found then
        perform private.use_credit_limit(v_tenant, v_user, 1);
        update public.ai_usage_log a set allowance_period = v_period where a.tenant_id = v_tenant and a.id = v_answer.id;
      else
        perform private.take_credits(v_tenant, v_user, 1, p_action::text, p_ai_usage => v_answer.id);
      end if;
    exception when sqlstate 'PT402' then
      get stacked diagnostics v_answer.reason = pg_exception_detail;
      v_answer.status := 402;
      update public.ai_usage_log a
      set status = 'rate_limited', credits = 0, finished_at = clock_timestamp(), error_message = v_answer.reason
      where a.tenant_id = v_tenant and a.id = v_answer.id;
    end;
  end if;

  select greatest(0, v_allowed - case when c.period_end <= now() then 0 else c.ai_credits_used end), coalesce(b.remaining - b.overdraft, 0)
  into v_answer.allowance_left, v_answer.balance
  from public.usage_counters c left join public.credit_balances b on b.tenant_id = c.tenant_id
  where c.tenant_id = v_tenant;
  return v_answer;
end
$$;
comment on function private.begin_ai_action(public.ai_action_type, uuid, uuid) is
  'Reserves a credit for an AI action and writes the attempt down, in tables no client may write. Answers 402 or 429 where there is none. Raises PT400, PT401, PT403, PT404.';
revoke all on function private.begin_ai_action(public.ai_action_type, uuid, uuid) from public;
grant execute on function private.begin_ai_action(public.ai_action_type, uuid, uuid) to authenticated;

create or replace function public.begin_ai_action(action public.ai_action_type, website uuid default null, page uuid default null) returns public.ai_action_answer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_answer public.ai_action_answer := private.begin_ai_action(action, website, page);
begin
  perform set_config('response.status', v_answer.status::text, true);
  return v_answer;
end
$$;
comment on function public.begin_ai_action(public.ai_action_type, uuid, uuid) is
  'Reserves one credit for an AI action: of the plan''s monthly allowance first, then of the tenant''s credits. status, also as HTTP status, and reason: 200; 402 insufficient_credits or credit_limit_reached, with what is left; 429 rate_limited (20 a person, one more every 6 s). Every attempt is logged; one that nobody finishes gives its credit back. Errors: PT400, PT401, PT403 forbidden (needs ai.use on that website; on all of them where none is named), PT404.';
revoke all on function public.begin_ai_action(public.ai_action_type, uuid, uuid) from public;
grant execute on function public.begin_ai_action(public.ai_action_type, uuid, uuid) to authenticated;
