-- T1, T3: a pending tenant that comes to an owner with a confirmed address is active
select tests.sign_up('ann@a.test', '{}', false), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
create temp table t as select tests.tenant_of('ann@a.test') as id, tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin') as bob;
grant select on t to public;
select tests.act_as('ann@a.test');
select transfer_ownership(id, bob) from t;
select tests.act_as_owner();
select is(status, 'active', 'active') from tenants where id = (select id from t);
