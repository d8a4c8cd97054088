-- B1: an event is kept once; the same one again changes nothing
select tests.act_as_service();
select row_eq($$select e.provider, e.event_id, e.event_type, e.status, e.attempts from ingest_webhook('nobody', 'evt_1', 'thing.happened', '2026-01-01', '{"a": 1}') e$$,
  row('nobody'::text, 'evt_1'::text, 'thing.happened'::text, 'ignored'::webhook_status, 1), 'a provider nobody has heard of: ignored, and kept');
create temp table before as select * from webhook_events;
select is((ingest_webhook('nobody', 'evt_1', 'thing.happened', '2026-01-02', '{"a": 2}')).id, (select id from before), 'again: the same row');
select results_eq('select * from webhook_events', 'select * from before', 'as it was');
select isnt((ingest_webhook('somebody', 'evt_1', 'thing.happened', '2026-01-02', '{}')).id, (select id from before), 'of another provider: another event');
select tests.refuses(format($$select ingest_webhook(%s)$$, a), 'invalid_input', a) from unnest(array[
  'null, $e$e$e$, $e$t$e$, now(), $e${}$e$', '$e$UP$e$, $e$e$e$, $e$t$e$, now(), $e${}$e$', '$e$p$e$, null, $e$t$e$, now(), $e${}$e$', '$e$p$e$, $e$e$e$, null, now(), $e${}$e$',
  '$e$p$e$, $e$e$e$, $e$t$e$, null, $e${}$e$', '$e$p$e$, $e$e$e$, $e$t$e$, $e$infinity$e$, $e${}$e$', '$e$p$e$, $e$e$e$, $e$t$e$, now(), $e$[]$e$', '$e$p$e$, $e$e$e$, $e$t$e$, now(), null']) a;
