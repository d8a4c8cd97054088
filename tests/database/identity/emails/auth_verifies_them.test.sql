-- T12: Auth proves addresses: the one it confirms becomes verified and primary, and whoever proves an address takes it from who signs in with another
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select add_email('new@a.test');
select tests.act_as_owner();
update auth.users set email = 'new@a.test' where email = 'ann@a.test';
select set_eq($$select email, is_primary, verified from user_emails where user_id = tests.user_of('new@a.test')$$,
  $$values ('ann@a.test', false, true), ('new@a.test', true, true)$$, 'an added one that Auth confirms');
select tests.act_as('new@a.test');
select make_email_primary(id) from user_emails where email = 'ann@a.test';
select tests.act_as_owner();
update auth.users set last_sign_in_at = now() where email = 'new@a.test';
select set_eq('select email from user_emails where is_primary', array['ann@a.test', 'bob@b.test'], 'signing in moves nothing');
select lives_ok($$select tests.sign_up('ann@a.test')$$, 'somebody else proves the address that is primary, but not the login');
select set_eq($$select email, is_primary, verified from user_emails where user_id = tests.user_of('new@a.test')$$,
  $$values ('ann@a.test', false, false), ('new@a.test', true, true)$$, 'it is theirs, and mail goes to the login address again');
select row_eq($$select is_primary, verified from user_emails where user_id = tests.user_of('ann@a.test')$$, row(true, true), 'proven');
select lives_ok($$update auth.users set email = 'shared@a.test', is_sso_user = true where email in ('new@a.test', 'bob@b.test')$$, 'single sign-on may repeat an address');
select is(count(*)::integer, 1, 'of whom one has proven it') from user_emails where email = 'shared@a.test' and verified;
