-- A3, T11: a platform admin who is a member of a suspended tenant reads everything all the same
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ada@a.test', tests.tenant_of('ann@a.test'), 'admin');
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
update users set active_tenant_id = tests.tenant_of('ann@a.test') where email = 'ada@a.test';
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.act_as_platform_admin('ada@a.test');
select is(count(*)::integer, 2, 'tenants') from tenants;
select isnt_empty('select * from audit_logs', 'the log');
select is(private.tenant_id(), null, 'but acts for none');
select ok(not private.can('tenant.read'), 'and holds no permission');
select tests.act_as('ada@a.test');
select tests.refuses('select * from tenants', 'tenant_suspended', 'as a mere member they are refused');
