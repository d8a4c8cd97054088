-- T12: Auth lets single sign-on repeat an address; the first keeps it verified, nobody is turned away
select tests.sign_up('ann@a.test');
select lives_ok($$insert into auth.users (id, email, email_confirmed_at, is_sso_user, raw_app_meta_data)
  values (gen_random_uuid(), 'ann@a.test', now(), true, '{"provider": "sso:example"}')$$, 'a second person of that address');
select is(count(*)::integer, 2, 'both have it') from user_emails where email = 'ann@a.test' and is_primary;
select is(via, 'email:password', 'the first has it verified') from user_emails where verified;
select is_empty('select * from private.signup_failures', 'nothing failed');
