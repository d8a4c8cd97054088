-- A6: the platform role is read by its person and written by no client
select tests.sign_up('ann@a.test'), tests.sign_up('ada@a.test');
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
select tests.act_as('ann@a.test');
select results_eq('select user_id from user_roles', array[tests.user_of('ann@a.test')], 'the own');
select throws_ok(q, '42501', null, q) from unnest(array['update user_roles set role = $$admin$$', 'delete from user_roles', 'insert into user_roles (user_id, role) values (gen_random_uuid(), $$admin$$)']) q;
select tests.act_as_platform_admin('ada@a.test');
select is(count(*)::integer, 2, 'a platform admin reads all') from user_roles;
select throws_ok('update user_roles set role = $$admin$$', '42501', null, 'and writes none');
