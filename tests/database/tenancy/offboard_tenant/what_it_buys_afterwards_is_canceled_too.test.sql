-- T6: a checkout that was open when the tenant was offboarded leaves nobody paying for what is deleted: its subscription is canceled as well, once
select tests.with_billing('ann@a.test');
select tests.act_as('ann@a.test');
select is((offboard_tenant(tests.tenant_of('ann@a.test'))).status, 'offboarded', 'offboarded');
select tests.act_as_owner();
select is_empty('select from private.outbox where kind = ''cancel_subscription''', 'it pays for nothing');
select tests.stripe('customer.subscription.created', tests.stripe_subscription('incomplete', 'price_growth'), now() - interval '2 minutes');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_growth'), now() - interval '1 minute');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_growth', '{"quantity": 2}'), now());
select results_eq($$select payload ->> 'tenant_id', payload ->> 'provider', payload ->> 'provider_subscription_id' from private.outbox where kind = 'cancel_subscription'$$,
  $$select tests.tenant_of('ann@a.test')::text, 'stripe', provider_subscription_id from subscriptions where provider_subscription_id is not null$$, 'now it does: to be canceled, once');
select tests.act_as('ann@a.test');
select is((cancel_offboarding(tests.tenant_of('ann@a.test'))).status, 'active', 'brought back');
select tests.act_as_owner();
select is_empty('select from private.outbox where kind = ''cancel_subscription''', 'it goes on');
