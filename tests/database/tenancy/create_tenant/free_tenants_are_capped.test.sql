-- T2: a person owns as many free tenants as the setting says; offboarded and paid ones do not count
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select create_tenant('b'), create_tenant('c');
select tests.refuses($$select create_tenant('d')$$, 'free_tenants', 'the fourth');
select tests.act_as_owner();
update tenants set status = 'offboarded' where name = 'b';
select tests.act_as('ann@a.test');
select lives_ok($$select create_tenant('d')$$, 'one offboarded makes room');
select tests.refuses($$select create_tenant('e')$$, 'free_tenants', 'for one');
select tests.act_as_owner();
select tests.on_plan(id, 'growth') from tenants where name = 'c';
select tests.act_as('ann@a.test');
select lives_ok($$select create_tenant('e')$$, 'one upgraded likewise');
select tests.act_as_owner();
insert into plans (name, slug) values ('Free too', 'free_too');
select tests.on_plan(id, 'free_too') from tenants where name = 'e';
select tests.act_as('ann@a.test');
select tests.refuses($$select create_tenant('f')$$, 'free_tenants', 'every plan that costs nothing counts');
