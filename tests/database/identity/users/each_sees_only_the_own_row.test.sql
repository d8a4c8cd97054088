-- A5: a person reads and edits their own row and no other
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('ann@a.test');
select results_eq('select email from users', array['ann@a.test'], 'the own row, not those of the team');
select is_empty(format('update users set full_name = $$x$$ where id = %L returning 1', tests.user_of('bob@b.test')), 'others are not changed');
select lives_ok($$update users set first_name = 'Ann', preferences = '{"theme": "dark"}'$$, 'the own one is');
select results_eq('select first_name from users', array['Ann'], 'changed');
select throws_ok('delete from users', '42501', null, 'no delete');
select throws_ok('insert into users (id) values (gen_random_uuid())', '42501', null, 'no insert');
select tests.act_as_anon();
select throws_ok('select * from users', '42501', null, 'anonymous: nothing');
select tests.act_as_service();
select is(count(*)::integer, 2, 'the service reads all') from users;
