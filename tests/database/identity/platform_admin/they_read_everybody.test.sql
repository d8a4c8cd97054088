-- T11: a platform admin reads people, addresses, preferences and roles of everybody; writes only the own
select tests.sign_up('ada@a.test'), tests.sign_up('bob@b.test');
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
select tests.act_as_platform_admin('ada@a.test');
select is(count(*)::integer, 2, 'users') from users;
select is(count(*)::integer, 2, 'user_emails') from user_emails;
select is(count(*)::integer, 6, 'user_email_preferences') from user_email_preferences;
select is_empty(format('update users set full_name = $$x$$ where id = %L returning 1', tests.user_of('bob@b.test')), 'no other person is changed');
select is_empty(format('update user_email_preferences set subscribed = false where user_id = %L returning 1', tests.user_of('bob@b.test')), 'no other''s preferences');
