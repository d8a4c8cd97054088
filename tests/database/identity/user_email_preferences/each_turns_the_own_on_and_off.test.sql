-- T12: a person changes subscribed of their own preferences and nothing else
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select is(count(*)::integer, 3, 'the own three') from user_email_preferences;
update user_email_preferences set subscribed = false where email_type = 'marketing';
select is(count(*)::integer, 1, 'turned off') from user_email_preferences where not subscribed;
select is_empty(format('update user_email_preferences set subscribed = false where user_id = %L returning 1', tests.user_of('bob@b.test')), 'not others''');
select throws_ok(q, '42501', null, q) from unnest(array['update user_email_preferences set email_type = $$marketing$$', 'update user_email_preferences set user_id = user_id',
  'delete from user_email_preferences', 'insert into user_email_preferences (email_type) values ($$marketing$$)']) q;
select tests.act_as_anon();
select throws_ok('select * from user_email_preferences', '42501', null, 'anonymous: nothing');
select tests.act_as_owner();
select is(count(*)::integer, 1, 'nobody else lost any') from user_email_preferences where not subscribed;
