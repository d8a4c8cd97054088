-- T1: a sign-up by telephone or without any name has no address, and all else
select tests.sign_up(null, '{}', false);
select is(email, null, 'none') from users;
select is_empty('select * from user_emails', 'no row for it');
select is(count(*)::integer, 1, 'a tenant') from tenants;
select is(count(*)::integer, 3, 'preferences') from user_email_preferences;
select is_empty('select * from private.signup_failures', 'nothing failed');
