-- B6, B2: what a subscription's period and a pack bring is the same in every order of what the provider tells, refunds and prices included
select tests.with_billing('ann@a.test');
create temp table told (n, type, object, at, id) as
with period (lines) as (
  select jsonb_build_object('data', jsonb_build_array(jsonb_build_object('id', 'il_1', 'pricing', '{"price_details": {"price": "price_growth"}}'::jsonb,
    'period', jsonb_build_object('start', floor(extract(epoch from now())) - 86400, 'end', floor(extract(epoch from now())) + 864000))))
)
select v.* from period, lateral (values
  (1, 'price.created', tests.stripe_price('price_growth', '{"plan": "growth", "credits": "100"}'), '2026-01-01'::timestamptz, 'evt_1'),
  (2, 'invoice.finalized', tests.stripe_invoice('open', jsonb_build_object('lines', lines), 'old'), '2026-01-01', 'evt_2'),
  (3, 'invoice.paid', tests.stripe_invoice('paid', jsonb_build_object('lines', lines), 'old'), '2026-01-02', 'evt_3'),
  (4, 'charge.refunded', '{"id": "ch_1", "object": "charge", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 475, "currency": "usd"}', '2026-01-03', 'evt_4'),
  (5, 'charge.refunded', '{"id": "ch_1", "object": "charge", "customer": "cus_1", "payment_intent": "pi_1", "amount_refunded": 950, "currency": "usd"}', '2026-01-04', 'evt_5'),
  (11, 'price.created', tests.stripe_price('price_pack', '{"credits": "50"}', '{"type": "one_time", "recurring": null}'), '2026-01-01', 'evt_11'),
  (12, 'checkout.session.completed', '{"id": "cs_1", "object": "checkout.session", "customer": "cus_1", "mode": "payment", "payment_status": "unpaid", "amount_total": 500, "currency": "usd", "metadata": {"price_id": "price_pack"}, "payment_intent": "pi_2"}', '2026-01-01', 'evt_12'),
  (13, 'checkout.session.async_payment_succeeded', '{"id": "cs_1", "object": "checkout.session", "customer": "cus_1", "mode": "payment", "payment_status": "paid", "amount_total": 500, "currency": "usd", "metadata": {"price_id": "price_pack"}, "payment_intent": "pi_2"}', '2026-01-02', 'evt_13'),
  (14, 'charge.refunded', '{"id": "ch_2", "object": "charge", "customer": "cus_1", "payment_intent": "pi_2", "amount_refunded": 100, "currency": "usd"}', '2026-01-03', 'evt_14')
) v (n, type, object, at, id);
create function pg_temp.ends(p_order integer[]) returns text language plpgsql as $$
declare v_n integer; v_result text;
begin
  -- the first one comes twice, and once more under another id
  foreach v_n in array p_order || p_order[1] loop perform tests.stripe(type, object, at, id) from told where n = v_n; end loop;
  perform tests.stripe(type, object, at, id || '_again') from told where n = p_order[1];
  select string_agg(concat_ws(' ', c.mode, c.source_id, c.total_credits, c.remaining_credits, c.refunded_credits, c.expires_at > now(), b.remaining, b.overdraft), ';') into v_result
  from credits c join credit_balances b on b.tenant_id = c.tenant_id;
  raise exception using errcode = 'UNDO1', message = v_result;
exception when sqlstate 'UNDO1' then return sqlerrm;
end $$;
create temp table orders as with recursive o (p) as (select array[n] from told union all select p || n from o, told where not n = any (p) and (n < 10) = (p[1] < 10)) select p from o;
select results_eq('select distinct pg_temp.ends(p) from orders where cardinality(p) = 5 and p[1] < 10', $$values ('subscription in_1 100 50 50 t 50 0')$$, 'all 120 orders of a period''s five events');
select results_eq('select distinct pg_temp.ends(p) from orders where cardinality(p) = 4 and p[1] > 10', $$values ('one_time:credits cs_1 50 40 10 40 0')$$, 'all 24 of a pack''s four');
