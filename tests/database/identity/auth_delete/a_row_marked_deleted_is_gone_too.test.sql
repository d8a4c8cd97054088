-- T7: Auth may keep the row of who left, under a made-up address: they are anonymised all the same
select tests.sign_up('ann@a.test', '{"full_name": "Ann"}');
update auth.users set email = 'Q0FGRUJBQkU', email_confirmed_at = now(), raw_user_meta_data = '{}', deleted_at = now();
select is(count(*)::integer, 1, 'the row stays, without a name') from users where deleted_at is not null and status = 'disabled' and num_nonnulls(email, full_name, active_tenant_id) = 0;
select is_empty('select * from user_emails', 'no address, nor the made-up one');
update auth.users set email = 'Q0FGRUJBQkUy', last_sign_in_at = now();
select is_empty('select email from user_emails union all select email from users where email is not null', 'nor later');
