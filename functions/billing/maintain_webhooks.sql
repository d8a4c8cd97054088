create or replace function private.maintain_webhooks() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event uuid;
  v_done bigint := 0;
begin
  for v_event in
    select e.id from public.webhook_events e where e.next_attempt_at <= now()
    -- who changes prices works alone, and therefore first
    order by e.event_type ~ '^(price|product)[.]' desc, e.next_attempt_at limit 100 for no key update skip locked
  loop
    perform private.apply_webhook(v_event);
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_webhooks() is
  'Tries up to 100 events again whose time has come, later each time, on tables no API role may write; answers how many.';
revoke all on function private.maintain_webhooks() from public;
