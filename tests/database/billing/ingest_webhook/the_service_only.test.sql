-- B1: only the service brings events in and says whose customers are; only platform admins and it read the ledger
select tests.sign_up('ann@a.test'), tests.sign_up('root@p.test');
update user_roles set role = 'admin' where user_id = tests.user_of('root@p.test');
select ingest_webhook('nobody', 'evt_1', 't', now(), '{}');
create temp table calls as select unnest(array[$$select ingest_webhook('p', 'e', 't', now(), '{}')$$, $$select link_customer('stripe', 'cus_1', (select id from tenants limit 1))$$,
  $$select private.ingest_webhook('p', 'e', 't', now(), '{}')$$, 'select private.apply_webhook(gen_random_uuid())', 'select private.maintain_webhooks()', 'select * from private.provider_payloads',
  $$insert into webhook_events (provider, event_id, event_type, occurred_at, payload) values ('p', 'e', 't', now(), '{}')$$, 'update webhook_events set status = $$processed$$', 'delete from webhook_events']) as q;
grant select on calls to public;
select tests.act_as('ann@a.test');
select throws_ok(q, '42501', null, 'an owner: ' || q) from calls;
select throws_ok(q, '42501', null, 'an owner: ' || q) from unnest(array['select * from webhook_events', 'select * from failing_webhooks()', 'select replay_webhook(gen_random_uuid())']) q;
select tests.act_as_anon();
select throws_ok(q, '42501', null, 'anonymous: ' || q) from calls;
select tests.act_as_platform_admin('root@p.test');
select throws_ok(q, '42501', null, 'a platform admin: ' || q) from calls;
select is(count(*)::integer, 1, 'who reads the ledger') from webhook_events;
select tests.act_as_platform_admin('ann@a.test');
select is_empty('select * from webhook_events', 'by a forged role nobody does');
select tests.refuses('select * from failing_webhooks()', 'forbidden', 'nor asks what fails');
select tests.refuses('select replay_webhook(gen_random_uuid())', 'forbidden', 'nor replays');
