-- B4: unpaid and paused suspend for payment, and paying restores; an admin's suspension outlasts it
select tests.with_billing('ann@a.test');
select tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_growth'), '2026-01-01');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('unpaid', 'price_growth'), '2026-01-02');
select is(tests.stands('ann@a.test'), 'growth suspended payment unpaid', 'unpaid: suspended, on its plan');
select tests.stripe('invoice.paid', tests.stripe_invoice('paid'), '2026-01-03');
select is(tests.stands('ann@a.test'), 'growth suspended payment unpaid', 'an invoice is no evidence of status');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('active', 'price_growth'), '2026-01-03');
select is(tests.stands('ann@a.test'), 'growth active active', 'paid: restored');
select tests.stripe('customer.subscription.paused', tests.stripe_subscription('paused', 'price_growth'), '2026-01-04');
select is(tests.stands('ann@a.test'), 'growth suspended payment paused', 'paused');
update tenants set suspended_for = 'admin' where id = tests.tenant_of('ann@a.test');
select tests.stripe('customer.subscription.resumed', tests.stripe_subscription('active', 'price_growth'), '2026-01-05');
select is(tests.stands('ann@a.test'), 'growth suspended admin active', 'an admin''s stays');
select tests.stripe('customer.subscription.updated', tests.stripe_subscription('unpaid', 'price_growth'), '2026-01-06');
select is(tests.stands('ann@a.test'), 'growth suspended admin unpaid', 'and is not taken over');
update tenants set status = 'active' where id = tests.tenant_of('ann@a.test');
select tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_pro', '{"id": "sub_2"}'), '2026-01-07');
select is(tests.stands('ann@a.test'), 'pro active active', 'one that is paid covers one that is not');
