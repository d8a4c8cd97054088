-- B2: which version of an object counts does not depend on which came first. Versions are compared by (stage, occurred_at, rank,
-- event id): stage is 1 for what is final (a deletion, a paid invoice), rank tells events of one second apart. All that the
-- public tables say of an object is worked out anew from the version that won, never from what the tables said before.
create or replace function private.keep_payload(
  p_event public.webhook_events, p_kind text, p_object_id text, p_object jsonb, p_rank integer, p_stage integer default 0,
  p_tenant uuid default null, p_user uuid default null, p_payment_intent text default null, p_invoice text default null
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.provider_payloads as k
    (provider, kind, object_id, tenant_id, user_id, payment_intent_id, invoice_id, stage, occurred_at, rank, event_id, payload)
  values (p_event.provider, p_kind, p_object_id, p_tenant, p_user, p_payment_intent, p_invoice, p_stage, p_event.occurred_at, p_rank, p_event.event_id, p_object)
  on conflict (provider, kind, object_id) do update
  set tenant_id = excluded.tenant_id, user_id = excluded.user_id, stage = excluded.stage, occurred_at = excluded.occurred_at, rank = excluded.rank,
    event_id = excluded.event_id, payload = excluded.payload,
    -- what an object hangs on never changes, and not every version tells it
    payment_intent_id = coalesce(excluded.payment_intent_id, k.payment_intent_id), invoice_id = coalesce(excluded.invoice_id, k.invoice_id)
  -- the winner itself again is no older: a replay works
  where (excluded.stage, excluded.occurred_at, excluded.rank, excluded.event_id) >= (k.stage, k.occurred_at, k.rank, k.event_id);
  return found;
end
$$;
comment on function private.keep_payload(public.webhook_events, text, text, jsonb, integer, integer, uuid, uuid, text, text) is
  'Keeps a version of a provider''s object if it is the newest, in a table no API role may see; answers whether it was.';
revoke all on function private.keep_payload(public.webhook_events, text, text, jsonb, integer, integer, uuid, uuid, text, text) from public;
