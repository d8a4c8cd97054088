-- B7: a plan bought for good stays, whatever subscriptions do, until all of the money is given back
select tests.with_billing('ann@a.test');
select tests.stripe('price.created', tests.stripe_price('price_life', '{"plan": "growth", "lifetime": "true"}', '{"type": "one_time", "recurring": null}'), '2026-01-01');
create function pg_temp.session(p_payment_status text) returns jsonb language sql as $$ select jsonb_build_object('id', 'cs_1', 'object', 'checkout.session', 'mode', 'payment', 'customer', 'cus_1', 'payment_intent', 'pi_9',
  'payment_status', p_payment_status, 'amount_total', 29900, 'currency', 'usd', 'payment_method_types', array['card'],
  'metadata', jsonb_build_object('tenant_id', tests.tenant_of('ann@a.test'), 'user_id', tests.user_of('ann@a.test'), 'price_id', 'price_life')) $$;
select tests.stripe('checkout.session.completed', pg_temp.session('unpaid'), '2026-01-02');
select is(tests.stands('ann@a.test'), 'starter active active', 'not paid yet');
select tests.stripe('checkout.session.async_payment_succeeded', pg_temp.session('paid'), '2026-01-03');
select is(tests.stands('ann@a.test'), 'growth active active', 'paid');
select row_eq('select user_id, amount, currency, provider_checkout_session_id, provider_payment_intent_id, revoked_at from lifetime_deals',
  row(tests.user_of('ann@a.test'), 29900::bigint, 'usd'::text, 'cs_1'::text, 'pi_9'::text, null::timestamptz), 'and written down');
select tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_pro'), '2026-01-04');
select is(tests.stands('ann@a.test'), 'pro active active', 'a better subscription counts');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('unpaid', 'price_pro'), '2026-01-05');
select is(split_part(tests.stands('ann@a.test'), ' ', 2), 'active', 'one that is not paid suspends nobody who has bought for good');
select tests.stripe('customer.subscription.deleted', tests.stripe_subscription('canceled', 'price_pro', '{"ended_at": 1767312000}', 'new', '2026-01-06'), '2026-01-06');
select is(tests.stands('ann@a.test'), 'growth active active', 'it is over: the deal stays');
select tests.stripe('charge.refunded', '{"id": "ch_9", "object": "charge", "customer": "cus_1", "payment_intent": "pi_9", "amount": 29900, "amount_refunded": 100, "currency": "usd"}', '2026-01-07');
select row_eq('select status, amount_refunded from payments', row('paid'::payment_status, 100::bigint), 'some of the money back');
select is(tests.stands('ann@a.test'), 'growth active active', 'changes nothing');
select tests.stripe('charge.refunded', '{"id": "ch_9", "object": "charge", "customer": "cus_1", "payment_intent": "pi_9", "amount": 29900, "amount_refunded": 29900, "currency": "usd"}', '2026-01-07');
select is(tests.stands('ann@a.test'), 'starter active active', 'all of it ends the deal');
select is(status, 'refunded', 'and the payment') from payments;
