-- T9: a tenant's own roles show to its members, and only holders of role.manage write them
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('dev@a.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth'), tests.add_member('dev@a.test', tests.tenant_of('ann@a.test'), 'developer');
insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('ann@a.test'), 'w', 'W', '{tenant.read}');
select tests.act_as('dev@a.test');
select results_eq('select key from tenant_roles', array['w'], 'the own tenant''s');
select throws_ok($$insert into tenant_roles (key, name, permissions) values ('x', 'X', '{tenant.read}')$$, '42501', null, 'no insert');
select is_empty($$update tenant_roles set permissions = '{tenant.read,member.read}' returning 1$$, 'no update');
select is_empty('delete from tenant_roles returning 1', 'no delete');
select tests.act_as('bob@b.test');
select is_empty('select * from tenant_roles', 'others do not see them');
select is_empty($$update tenant_roles set name = 'mine' returning 1$$, 'nor write');
select is_empty('delete from tenant_roles returning 1', 'nor delete');
select tests.act_as_anon();
select throws_ok('select * from tenant_roles', '42501', null, 'anonymous: nothing');
