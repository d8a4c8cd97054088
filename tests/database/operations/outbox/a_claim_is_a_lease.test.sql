-- O5: one worker at a time has a thing, oldest first, until it says what came of it or its five minutes are over
create temp table had (n integer, id bigint, payload jsonb, attempt integer);
insert into private.outbox (kind, payload, due_at) values ('send_mail', '{"n": 1}', now() - interval '2 minutes'), ('send_mail', '{"n": 2}', now() - interval '1 minute'),
  ('send_mail', '{"n": 3}', now() + interval '1 minute'), ('cancel_subscription', '{"n": 4}', now() - interval '3 minutes');
insert into had select 1, c.* from private.claim_outbox('send_mail') c;
insert into had select 2, c.* from private.claim_outbox('send_mail') c;
select results_eq('select payload, attempt from had order by n', $$values ('{"n": 1}'::jsonb, 1), ('{"n": 2}', 1)$$, 'what is due, the longest first, of the kind asked for');
select is_empty($$select from private.claim_outbox('send_mail')$$, 'nothing that somebody has, nor what is not due yet');
select is((select due_at - now() from private.outbox where id = (select id from had where n = 1)), interval '5 minutes', 'for five minutes');
update private.outbox set due_at = now() where id = (select id from had where n = 1);
insert into had select 3, c.* from private.claim_outbox('send_mail') c;
select is((select attempt from had where n = 3), 2, 'then another one takes it');
select is(private.finish_outbox(id, 1, null, false), false, 'the first comes too late to say anything') from had where n = 1;
select is((select done_at from private.outbox where id = (select id from had where n = 1)), null, 'and nothing is done by it');
select is(private.finish_outbox(id, 2, null, false), true, 'the second says it is done') from had where n = 3;
select is(private.finish_outbox(id, 2, null, false), false, 'once') from had where n = 3;
update private.outbox set due_at = now() where done_at is null and payload = '{"n": 2}';
select is_empty($$select from private.outbox where payload = '{"n": 1}' and (done_at is null or failed_at is not null)$$, 'done it stays');
select is(private.finish_outbox(id, 1, null, false), true, 'late, but nobody else has it') from had where n = 2;
