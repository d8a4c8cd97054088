-- A1, A3: where nothing called begin_request a suspended tenant or disabled person gets nothing, without an error
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin');
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.act_as('bob@b.test'), set_config('tenantry.identity', '', true);
select is(private.tenant_id(), null, 'suspended: no tenant');
select ok(not private.can('tenant.read'), 'no permission');
select is_empty('select * from tenants', 'no rows');
select tests.act_as_owner();
update users set status = 'disabled' where id = tests.user_of('bob@b.test');
select tests.act_as('bob@b.test'), set_config('tenantry.identity', '', true);
select is(private.uid(), null, 'disabled: nobody');
select is(private.tenant_id(), null, 'no tenant');
select is_empty('select * from users', 'no rows');
