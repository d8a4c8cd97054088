-- T2: whatever plan is wanted, billing alone gives it; a plan that takes no new tenants is refused
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
create temp table made as select * from create_tenant('a', 'pro');
select is(p.slug, 'starter', 'the free plan') from made join plans p on p.id = made.plan_id;
select tests.refuses($$select create_tenant('b', 'gold')$$, 'plan_inactive', 'an unknown plan');
select tests.refuses($$select create_tenant('b', '')$$, 'plan_inactive', 'an empty one');
select tests.act_as_owner();
update plans set is_active = false where slug = 'pro';
select tests.act_as('ann@a.test');
select tests.refuses($$select create_tenant('b', 'pro')$$, 'plan_inactive', 'a retired plan');
select tests.act_as_owner();
update plans set is_active = false where slug = 'starter';
select tests.act_as('ann@a.test');
select tests.refuses($$select create_tenant('b')$$, 'plan_inactive', 'no free plan: nobody begins on a paid one');
