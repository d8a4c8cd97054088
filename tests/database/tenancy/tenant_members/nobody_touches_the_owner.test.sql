-- T3, T7: the owner's row and the role owner are out of reach of an update
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.add_member('ada@a.test', tests.tenant_of('ann@a.test'), 'admin'), tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('ada@a.test', tests.tenant_of('ann@a.test'));
select tests.refuses(format('update tenant_members set %s where role = $$owner$$', s), 'one_owner', s) from unnest(array['role = $$viewer$$', 'is_active = false', 'role = role']) s;
select tests.refuses('update tenant_members set role = $$owner$$ where role = $$viewer$$', 'one_owner', 'nobody is made owner');
select tests.act_as('ann@a.test', tests.tenant_of('ann@a.test'));
select tests.refuses('update tenant_members set role = $$owner$$ where role = $$viewer$$', 'one_owner', 'not by the owner either');
