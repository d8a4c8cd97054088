-- T2: whoever manages billing has the tenant's customer made, once; nobody else learns of it
select tests.sign_up(n || '@a.test') from unnest(array['ann', 'bob', 'eve']) n;
select tests.add_member('bob@a.test', tests.tenant_of('ann@a.test'), 'admin');
select tests.act_as('ann@a.test');
select is(begin_onboarding(), jsonb_build_object('tenant_id', tests.tenant_of('ann@a.test'), 'tenant_name', 'ann', 'email', 'ann@a.test', 'customer_id', null), 'the tenant of the request, its name, who asks');
select tests.act_as('bob@a.test', tests.tenant_of('ann@a.test'));
select tests.refuses('select begin_onboarding()', 'forbidden', 'an admin does not manage billing');
select throws_ok(format('select tests.act_as(%L, %L)', 'eve@a.test', tests.tenant_of('ann@a.test')), 'PT403', null, 'a stranger');
select tests.act_as_anon();
select throws_ok('select begin_onboarding()', '42501', null, 'nobody');
select tests.act_as_service(tests.tenant_of('ann@a.test'));
select throws_ok('select begin_onboarding()', '42501', null, 'nor the service, which is no person');
select link_customer('stripe', 'cus_1', tests.tenant_of('ann@a.test'), email => 'ann@a.test');
select tests.act_as('ann@a.test');
select is(begin_onboarding() ->> 'customer_id', 'cus_1', 'then it is known');
select tests.act_as_owner();
update tenants set status = 'offboarded' where id = tests.tenant_of('ann@a.test');
select tests.act_as('ann@a.test', tests.tenant_of('ann@a.test'));
select tests.refuses('select begin_onboarding()', 'tenant_offboarded', 'a tenant that has ended gets none');
