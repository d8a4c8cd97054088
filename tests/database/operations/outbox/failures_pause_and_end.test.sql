-- O5: what fails is tried again after pauses that double, twelve times, or at once never again; platform admins see it and have it tried anew
select tests.sign_up('admin@p.test');
update public.user_roles set role = 'admin' where user_id = tests.user_of('admin@p.test');
insert into private.outbox (kind, payload) values ('send_mail', '{"to": "a@a.test", "text": "secret"}');
create temp table tries (attempt integer, pause interval);
create function pg_temp.fail_once() returns void language plpgsql as $$
declare v record;
begin
  select * into v from private.claim_outbox('send_mail');
  perform private.finish_outbox(v.id, v.attempt, repeat('away ', 300), false);
  insert into tries select v.attempt, o.due_at - now() from private.outbox o where o.id = v.id;
  update private.outbox o set due_at = now() where o.id = v.id;
end $$;
select pg_temp.fail_once() from generate_series(1, 11);
select results_eq('select * from tries order by attempt', $$select i, interval '1 minute' * 2 ^ (i - 1) from generate_series(1, 11) i$$, 'one minute, two, four …');
select is((select failed_at from private.outbox), null, 'it is not given up');
select pg_temp.fail_once();
select isnt((select failed_at from private.outbox), null, 'after the twelfth it is');
select is_empty($$select from private.claim_outbox('send_mail')$$, 'nobody has it any more');
select is((select length(last_error) from private.outbox), 1000, 'why, in up to 1,000 characters');

insert into private.outbox (kind, payload) values ('send_mail', '{}');
select private.finish_outbox(c.id, c.attempt, 'no such mailbox', true) from private.claim_outbox('send_mail') c;
select results_eq($$select attempts from private.outbox where last_error = 'no such mailbox' and failed_at is not null$$, 'values (1)', 'what is hopeless is not tried again');
insert into private.outbox (kind, payload) values ('delete_asset', '{}');
select private.finish_outbox(c.id, c.attempt, 'busy', false) from private.claim_outbox('delete_asset') c;
insert into private.outbox (kind, payload, attempts) values ('delete_asset', '{"lost": true}', 12);
select is_empty($$select from private.claim_outbox('delete_asset')$$, 'what twelve workers did not come back from is handed out no more');
select is(private.maintain_lost_effects(), 1::bigint, 'and ends as failed');

select tests.act_as_platform_admin('admin@p.test');
select results_eq('select kind, attempts, left(last_error, 15), due_at is null, failed_at is null from failed_effects() order by id',
  $$values ('send_mail', 12, 'away away away ', true, false), ('send_mail', 1, 'no such mailbox', true, false), ('delete_asset', 1, 'busy', false, true),
    ('delete_asset', 12, 'No worker came ', true, false)$$, 'platform admins see what went wrong, and whether it will be tried again');
select retry_effect((select min(id) from failed_effects()));
select retry_effect(id) from failed_effects() where kind = 'delete_asset' and due_at is not null;
select ok(due_at > now(), 'what is tried anyway keeps its pause') from failed_effects() where kind = 'delete_asset' and due_at is not null;
select tests.refuses('select retry_effect(0)', 'not_found', 'what is not there is not tried');
select tests.act_as_owner();
select results_eq($$select (metadata ->> 'kind'), performed_by from audit_logs where action = 'effect.retried'$$, $$values ('send_mail', tests.user_of('admin@p.test'))$$, 'audited');
select is(c.attempt, 1, 'it begins anew') from private.claim_outbox('send_mail') c;
select private.finish_outbox(o.id, 1, null, false) from private.outbox o where o.payload ->> 'to' = 'a@a.test';
select results_eq($$select payload, last_error from private.outbox where done_at is not null$$, $$values ('{"to": "a@a.test"}'::jsonb, null::text)$$, 'what a message said is gone once it is sent');
