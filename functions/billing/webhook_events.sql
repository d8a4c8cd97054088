create or replace trigger _100_timestamps before update on public.webhook_events
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, provider, event_id, event_type, occurred_at, received_at, payload on public.webhook_events
  for each row execute function private.keep_columns('id', 'provider', 'event_id', 'event_type', 'occurred_at', 'received_at', 'payload');
