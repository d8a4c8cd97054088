-- B3: invoices are written down from either shape, once, whatever events tell of them
select tests.with_billing('ann@a.test');
create function pg_temp.invoice() returns text language sql as $$ select concat_ws(' ', status, amount, amount_paid, currency, billing_reason, provider_subscription_id, provider_price_id, coalesce(provider_payment_intent_id, '-'),
  (select slug from plans p where p.id = plan_id), extract(epoch from period_end)::bigint, extract(epoch from paid_at)::bigint) from invoices $$;
select tests.stripe('invoice.paid', tests.stripe_invoice('paid', '{}', 'old'), '2026-01-01');
select tests.stripe('invoice.payment_succeeded', tests.stripe_invoice('paid', '{}', 'old'), '2026-01-01');
select tests.stripe('invoice.finalized', tests.stripe_invoice('open', '{}', 'old'), '2026-01-01');
select is(pg_temp.invoice(), 'paid 1900 1900 usd subscription_cycle sub_1 price_growth pi_1 growth 1237000000 1234567899', 'the old shape; the line that is no proration');
delete from private.provider_payloads; delete from invoices;
select tests.stripe('invoice.payment_failed', tests.stripe_invoice('open'), '2026-01-01');
select is(pg_temp.invoice(), 'open 1900 0 usd subscription_cycle sub_1 price_growth - growth 1237000000', 'the new shape, not paid');
select tests.stripe('invoice_payment.paid', '{"id": "inpay_1", "object": "invoice_payment", "invoice": "in_1", "payment": {"type": "payment_intent", "payment_intent": "pi_1"}}', '2026-01-01');
select tests.stripe('invoice.paid', tests.stripe_invoice('paid'), '2026-01-02');
select is(pg_temp.invoice(), 'paid 1900 1900 usd subscription_cycle sub_1 price_growth pi_1 growth 1237000000 1234567899', 'paid, by which payment an invoice_payment says');
select is(tests.stripe('invoice.voided', tests.stripe_invoice('open'), '2026-01-01'), 'stale', 'what is older says no more');
select row_eq('select provider_invoice_id, number, hosted_invoice_url, invoice_pdf from invoices', row('in_1'::text, 'T-1'::text, 'https://pay.test/in_1'::text, 'https://pay.test/in_1.pdf'::text), 'for whom to look at');
select is(tests.stripe(t, '{"id": "x", "object": "payment_method", "customer": "cus_1"}'), 'ignored', t || ' is kept, and ignored') from unnest(array['payment_method.attached', 'invoice.upcoming', 'customer.subscription.created']) t;
