-- S8: deactivation frees a seat, reactivation needs one
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('cid@c.test');
update plans set max_collaborators = 2 where slug = 'growth';
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('ann@a.test');
update tenant_members set is_active = false where email = 'bob@b.test';
select is(member_count, 1, 'freed') from usage_counters;
select tests.act_as_owner();
select tests.add_member('cid@c.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('ann@a.test');
select tests.refuses('update tenant_members set is_active = true where email = $$bob@b.test$$', 'quota_exceeded', 'taken by somebody else');
select lives_ok('update tenant_members set role = $$editor$$ where email = $$cid@c.test$$', 'other changes need no seat');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'starter');
select tests.act_as('ann@a.test');
select lives_ok('update tenant_members set role = $$viewer$$ where email = $$cid@c.test$$', 'not even beyond the limit of a smaller plan');
select lives_ok('update tenant_members set is_active = false where email = $$cid@c.test$$', 'and leaving is always possible');
