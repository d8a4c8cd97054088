-- B2, B5: an order that was charged back pays for no plan and no credits, whatever comes after
select tests.sign_up('ann@a.test');
insert into prices (provider, provider_price_id, currency, unit_amount, type, "interval", metadata) values ('midtrans', 'month', 'idr', 14500000, 'recurring', 'month', '{"plan": "growth", "credits": "50"}');
insert into payments (tenant_id, provider, user_id, order_id, provider_price_id, amount, currency)
select tests.tenant_of('ann@a.test'), 'midtrans', tests.user_of('ann@a.test'), 'A-1', 'month', 14500000, 'idr';
create function pg_temp.midtrans(p_status text) returns webhook_status language sql as $$
  select (ingest_webhook('midtrans', gen_random_uuid()::text, p_status, '2026-01-01', jsonb_build_object('order_id', 'A-1', 'transaction_status', p_status, 'transaction_id', 'tx', 'gross_amount', '145000.00',
    'currency', 'IDR', 'payment_type', 'credit_card', 'transaction_time', to_char(now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI:SS')))).status $$;
select pg_temp.midtrans('settlement');
select is(tests.stands('ann@a.test'), 'growth active active', 'paid');
select is(remaining, 50::bigint, 'with credits') from credit_balances;
select is(pg_temp.midtrans('partial_chargeback'), 'processed', 'some of it charged back');
select is(tests.stands('ann@a.test'), 'growth active active', 'is for people to look at');
select is(pg_temp.midtrans('chargeback'), 'processed', 'all of it');
select is(tests.stands('ann@a.test'), 'starter active active', 'ends what it paid for');
select is(remaining, 0::bigint, 'takes the credits along') from credit_balances;
select row_eq('select status, amount_refunded, disputed_at is not null from payments', row('refunded'::payment_status, 14500000::bigint, true), 'and says so');
select is(pg_temp.midtrans(s), 'stale', s || ' comes too late') from unnest(array['settlement', 'partial_refund', 'partial_chargeback', 'refund']) s;
