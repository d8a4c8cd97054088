-- B2: a provider's subscription and an order belong to one tenant, which the directory knows
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
insert into payments (tenant_id, provider, order_id, amount, currency) values (tests.tenant_of('ann@a.test'), 'doku', 'A-1', 1, 'idr');
insert into subscriptions (tenant_id, provider, provider_subscription_id) values (tests.tenant_of('ann@a.test'), 'stripe', 'sub_1');
select tests.refuses(format($$insert into payments (tenant_id, provider, order_id, amount, currency) values (%L, 'doku', 'A-1', 1, 'idr')$$, tests.tenant_of('bob@b.test')), 'taken', 'an order');
select tests.refuses(format($$insert into subscriptions (tenant_id, provider, provider_subscription_id) values (%L, 'stripe', 'sub_1')$$, tests.tenant_of('bob@b.test')), 'taken', 'a subscription');
select lives_ok(format($$insert into payments (tenant_id, provider, order_id, amount, currency) values (%L, 'midtrans', 'A-1', 1, 'idr')$$, tests.tenant_of('bob@b.test')), 'another provider''s is another one');
select is(tenant_id, tests.tenant_of('ann@a.test'), 'whose it is') from private.directory where (kind, key) = ('order', 'doku:A-1');
select throws_ok($$update payments set order_id = 'A-2'$$, 'PT409', null, 'an order keeps its name');
update subscriptions set provider_subscription_id = 'sub_2' where provider_subscription_id = 'sub_1';
select results_eq($$select key from private.directory where kind = 'subscription'$$, $$values ('stripe:sub_2')$$, 'the directory follows');
select results_eq('select provider from subscriptions where is_current', $$values ('manual'::payment_provider), ('manual')$$, 'the row a tenant is made with is current');
select throws_ok('update subscriptions set is_current = true', '23505', null, 'and no other');
select is_empty('select * from private.check_invariants_billing()', 'nothing is broken');
delete from payments;
select is_empty($$select key from private.directory where kind = 'order'$$, 'what is deleted is free');
select throws_ok(q, '23514', null, q) from unnest(array[
  $$insert into payments (tenant_id, provider, order_id, amount, currency, status) select tests.tenant_of('ann@a.test'), 'doku', 'A-3', 1, 'idr', 'paid'$$,
  $$insert into payments (tenant_id, provider, order_id, amount, currency) select tests.tenant_of('ann@a.test'), 'doku', 'A-3', 1, 'IDR'$$,
  $$insert into payments (tenant_id, provider, order_id, amount, currency) select tests.tenant_of('ann@a.test'), 'doku', 'A-3', -1, 'idr'$$,
  $$insert into invoices (tenant_id, provider_invoice_id, amount, amount_paid, currency) select tests.tenant_of('ann@a.test'), 'in_1', 1, -1, 'usd'$$,
  $$insert into provider_customers (customer_id) values ('cus_1')$$,
  $$insert into prices (provider_price_id, currency, metadata) values ('price_1', 'usd', '[]')$$]) q;
