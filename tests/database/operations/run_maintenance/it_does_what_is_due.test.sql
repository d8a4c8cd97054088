-- O4: maintenance makes partitions, sweeps buckets and the outbox, purges what is due, reports it, and then has nothing to do
select tests.sign_up(e) from unnest(array['ann@a.test', 'bob@b.test']) e;
update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '91 days' where id = tests.tenant_of('ann@a.test');
update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '89 days' where id = tests.tenant_of('bob@b.test');
insert into private.rate_limit_buckets (key, tokens, allowed, updated_at) values ('idle', 1, true, now() - interval '8 days'), ('used', 1, true, now() - interval '6 days');
insert into private.outbox (kind, payload, done_at) values ('old', '{}', now() - interval '31 days'), ('new', '{}', now()), ('open', '{}', null);
do $$ begin execute 'drop table private.audit_logs_' || to_char(now() at time zone 'UTC' + interval '3 months', 'YYYY_MM'); end $$;
create temp view done as select task, done, problem from private.run_maintenance() where task in ('partitions', 'rate_limits', 'outbox', 'purges');
select set_eq('select * from done', $$values ('partitions', 1::bigint, null::text), ('rate_limits', 1, null), ('outbox', 1, null), ('purges', 1, null)$$, 'what it did');
select set_eq('select slug from tenants', $$select slug from tenants where id = tests.tenant_of('bob@b.test')$$, 'who has time left stays');
select results_eq('select key from private.rate_limit_buckets', $$values ('used')$$, 'a bucket in use stays');
select set_eq('select kind from private.outbox', array['new', 'open'], 'so does what is not done, or just done');
select set_eq('select * from done', $$values ('partitions', 0::bigint, null::text), ('rate_limits', 0, null), ('outbox', 0, null), ('purges', 0, null)$$, 'a second time: nothing');
select is_empty('select * from private.run_maintenance(''nothing'')', 'a task that is not there');
