-- B6, B2: a paid checkout or order grants once, for good or for its period; refunded before or after, it ends the same
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
insert into prices (provider, provider_price_id, currency, type, metadata, "interval", interval_count) values
  ('stripe', 'pack', 'usd', 'one_time', '{"credits": 500}', null, null), ('midtrans', 'monthly', 'idr', 'recurring', '{"credits": "30"}', 'month', 1);
prepare payment as insert into payments (tenant_id, provider, order_id, provider_price_id, amount, currency, status, paid_at)
values (current_setting('t.tenant')::uuid, $1, $2, $3, 900, 'usd', $4, case when $4::payment_status in ('paid', 'refunded') then now() end);
execute payment('stripe', 'cs_1', 'pack', 'pending');
select is_empty('select * from credits', 'nothing is paid yet');
update payments set status = 'paid', paid_at = now();
select is((select row(mode, remaining_credits, source_type, expires_at)::text from credits), '(one_time:credits,500,checkout,)', 'a pack');
update payments set amount_refunded = 300;
select is((select remaining from credit_balances), 333::bigint, 'a third refunded');
update payments set amount_refunded = 900, status = 'refunded';
select is((select remaining from credit_balances), 0::bigint, 'all of it');
execute payment('stripe', 'cs_2', 'pack', 'refunded');
select is((select row(remaining, overdraft)::text from credit_balances), '(0,0)', 'refunded before it was told to be paid');
execute payment('midtrans', 'A-1', 'monthly', 'paid');
select is((select row(mode, remaining_credits, source_type, expires_at = now() + interval '1 month')::text from credits where source_id = 'A-1'), '(subscription,30,order,t)', 'a period paid by an order');
execute payment('doku', 'D-1', 'pack', 'paid');
select is((select remaining from credit_balances), 30::bigint, 'another provider''s price is another');
execute payment('stripe', 'cs_3', 'pack', 'failed');
select is((select remaining from credit_balances), 30::bigint, 'what failed bought nothing');
