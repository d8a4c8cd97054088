-- T3: the owner makes an active member the owner and becomes an admin; it is audited
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('ann@a.test'), 'w', 'W', '{tenant.read}');
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('bob@b.test'), 'custom', id from tenant_roles;
create temp table t as select tests.tenant_of('ann@a.test') as id;
grant select on t to public;
select tests.act_as('ann@a.test', (select id from t));
select row_eq($$select r.user_id, r.role, r.custom_role_id from t, tenant_members m, transfer_ownership(t.id, m.id) r where m.email = 'bob@b.test'$$,
  row(tests.user_of('bob@b.test'), 'owner'::tenant_role, null::uuid), 'the new owner''s membership');
select tests.act_as('ann@a.test', (select id from t));
select results_eq('select email, role from tenant_members order by email', $$values ('ann@a.test', 'admin'::tenant_role), ('bob@b.test', 'owner')$$, 'they have changed places');
select ok(not private.can('tenant.delete'), 'the old one is an admin');
select is(metadata, jsonb_build_object('from', tests.user_of('ann@a.test'), 'to', tests.user_of('bob@b.test')), 'audited') from audit_logs where action = 'tenant.ownership_transferred';
select tests.refuses(format('select transfer_ownership(%L, (select id from tenant_members where email = $$ann@a.test$$))', (select id from t)), 'forbidden', 'and cannot take it back');
