-- B1: platform admins and the service replay an event, which is audited
select tests.sign_up('ann@a.test'), tests.sign_up('root@p.test');
update user_roles set role = 'admin' where user_id = tests.user_of('root@p.test');
create function private.apply_probe_event(p_event webhook_events) returns private.webhook_outcome language plpgsql as $$
begin
  if not exists (select from public.tenants where name = 'ready') then raise exception 'not ready'; end if;
  return row('processed'::public.webhook_status, null::uuid, null::text);
end $$;
create temp table event as select (ingest_webhook('probe', 'evt_1', 't', now(), '{}')).id;
grant select on event to public;
update webhook_events set attempts = 8, next_attempt_at = null;
select tests.act_as_platform_admin('root@p.test');
select row_eq('select e.status, e.attempts from event, replay_webhook(event.id) e', row('failed'::webhook_status, 1), 'it fails still, and is tried anew');
select is((select count(*) from failing_webhooks())::integer, 1, 'which the dashboard shows');
select tests.act_as_owner();
update tenants set name = 'ready' where id = tests.tenant_of('ann@a.test');
select tests.act_as_service();
select is((replay_webhook(id)).status, 'processed', 'the service, later: it works') from event;
select tests.refuses('select replay_webhook(gen_random_uuid())', 'not_found', 'an event nobody knows');
select tests.act_as_owner();
select results_eq($$select performed_by, tenant_id, metadata ->> 'status' from audit_logs where action = 'platform.webhook_replayed' order by created_at$$,
  $$values (tests.user_of('root@p.test'), null::uuid, 'failed'), (null, null, 'processed')$$, 'both stand in the platform''s log');
