-- T2: the plan wanted at sign-up is remembered, not given; one that is not there is forgotten
select tests.sign_up('ann@a.test', '{"wanted_plan": "growth"}'), tests.sign_up('bob@b.test', '{"wanted_plan": "gold"}');
select is(wanted_plan, 'growth', 'remembered') from tenants where id = tests.tenant_of('ann@a.test');
select is(wanted_plan, null, 'forgotten') from tenants where id = tests.tenant_of('bob@b.test');
select set_eq('select p.slug from tenants t join plans p on p.id = t.plan_id', array['starter'], 'both are on the free plan');
