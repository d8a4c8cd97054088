-- What built-in roles may do is data that signed-in people read and no client writes
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select is(count(*)::integer, 23, 'the owner''s') from role_permissions where role = 'owner';
select throws_ok(format('set local role %I; %s', r, q), '42501', null, r || ': ' || q)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r, unnest(array['insert into role_permissions values ($$viewer$$, $$tenant.delete$$)', 'update role_permissions set role = $$viewer$$', 'delete from role_permissions']) q;
select tests.act_as_anon();
select throws_ok('select * from role_permissions', '42501', null, 'anonymous: nothing');
select tests.act_as_owner();
select throws_ok('insert into role_permissions values ($$custom$$, $$tenant.read$$)', '23514', null, 'custom is not built in');
