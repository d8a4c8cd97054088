-- B1: an event of an unknown customer waits, and is applied by the transaction that makes the customer known
select tests.sign_up('ann@a.test');
create or replace function private.apply_midtrans_event(p_event webhook_events) returns private.webhook_outcome language sql as $$
  select row(case when c.id is null then 'received' else 'processed' end::public.webhook_status, c.tenant_id, case when c.id is null then 'customer:cus_1' end)::private.webhook_outcome
  from (select) one left join public.provider_customers c on c.customer_id = 'cus_1'
$$;
select tests.act_as_service();
select row_eq($$select e.status, e.waits_for from ingest_webhook('midtrans', 'evt_1', 't', now(), '{}') e$$, row('received'::webhook_status, 'customer:cus_1'::text), 'it waits');
select row_eq(format($$select c.provider, c.tenant_id, c.email from link_customer('midtrans', 'cus_1', %L, email := 'Ann@A.test') c$$, tests.tenant_of('ann@a.test')),
  row('midtrans'::payment_provider, tests.tenant_of('ann@a.test'), 'ann@a.test'::text), 'the customer is linked');
select row_eq('select status, waits_for, attempts, tenant_id from webhook_events', row('processed'::webhook_status, null::text, 2, tests.tenant_of('ann@a.test')), 'and its event applied');
