-- T9: a tenant's own roles show to its members, and no client writes them yet
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('ann@a.test'), 'w', 'W', '{tenant.read}');
select tests.act_as('ann@a.test');
select results_eq('select key from tenant_roles', array['w'], 'the own tenant''s');
select throws_ok(q, '42501', null, q) from unnest(array['insert into tenant_roles (key, name, permissions) values ($$x$$, $$X$$, $${tenant.read}$$)',
  'update tenant_roles set permissions = $${tenant.read,tenant.update}$$', 'delete from tenant_roles']) q;
select tests.act_as('bob@b.test');
select is_empty('select * from tenant_roles', 'others do not see them');
select tests.act_as_anon();
select throws_ok('select * from tenant_roles', '42501', null, 'anonymous: nothing');
