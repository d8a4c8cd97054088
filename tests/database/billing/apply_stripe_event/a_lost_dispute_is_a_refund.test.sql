-- B2, B6, B7: who disputes a payment and wins keeps neither the money's worth of credits nor a plan for good; an open dispute takes nothing
select tests.with_billing('ann@a.test');
insert into prices (provider, provider_price_id, currency, unit_amount, type, metadata) values ('stripe', 'price_forever', 'usd', 9900, 'one_time', '{"plan": "growth", "lifetime": "true", "credits": "50"}');
create function pg_temp.dispute(p_type text, p_status text, p_at timestamptz) returns webhook_status language sql as $$
  select tests.stripe('charge.dispute.' || p_type, jsonb_build_object('id', 'dp_1', 'object', 'dispute', 'charge', 'ch_1', 'payment_intent', 'pi_9', 'created', 1234567890, 'amount', 9900, 'currency', 'usd', 'status', p_status), p_at) $$;
select tests.stripe('checkout.session.completed', jsonb_build_object('id', 'cs_9', 'object', 'checkout.session', 'mode', 'payment', 'customer', 'cus_1', 'payment_intent', 'pi_9', 'payment_status', 'paid',
  'amount_total', 9900, 'currency', 'usd', 'metadata', jsonb_build_object('tenant_id', tests.tenant_of('ann@a.test'), 'price_id', 'price_forever')), '2026-01-02');
select is(status, 'paid', 'bought') from payments;
select is(remaining, 50::bigint, 'with credits') from credit_balances;
select is(pg_temp.dispute('created', 'needs_response', '2026-01-03'), 'processed', 'disputed');
select row_eq('select status, amount_refunded from payments', row('paid'::payment_status, 0::bigint), 'takes nothing yet');
select is(pg_temp.dispute('closed', 'lost', '2026-01-09'), 'processed', 'lost');
select row_eq('select status, amount_refunded, disputed_at is not null from payments', row('refunded'::payment_status, 9900::bigint, true), 'the money is gone');
select is(remaining, 0::bigint, 'and the credits') from credit_balances;
select ok(revoked_at is not null, 'and the plan') from lifetime_deals;
