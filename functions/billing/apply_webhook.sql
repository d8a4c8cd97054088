-- B1: what follows from an event, in a block of its own: half an effect is none, and the event stays with what went wrong.
-- A provider is whoever has a function private.apply_<provider>_event(webhook_events) returns webhook_outcome; it raises what
-- it can't do, and must be able to see the same event again.
create or replace function private.apply_webhook(p_event uuid) returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_attempts constant integer := 8; -- a minute, 4, 16, … up to a day apart: about three days
  v_event public.webhook_events;
  v_outcome private.webhook_outcome;
  v_error text;
begin
  select * into strict v_event from public.webhook_events e where e.id = p_event for no key update;
  begin
    if to_regprocedure(format('private.apply_%s_event(public.webhook_events)', v_event.provider)) is null then
      v_outcome := row('ignored', null, null);
    else
      execute format('select * from private.%I($1)', 'apply_' || v_event.provider || '_event') into v_outcome using v_event;
    end if;
  exception when others then
    v_outcome := row('failed', null, null);
    v_error := left(sqlstate || ': ' || sqlerrm, 2000);
  end;
  update public.webhook_events e
  set status = v_outcome.status, error = v_error, waits_for = v_outcome.waits_for, attempts = e.attempts + 1,
    tenant_id = coalesce(v_outcome.tenant_id, e.tenant_id),
    processed_at = case when v_outcome.status in ('processed', 'ignored', 'stale') then clock_timestamp() end,
    -- what waits is set free by what it waits for; trying it as well costs little
    next_attempt_at = case when v_outcome.status in ('failed', 'received') and e.attempts + 1 < c_attempts
      then now() + least(interval '1 minute' * 4 ^ e.attempts, interval '1 day') end
  where e.id = p_event returning * into v_event;
  return v_event;
end
$$;
comment on function private.apply_webhook(uuid) is
  'Applies an event of the ledger, to tables no API role may write, and writes down what came of it; never raises for what the event holds.';
revoke all on function private.apply_webhook(uuid) from public;

create or replace function private.apply_waiting_webhooks(p_provider text, p_key text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_events uuid[];
  v_event uuid;
begin
  select array_agg(w.id) into v_events from (
    select e.id from public.webhook_events e
    where e.provider = p_provider and e.waits_for = p_key
    order by e.occurred_at, e.event_id
    for no key update skip locked -- whoever tries it again right now sees the mapping
  ) w;
  if v_events is null then return; end if;
  -- they wait no more: what follows from one may look for those that do
  update public.webhook_events e set waits_for = null where e.id = any (v_events);
  foreach v_event in array v_events loop
    perform private.apply_webhook(v_event);
  end loop;
end
$$;
comment on function private.apply_waiting_webhooks(text, text) is
  'Applies the events that have waited for a key (customer:cus_1), to tables no API role may write; for the transaction that makes it known.';
revoke all on function private.apply_waiting_webhooks(text, text) from public;
