-- B3, B4: a tenant's plan follows its subscription by price, monthly and yearly, in both shapes of Stripe's API
select tests.with_billing('ann@a.test');
select is(tests.stands('ann@a.test'), 'starter active active', 'the free plan');
select tests.act_as_service();
select is(tests.stripe('customer.subscription.created', tests.stripe_subscription('incomplete', 'price_growth'), '2026-01-01'), 'processed', 'incomplete');
select is(tests.stands('ann@a.test'), 'starter active active', 'gives nothing');
select is(tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_growth'), '2026-01-02'), 'processed', 'active, the new shape');
select is(tests.stands('ann@a.test'), 'growth active active', 'gives its plan');
select row_eq($$select provider, billing_cycle, amount, currency, provider_customer_id, provider_price_id, current_period_end from subscriptions where is_current$$,
  row('stripe'::payment_provider, 'monthly'::billing_cycle, 1900::bigint, 'usd'::text, 'cus_1'::text, 'price_growth'::text, to_timestamp(extract(epoch from now() + interval '20 days')::bigint)), 'and is written down');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_pro_yearly', '{}', 'old', '2040-01-01'), '2026-01-03');
select is(tests.stands('ann@a.test'), 'pro active active', 'by the year, the old shape');
select row_eq('select billing_cycle, current_period_end, is_current from subscriptions where provider_subscription_id = $$sub_1$$', row('yearly'::billing_cycle, '2040-01-01'::timestamptz, true), 'with its period');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('past_due', 'price_pro_yearly'), '2026-01-04');
select is(tests.stands('ann@a.test'), 'pro active past_due', 'past due keeps access');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('trialing', 'price_growth', '{"trial_end": 4102444800}'), '2026-01-05');
select is(tests.stands('ann@a.test'), 'growth active trialing', 'a trial gives it too');
select is(trial_ends_at, '2100-01-01'::timestamptz, 'and says until when') from tenants where id = tests.tenant_of('ann@a.test');
select tests.act_as_owner();
select results_eq($$select action, metadata ->> 'from_plan', metadata ->> 'to_plan', performed_by from audit_logs where action ~ '^billing' order by created_at$$,
  $$values ('billing.plan_upgraded', 'starter', 'growth', null::uuid), ('billing.plan_upgraded', 'growth', 'pro', null), ('billing.plan_downgraded', 'pro', 'growth', null)$$, 'each change is in the log');
