-- A5: tenant.update, on the tenant one acts for
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'developer');
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select isnt_empty('select * from tenants', 'a developer reads it');
select is_empty('update tenants set name = $$x$$ returning 1', 'and does not change it');
select tests.act_as('bob@b.test');
select is_empty(format('update tenants set name = $$x$$ where id = %L returning 1', tests.tenant_of('ann@a.test')), 'nor while acting for another');
select tests.act_as_owner();
update tenant_members set role = 'admin' where role = 'developer';
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select isnt_empty('update tenants set name = $$x$$ returning 1', 'an admin changes it');
select tests.act_as_anon();
select throws_ok('select * from tenants', '42501', null, 'anonymous: nothing');
select throws_ok('update tenants set name = $$x$$', '42501', null, 'at all');
