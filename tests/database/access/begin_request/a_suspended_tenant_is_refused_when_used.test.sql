-- A3: begin_request stores the refusal; tenant_id() and can() raise it; switching away works
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'admin');
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select lives_ok(format('select tests.act_as(%L, %L)', 'bob@b.test', tests.tenant_of('ann@a.test')), 'begin_request does not raise');
select tests.refuses('select private.tenant_id()', 'tenant_suspended', 'tenant_id');
select tests.refuses($$select private.can('content.read')$$, 'tenant_suspended', 'can');
select tests.refuses('select private.can_on($$content.read$$, null)', 'tenant_suspended', 'can_on');
select tests.refuses('select * from ' || t, 'tenant_suspended', t) from unnest(array['tenants', 'tenant_members', 'usage_counters', 'audit_logs']) t;
select tests.refuses('update tenants set name = $$x$$', 'tenant_suspended', 'an update');
select is((select status from my_tenants() where is_active), 'suspended', 'my_tenants tells');
select isnt_empty('select * from me()', 'one is still oneself');
select set_active_tenant(tests.tenant_of('bob@b.test'));
select tests.act_as('bob@b.test');
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'switched away');
