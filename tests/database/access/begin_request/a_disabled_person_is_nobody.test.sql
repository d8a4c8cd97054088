-- A1: a disabled person is refused everywhere, whatever the token says
select tests.sign_up('ann@a.test');
update users set status = 'disabled' where id = tests.user_of('ann@a.test');
select tests.act_as('ann@a.test');
select is(private.uid(), null, 'no user');
select tests.refuses('select private.tenant_id()', 'user_disabled', 'tenant_id');
select tests.refuses($$select private.can('tenant.read')$$, 'user_disabled', 'can');
select tests.refuses('select * from tenants', 'user_disabled', 'a table');
select is_empty('select * from users', 'not even the own row');
select is_empty('select * from my_tenants()', 'no tenants');
select tests.refuses($$select create_tenant('x')$$, 'unauthenticated', 'no new tenant');
select tests.refuses(format('select set_active_tenant(%L)', tests.tenant_of('ann@a.test')), 'unauthenticated', 'no switching');
