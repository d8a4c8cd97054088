-- B5: what a person pays for by themselves moves no tenant's plan
select tests.sign_up('ann@a.test');
update plans set stripe_monthly_price_id = 'price_pro' where slug = 'pro';
select link_customer('stripe', 'cus_1', person := tests.user_of('ann@a.test'));
select is(tests.stripe('invoice.paid', tests.stripe_invoice('paid'), '2026-01-01'), 'processed', 'they paid');
select is(tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_pro'), '2026-01-01'), 'processed', 'and have a subscription');
select row_eq('select user_id, provider_subscription_id, status, amount, last_payment_at from user_subscriptions',
  row(tests.user_of('ann@a.test'), 'sub_1'::text, 'active'::subscription_status, 1900::bigint, to_timestamp(1234567899)), 'it is theirs');
select is(tests.stands('ann@a.test'), 'starter active active', 'their tenant has nothing of it');
select is_empty('select from invoices', 'nor its invoices');
select tests.stripe('customer.subscription.deleted', tests.stripe_subscription('canceled', 'price_pro'), '2026-01-02');
select is(status, 'canceled', 'until it is over') from user_subscriptions;
select is(tests.stripe('checkout.session.completed', '{"id": "cs_1", "object": "checkout.session", "mode": "payment", "customer": "cus_1", "payment_status": "paid", "amount_total": 1, "currency": "usd", "payment_intent": "pi_1", "metadata": {}}'), 'processed', 'what they buy once');
select is_empty('select from payments', 'is no tenant''s order');
