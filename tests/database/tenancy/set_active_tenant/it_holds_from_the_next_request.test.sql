-- A1: set_active_tenant() chooses what later requests act for that name no tenant
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('bob@b.test'), 'growth');
select tests.add_member('ann@a.test', tests.tenant_of('bob@b.test'), 'viewer');
select tests.act_as('ann@a.test');
select set_active_tenant(tests.tenant_of('bob@b.test'));
select tests.act_as('ann@a.test');
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'the chosen one');
select tests.act_as('ann@a.test', tests.tenant_of('ann@a.test'));
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'unless the request names another');
select tests.act_as_owner();
update tenant_members set is_active = false where role = 'viewer';
select tests.act_as('ann@a.test');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'and while one is a member');
