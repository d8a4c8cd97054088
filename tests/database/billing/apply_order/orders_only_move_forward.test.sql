-- B2, B5: notifications of Midtrans and Doku move an order forward in any order, pay periods of a plan, and fit the order or fail
select tests.sign_up('ann@a.test');
insert into prices (provider, provider_price_id, currency, unit_amount, type, "interval", metadata) select p::payment_provider, 'month_' || p, 'idr', 14500000, 'recurring', 'month', '{"plan": "growth"}' from unnest(array['midtrans', 'doku']) p;
create function pg_temp.midtrans(p_status text, p_order text default 'A-1', p_more jsonb default '{}') returns webhook_status language sql as $$
  select (ingest_webhook('midtrans', gen_random_uuid()::text, p_status, '2026-01-01', jsonb_build_object('order_id', p_order, 'transaction_status', p_status, 'transaction_id', 'tx_' || p_order, 'gross_amount', '145000.00',
    'currency', 'IDR', 'payment_type', 'qris', 'transaction_time', to_char(now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI:SS'), 'signature_key', 'x') || p_more)).status $$;
select is(pg_temp.midtrans('pending'), 'received', 'an order nobody knows yet');
insert into payments (tenant_id, provider, user_id, order_id, provider_price_id, amount, currency)
select tests.tenant_of('ann@a.test'), 'midtrans', tests.user_of('ann@a.test'), o, 'month_midtrans', 14500000, 'idr' from unnest(array['A-1', 'A-2', 'A-3']) o;
select is(status, 'processed', 'it waited for the order') from webhook_events;
select is(pg_temp.midtrans('settlement'), 'processed', 'settled');
select is(pg_temp.midtrans(s), 'stale', s || ' comes too late') from unnest(array['pending', 'deny', 'expire', 'capture', 'cancel']) s;
select row_eq($$select status, external_id, method, paid_at from payments where order_id = 'A-1'$$, row('paid'::payment_status, 'tx_A-1'::text, 'qris'::text, date_trunc('second', now())), 'paid, in Jakarta''s time');
select is(tests.stands('ann@a.test'), 'growth active active', 'the plan follows');
select ok(access_until = ((date_trunc('second', now()) at time zone 'UTC') + interval '1 month') at time zone 'UTC', 'for a month') from subscriptions where is_current;
select pg_temp.midtrans('capture', 'A-2', '{"fraud_status": "challenge"}');
select is(status, 'pending', 'a payment under suspicion is none yet') from payments where order_id = 'A-2';
select pg_temp.midtrans('capture', 'A-2', '{"fraud_status": "accept"}');
select ok(access_until = ((date_trunc('second', now()) at time zone 'UTC') + interval '2 months') at time zone 'UTC', 'another order adds a month') from subscriptions where is_current;
select is(count(*)::integer, 2, 'both belong to the subscription') from payments where subscription_id is not null;
select pg_temp.midtrans('cancel', 'A-2');
select is(status, 'failed', 'a canceled capture is no payment') from payments where order_id = 'A-2';
select pg_temp.midtrans('partial_refund', 'A-1', '{"refunds": [{"refund_amount": "1000.00"}, {"refund_amount": "500.00"}]}');
select row_eq($$select status, amount_refunded from payments where order_id = 'A-1'$$, row('paid'::payment_status, 150000::bigint), 'some of the money back');
select pg_temp.midtrans('refund', 'A-1');
select is(tests.stands('ann@a.test'), 'starter active active', 'all of it ends what it paid for');
select row_eq($$select status, amount_refunded from payments where order_id = 'A-1'$$, row('refunded'::payment_status, 14500000::bigint), 'and says so');
select is(pg_temp.midtrans('settlement', 'A-3', '{"gross_amount": "1.00"}'), 'failed', 'another amount than was ordered');
select matches(error, 'order A-3 is about 14500000 idr, the notification about 100 idr', 'is told to platform admins') from webhook_events where status = 'failed';
select is(pg_temp.midtrans('something', 'A-3'), 'ignored', 'what nobody understands');
select is(pg_temp.midtrans('expire', 'A-3'), 'processed', 'not paid in time');
select is(status, 'expired', 'over') from payments where order_id = 'A-3';

insert into payments (tenant_id, provider, order_id, provider_price_id, amount, currency) select tests.tenant_of('ann@a.test'), 'doku', 'D-1', 'month_doku', 14500000, 'idr';
create function pg_temp.doku(p_status text) returns webhook_status language sql as $$
  select (ingest_webhook('doku', to_char(clock_timestamp(), 'HH24MISSUS'), p_status, '2026-01-01', jsonb_build_object('order', '{"invoice_number": "D-1", "amount": 145000}'::jsonb, 'channel', '{"id": "VIRTUAL_ACCOUNT_BCA"}'::jsonb,
    'transaction', jsonb_build_object('status', p_status, 'date', now(), 'original_request_id', 'req_1')))).status $$;
select is(array[pg_temp.doku('FAILED'), pg_temp.doku('SUCCESS'), pg_temp.doku('PENDING'), pg_temp.doku('FAILED')], '{processed,processed,stale,stale}', 'Doku: an order can fail first');
select row_eq($$select status, method from payments where provider = 'doku'$$, row('paid'::payment_status, 'VIRTUAL_ACCOUNT_BCA'::text), 'and is paid in the end');
select is(tests.stands('ann@a.test'), 'growth active active', 'the plan follows');
select is(count(*)::integer, 1, 'from one subscription') from subscriptions where provider = 'doku';
