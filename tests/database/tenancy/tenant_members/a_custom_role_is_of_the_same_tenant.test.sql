-- A custom role goes with role custom, and is the tenant's own
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
insert into tenant_roles (tenant_id, id, key, name, permissions) values
  (tests.tenant_of('bob@b.test'), '00000000-0000-0000-0000-00000000000b', 'w', 'W', '{tenant.read}'),
  (tests.tenant_of('ann@a.test'), '00000000-0000-0000-0000-00000000000a', 'w', 'W', '{tenant.read}');
select tests.act_as('ann@a.test');
select throws_ok(format('update tenant_members set role = $$custom$$, custom_role_id = %L where role = $$viewer$$', r), '23503', null, w)
from (values ('00000000-0000-0000-0000-00000000000b', 'of another tenant'), ('00000000-0000-0000-0000-00000000000c', 'of none')) v (r, w);
select throws_ok('update tenant_members set role = $$custom$$ where role = $$viewer$$', '23514', null, 'custom without one');
select throws_ok($$update tenant_members set custom_role_id = '00000000-0000-0000-0000-00000000000a' where role = 'viewer'$$, '23514', null, 'one without custom');
select lives_ok($$update tenant_members set role = 'custom', custom_role_id = '00000000-0000-0000-0000-00000000000a' where role = 'viewer'$$, 'both');
select tests.act_as_owner();
select tests.refuses('delete from tenant_roles', 'role_in_use', 'a role in use stays');
