-- A5: billing.read shows what is paid; only payment events write it
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'developer');
select tests.act_as('ann@a.test');
select results_eq('select tenant_id, provider, status from subscriptions', format($$values (%L::uuid, 'manual'::payment_provider, 'active'::subscription_status)$$, tests.tenant_of('ann@a.test')), 'the owner reads the own');
select throws_ok(q, '42501', null, q) from unnest(array['update subscriptions set status = $$active$$', 'delete from subscriptions', 'insert into subscriptions (provider) values ($$manual$$)']) q;
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select is_empty('select * from subscriptions', 'a developer does not');
select tests.act_as_anon();
select throws_ok('select * from subscriptions', '42501', null, 'anonymous: nothing');
select tests.act_as_owner();
select throws_ok(format('update subscriptions set %s', s), '23514', null, s) from unnest(array['amount = 1', 'currency = $$usd$$', 'amount = -1, currency = $$usd$$', 'amount = 1, currency = $$USD$$', 'provider_customer_id = repeat($$x$$, 256)']) s;
