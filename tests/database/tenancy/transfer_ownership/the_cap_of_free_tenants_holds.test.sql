-- T2, T3, S8: nobody is given more free tenants than they may make; a paid one they may be given
select tests.sign_up('ann@a.test');
select tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true), set_config('t.bob', tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin')::text, true);
select tests.act_as('bob@b.test', tests.tenant_of('bob@b.test'));
select create_tenant('b'), create_tenant('c');
select tests.act_as_owner();
alter table tenants disable trigger _700_plan_limits;
select tests.on_plan(current_setting('t.tenant')::uuid, 'starter');
alter table tenants enable trigger _700_plan_limits;
prepare give as select transfer_ownership(current_setting('t.tenant')::uuid, current_setting('t.bob')::uuid);
select tests.act_as('ann@a.test');
select tests.refuses('execute give', 'new_owner_full', 'his fourth');
select is((select email from tenant_members where role = 'owner' and tenant_id = current_setting('t.tenant')::uuid), 'ann@a.test', 'stays hers');
select tests.act_as_owner();
select tests.on_plan(current_setting('t.tenant')::uuid, 'growth');
select tests.act_as('ann@a.test');
select lives_ok('execute give', 'one that is paid for counts not');
