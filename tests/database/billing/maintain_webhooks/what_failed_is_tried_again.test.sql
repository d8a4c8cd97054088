-- B1, O4: what failed is tried again, later each time, eight times by itself
select tests.sign_up('ann@a.test');
create function private.apply_probe_event(p_event webhook_events) returns private.webhook_outcome language plpgsql as $$
begin raise exception 'never'; end $$;
select ingest_webhook('probe', 'evt_1', 't', now(), '{}'), ingest_webhook('nobody', 'evt_2', 't', now(), '{}');
select is(private.maintain_webhooks(), 0::bigint, 'nothing is due yet');
create function pg_temp.again(out waits interval) language plpgsql as $$
begin
  update webhook_events set next_attempt_at = now() where next_attempt_at is not null;
  perform private.maintain_webhooks();
  select next_attempt_at - now() into waits from webhook_events where event_id = 'evt_1';
end $$;
select results_eq('select pg_temp.again() from generate_series(1, 8)', $$values ('4 minutes'::interval), ('16 minutes'), ('64 minutes'), ('256 minutes'), ('1024 minutes'), ('1 day'), (null), (null)$$, 'back-off');
select is(attempts, 8, 'and then no more') from webhook_events where event_id = 'evt_1';
select is(attempts, 1, 'what did not fail is left alone') from webhook_events where event_id = 'evt_2';
select isnt_empty($$select task from run_maintenance() where task = 'webhooks' and problem is null$$, 'maintenance does it');
