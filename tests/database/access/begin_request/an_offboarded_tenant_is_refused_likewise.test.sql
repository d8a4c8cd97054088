-- A3: an offboarded tenant is refused under its own name
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
update tenants set status = 'offboarded' where id = tests.tenant_of('ann@a.test');
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select tests.refuses('select private.tenant_id()', 'tenant_offboarded', 'a member');
select tests.act_as('bob@b.test');
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'by default one acts for another');
select tests.act_as('ann@a.test');
select ok(private.can('billing.manage') and not private.can('tenant.update'), 'the owner is left with billing');
