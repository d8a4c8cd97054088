-- B4: what nobody knows the price of gives nothing and takes nothing away, until the price is told
select tests.with_billing('ann@a.test');
select tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_growth'), '2026-01-01');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_new'), '2026-01-02');
select is(tests.stands('ann@a.test'), 'growth active active', 'it keeps what it has');
select is(plan_id, null, 'and says that nobody knows') from subscriptions where is_current;
select is(tests.stripe('price.created', tests.stripe_price('price_new', '{"plan": "pro"}'), '2026-01-01'), 'processed', 'the price is told');
select is(tests.stands('ann@a.test'), 'pro active active', 'now it is known');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_newer'), '2026-01-03');
update plans set stripe_monthly_price_id = 'price_newer' where slug = 'growth';
select is(tests.stands('ann@a.test'), 'growth active active', 'likewise written by hand into the plan');
