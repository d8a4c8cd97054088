-- T1: an invitee and a valet customer sign up without a tenant of their own
select tests.sign_up('ann@a.test', '{"signup_as": "invitee"}'), tests.sign_up('bob@b.test', '{"signup_as": "valet_customer"}');
select is_empty('select * from tenants', 'no tenant');
select is(count(*)::integer, 2, 'but a person each') from users;
select is(count(*)::integer, 2, 'with an address') from user_emails where is_primary;
select is_empty('select * from private.signup_failures', 'nothing failed');
