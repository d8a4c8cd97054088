-- A3: the owner of a suspended tenant keeps billing, not the right to hand it on
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
create temp table m as select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin') as id;
grant select on m to public;
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.act_as('ann@a.test');
select tests.refuses(format('select transfer_ownership(%L, %L)', tests.tenant_of('ann@a.test'), id), 'forbidden', 'suspended') from m;
