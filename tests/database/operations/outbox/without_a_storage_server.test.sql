-- O5: where no Storage server keeps files, maintenance deletes the objects the outbox names; no worker is asked to
insert into storage.buckets (id, name) values ('one', 'one'), ('two', 'two');
insert into storage.objects (bucket_id, name) select b, n from unnest(array['one', 'two']) b, unnest(array['a/1', 'a/2/3', 'ab/1', 'c', 'd%/x', 'd1/x']) n;
insert into private.outbox (kind, payload) values ('delete_object', '{"bucket": "one", "path": "c"}'), ('delete_object', '{"bucket": "one", "path": "nothing"}'),
  ('delete_files', '{"bucket": "one", "prefix": "a/"}'), ('delete_files', '{"bucket": "one", "prefix": "d%/"}'),
  ('delete_files', '{"bucket": "two", "prefix": ""}'), ('delete_files', '{"bucket": "two"}'), ('delete_object', '{"bucket": "two"}');
select is_empty(format('select from private.claim_outbox(%L)', k), k || ' is not handed out') from unnest(array['delete_object', 'delete_files']) k;
select is_empty('select from private.waiting_outbox()', 'nor waits for a worker');
select is((select m.done from private.run_maintenance('files') m), 7::bigint, 'maintenance does it');
select results_eq($$select bucket_id, array_agg(name order by name collate "C") from storage.objects group by 1 order by 1$$,
  $$values ('one', array['ab/1', 'd1/x']), ('two', array['a/1', 'a/2/3', 'ab/1', 'c', 'd%/x', 'd1/x'])$$, 'the objects named, the folders named, and nothing else');
select is((select count(*)::integer from private.outbox where done_at is null), 0, 'done');
select is(private.maintain_files(), 0::bigint, 'once');
