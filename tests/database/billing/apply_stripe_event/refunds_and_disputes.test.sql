-- B2, B3: refunds and disputes hang on the payment intent, whichever comes first; nothing is added up across currencies
select tests.with_billing('ann@a.test');
select is(tests.stripe('charge.dispute.created', '{"id": "dp_1", "object": "dispute", "charge": "ch_1", "payment_intent": "pi_1", "created": 1234567890, "amount": 1900, "currency": "usd"}', '2026-01-05'), 'received', 'a dispute names no customer: it waits');
select is(tests.stripe('charge.refunded', '{"id": "ch_1", "object": "charge", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 900, "currency": "usd"}', '2026-01-04'), 'processed', 'the charge tells whose it is');
select is(status, 'processed', 'and the dispute is applied') from webhook_events where event_type = 'charge.dispute.created';
select is_empty('select from invoices', 'of an invoice nobody has told of yet');
select tests.stripe('charge.refunded', '{"id": "ch_2", "object": "charge", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 700, "currency": "eur"}', '2026-01-04');
select tests.stripe('invoice.paid', tests.stripe_invoice('paid', '{}', 'old'), '2026-01-01');
select row_eq('select status, amount_refunded, disputed_at from invoices', row('paid'::invoice_status, 900::bigint, to_timestamp(1234567890)), 'the invoice knows both');
select tests.stripe('charge.refunded', '{"id": "ch_1", "object": "charge", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 1900, "currency": "usd"}', '2026-01-04');
select tests.stripe('charge.refunded', '{"id": "ch_1", "object": "charge", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 1200, "currency": "usd"}', '2026-01-04');
select is(amount_refunded, 1900::bigint, 'of one second the greater refund is the later one') from invoices;
select is(tests.stands('ann@a.test'), 'starter active active', 'no plan moves');
