-- A1: who owns no default tenant and is a member of one acts for that one; of several, for none
select tests.sign_up('bob@b.test'), tests.sign_up('cid@c.test'), tests.sign_up('ann@a.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('bob@b.test'), 'growth'), tests.on_plan(tests.tenant_of('cid@c.test'), 'growth');
select tests.act_as('ann@a.test');
select is(private.tenant_id(), null, 'no membership, no tenant');
select ok(not private.can('tenant.read'), 'and no permission');
select tests.act_as_owner();
select tests.add_member('ann@a.test', tests.tenant_of('bob@b.test'), 'viewer');
select tests.act_as('ann@a.test');
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'one membership');
select tests.act_as_owner();
select tests.add_member('ann@a.test', tests.tenant_of('cid@c.test'), 'viewer');
select tests.act_as('ann@a.test');
select is(private.tenant_id(), null, 'two: nothing is guessed');
select is((select count(*)::integer from my_tenants()), 2, 'my_tenants lists both to choose from');
