-- B5: whoever manages billing orders a price of Midtrans or Doku; nobody else does
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin');
insert into prices (provider, provider_price_id, currency, unit_amount, active) values ('doku', 'price_1', 'idr', 100, true), ('doku', 'price_off', 'idr', 100, false), ('stripe', 'price_s', 'usd', 100, true), ('doku', 'price_free', 'idr', 0, true);
create temp table p as select provider, provider_price_id as name, id from prices;
grant select on p to public;
select tests.act_as('ann@a.test');
select row_eq($$select o.tenant_id, o.user_id, o.amount, o.currency, o.status, o.order_id ~ '^[0-9A-F]{24}$' from p, create_order(provider, id) o where name = 'price_1'$$,
  row(tests.tenant_of('ann@a.test'), tests.user_of('ann@a.test'), 100::bigint, 'idr'::text, 'pending'::payment_status, true), 'an order');
select is((create_order(provider, id)).order_id, (select order_id from payments), 'again: the same') from p where name = 'price_1';
select tests.refuses(format('select create_order(%L, %L)', provider, id), 'price_unavailable', name) from p where name <> 'price_1';
select tests.refuses(format('select create_order(''midtrans'', %L)', id), 'price_unavailable', 'another provider''s') from p where name = 'price_1';
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select tests.refuses(format('select create_order(''doku'', %L)', id), 'forbidden', 'an admin does not') from p where name = 'price_1';
select tests.act_as_anon();
select throws_ok($$select create_order('doku', gen_random_uuid())$$, '42501', null, 'nor the anonymous');
select tests.act_as_owner();
update tenants set status = 'suspended', suspended_for = 'payment' where id = tests.tenant_of('ann@a.test');
select tests.act_as('ann@a.test');
select lives_ok(format('select create_order(''doku'', %L)', id), 'who is suspended for payment can pay') from p where name = 'price_1';
