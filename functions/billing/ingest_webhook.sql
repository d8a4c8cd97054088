-- B1: the one way in for payment providers, after an edge function has checked the signature on the raw body.
create or replace function private.ingest_webhook(p_provider text, p_event_id text, p_type text, p_occurred_at timestamptz, p_payload jsonb)
returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event public.webhook_events;
begin
  if p_occurred_at is null or not isfinite(p_occurred_at) then perform private.fail('invalid_input', 'occurred_at (expected a time)'); end if;
  begin
    -- waits for the same event on another connection
    insert into public.webhook_events (provider, event_id, event_type, occurred_at, payload)
    values (p_provider, p_event_id, p_type, p_occurred_at, p_payload)
    on conflict (provider, event_id) do nothing returning * into v_event;
  exception when not_null_violation or check_violation then
    perform private.fail('invalid_input', 'event (expected provider, event_id, type and an object as payload)');
  end;
  if v_event.id is not null then return private.apply_webhook(v_event.id); end if;
  select * into strict v_event from public.webhook_events e where e.provider = p_provider and e.event_id = p_event_id;
  return v_event;
end
$$;
comment on function private.ingest_webhook(text, text, text, timestamptz, jsonb) is
  'Keeps an event in the ledger, which no API role may write, and applies it; the service''s alone. Raises PT400 invalid_input.';
revoke all on function private.ingest_webhook(text, text, text, timestamptz, jsonb) from public;
grant execute on function private.ingest_webhook(text, text, text, timestamptz, jsonb) to service_role;

create or replace function public.ingest_webhook(provider text, event_id text, type text, occurred_at timestamptz, payload jsonb)
returns public.webhook_events
language sql volatile security invoker set search_path = ''
as $$
  select private.ingest_webhook(provider, event_id, type, occurred_at, payload)
$$;
comment on function public.ingest_webhook(text, text, text, timestamptz, jsonb) is
  'Takes an event of a payment provider whose signature has been checked (payload: the whole event) and answers its row: status says what came of it. One that failed is kept and tried again, so every answer is a receipt; the same event again changes nothing. For the service only. Errors: PT400 invalid_input.';
revoke all on function public.ingest_webhook(text, text, text, timestamptz, jsonb) from public;
grant execute on function public.ingest_webhook(text, text, text, timestamptz, jsonb) to service_role;
