-- T7: one's own membership is for others to change, alone or among many
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.add_member('ada@a.test', tests.tenant_of('ann@a.test'), 'admin'), tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('ada@a.test', tests.tenant_of('ann@a.test'));
select tests.refuses(format('update tenant_members set %s where email = $$ada@a.test$$', s), 'own_membership', s)
from unnest(array['role = $$owner$$', 'role = $$admin$$', 'role = $$viewer$$', 'is_active = false']) s;
select tests.refuses('update tenant_members set is_active = false where email <> $$ann@a.test$$', 'own_membership', 'among others: all or nothing');
select is(count(*)::integer, 3, 'nobody was changed') from tenant_members where is_active;
select tests.act_as('ann@a.test', tests.tenant_of('ann@a.test'));
select tests.refuses('update tenant_members set role = $$admin$$ where role = $$owner$$', 'own_membership', 'the owner neither');
