-- T6, B4: offboarding and coming back is no way around a suspension for payment
select tests.with_billing('ann@a.test');
select tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_growth'), now() - interval '3 minutes');
select tests.act_as('ann@a.test');
select is((offboard_tenant(tests.tenant_of('ann@a.test'))).status, 'offboarded', 'offboarded');
select tests.act_as_owner();
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('unpaid', 'price_growth'), now() - interval '2 minutes');
select tests.act_as('ann@a.test');
select is(row(status, suspended_for)::text, '(suspended,payment)', 'not paid in the meantime') from cancel_offboarding(tests.tenant_of('ann@a.test'));
select tests.act_as_owner();
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_growth'), now() - interval '1 minute');
select is(tests.stands('ann@a.test'), 'growth active active', 'paid: it is back');
