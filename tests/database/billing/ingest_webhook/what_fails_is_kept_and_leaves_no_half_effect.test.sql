-- B1: an effect that fails leaves nothing but the event and what went wrong
select tests.sign_up('ann@a.test');
create function private.apply_probe_event(p_event webhook_events) returns private.webhook_outcome language plpgsql as $$
begin
  update public.tenants set name = p_event.payload ->> 'name';
  if p_event.payload ? 'fail' then raise exception 'half way'; end if;
  return row('processed'::public.webhook_status, tests.tenant_of('ann@a.test'), null::text);
end $$;
select tests.act_as_service();
select row_eq($$select e.status, e.error, e.attempts, e.processed_at from ingest_webhook('probe', 'evt_1', 't', now(), '{"name": "half", "fail": true}') e$$,
  row('failed'::webhook_status, 'P0001: half way'::text, 1, null::timestamptz), 'failed, with its error');
select ok(next_attempt_at = now() + interval '1 minute', 'and due again in a minute') from webhook_events;
select is_empty($$select from tenants where name = 'half'$$, 'nothing else is left of it');
select row_eq($$select e.status, e.tenant_id from ingest_webhook('probe', 'evt_2', 't', now(), '{"name": "whole"}') e$$, row('processed'::webhook_status, tests.tenant_of('ann@a.test')), 'one that works says whose it was');
select isnt_empty($$select from tenants where name = 'whole'$$, 'and has its effect');
