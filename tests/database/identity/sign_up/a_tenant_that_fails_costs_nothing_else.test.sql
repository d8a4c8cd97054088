-- T1: a failure in optional work is written down; the sign-up goes through with all the rest
update private.settings set value = '0' where key = 'free_tenants_per_person';
select lives_ok($$select tests.sign_up('ann@a.test')$$, 'the sign-up');
select is_empty('select * from tenants', 'no tenant');
select results_eq('select user_id, step, error from private.signup_failures',
  $$select tests.user_of('ann@a.test'), 'tenant', 'You own 0 of 0 free tenants'$$, 'written down');
select is(count(*)::integer, 1, 'the address') from user_emails where is_primary and verified;
select is(count(*)::integer, 1, 'the role') from user_roles;
select is(count(*)::integer, 3, 'the preferences') from user_email_preferences;
update private.settings set value = 'three' where key = 'free_tenants_per_person';
select lives_ok($$select tests.sign_up('bob@b.test')$$, 'nor does a setting that is no number stop it');
