-- Auth's last sign-in shows on the person and changes nothing else
select tests.sign_up('ann@a.test');
update auth.users set last_sign_in_at = '2026-01-02 03:04:05+00';
select is(last_login_at, '2026-01-02 03:04:05+00', 'mirrored') from users;
update auth.users set last_sign_in_at = null;
select is(last_login_at, '2026-01-02 03:04:05+00', 'null does not erase it') from users;
update auth.users set raw_user_meta_data = '{"full_name": "Else"}', encrypted_password = 'x';
select is(full_name, null, 'other columns are not ours') from users;
select is(count(*)::integer, 1, 'no address comes twice') from user_emails;
