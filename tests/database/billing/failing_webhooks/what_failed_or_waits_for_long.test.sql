-- B1: platform admins see what failed, and what has waited for more than an hour
select tests.sign_up('root@p.test');
update user_roles set role = 'admin' where user_id = tests.user_of('root@p.test');
insert into webhook_events (provider, event_id, event_type, occurred_at, received_at, payload, status, error)
select 'p', e.id, 't', now(), now() - e.age::interval, '{}', e.status::webhook_status, case e.status when 'failed' then 'why' end
from (values ('new failure', '0', 'failed'), ('old failure', '1 year', 'failed'), ('new', '59 minutes', 'received'), ('waiting', '61 minutes', 'received'),
  ('done', '1 day', 'processed'), ('ignored', '1 day', 'ignored'), ('stale', '1 day', 'stale')) e (id, age, status);
select tests.act_as_platform_admin('root@p.test');
select results_eq('select event_id from failing_webhooks()', $$values ('new failure'), ('waiting'), ('old failure')$$, 'newest first');
