-- O3: anybody joins, the answer is the same whether the address is known, and nobody but platform admins reads the list
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select tests.act_as_anon();
select is(join_waitlist(' Bob@B.test ', 'Bob', 'blog', '{"plan": "pro"}')::text, '(202,0)', 'a new address');
select is(current_setting('response.status'), '202', 'as HTTP status');
select is(join_waitlist('bob@b.test', 'Mallory')::text, '(202,0)', 'a known one');
select is(join_waitlist('ann@a.test')::text, '(202,0)', 'one that has an account');
select throws_ok('select * from waitlist', '42501', null, 'nobody reads it');
select throws_ok('insert into waitlist (email) values (''x@x.test'')', '42501', null, 'nor writes it');
select tests.act_as('ann@a.test');
select throws_ok('select * from waitlist', '42501', null, 'nor who is signed in');
select is(join_waitlist('dan@d.test')::text, '(202,0)', 'who may join');
select tests.act_as_platform_admin('eve@e.test');
select results_eq('select email, name, source, metadata::text, status::text from waitlist order by email',
  $$values ('ann@a.test', null, null, '{}', 'joined'), ('bob@b.test', 'Bob', 'blog', '{"plan": "pro"}', 'waiting'), ('dan@d.test', null, null, '{}', 'waiting')$$,
  'an admin does; what stood there stayed');
select tests.act_as_platform_admin('ann@a.test');
select is_empty('select * from waitlist', 'an admin who is none sees nothing');
select tests.act_as_owner();
select lives_ok($$select tests.sign_up('Bob@b.test')$$, 'Bob signs up');
select is(status::text, 'joined', 'and waits no longer') from waitlist where email = 'bob@b.test';
