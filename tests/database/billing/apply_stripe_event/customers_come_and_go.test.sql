-- B1, B3: what a customer is told of waits for the customer; one that is deleted makes room
select tests.sign_up('ann@a.test');
update plans set stripe_monthly_price_id = 'price_growth' where slug = 'growth';
select is(tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_growth'), '2026-01-01', 'evt_1'), 'received', 'nobody knows the customer');
select is(tests.stripe('invoice.paid', tests.stripe_invoice('paid'), '2026-01-01'), 'received', 'nor of the invoice');
select is(tests.stripe('customer.subscription.created', tests.stripe_subscription('active', 'price_growth'), '2026-01-01', 'evt_1'), 'received', 'the same event again: the same');
select link_customer('stripe', 'cus_1', tests.tenant_of('ann@a.test'));
select is(tests.stands('ann@a.test'), 'growth active active', 'the link applies them');
select results_eq('select distinct status, waits_for, tenant_id from webhook_events', $$select 'processed'::webhook_status, null::text, tests.tenant_of('ann@a.test')$$, 'all');
select is(count(*)::integer, 1, 'the invoice too') from invoices;
select tests.stripe('customer.updated', '{"id": "cus_1", "object": "customer", "email": "Office@A.test"}', '2026-01-02');
select is(email, 'office@a.test', 'the address the provider has') from provider_customers;
select tests.stripe('customer.deleted', '{"id": "cus_1", "object": "customer", "email": null, "deleted": true}', '2026-01-03');
select tests.stripe('customer.updated', '{"id": "cus_1", "object": "customer", "email": "Late@A.test"}', '2026-01-04');
select is(deleted_at, '2026-01-03'::timestamptz, 'gone for good') from provider_customers;
select lives_ok(format('select link_customer(''stripe'', ''cus_2'', %L)', tests.tenant_of('ann@a.test')), 'another may follow');
select is(tests.stripe('customer.subscription.deleted', tests.stripe_subscription('canceled', 'price_growth', '{"cancellation_details": {"reason": "payment_failed"}}'), '2026-01-05'), 'processed', 'and the first one''s events are still its');
