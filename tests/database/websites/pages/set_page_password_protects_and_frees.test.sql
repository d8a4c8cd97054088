-- S5: a password is set, changed and removed by set_page_password alone; the hash is nowhere to be read
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select is((set_page_password(current_setting('t.page')::uuid, 'open sesame')).password_protected, true, 'set');
select tests.refuses($$select set_page_password(current_setting('t.page')::uuid, 'abc')$$, 'invalid_input', 'too short');
select tests.refuses($$select set_page_password(current_setting('t.page')::uuid, repeat('x', 73))$$, 'invalid_input', 'longer than bcrypt reads');
select throws_ok('select * from private.page_passwords', '42501', null, 'the hash is not readable');
select tests.act_as_owner();
select ok((select password_hash = extensions.crypt('open sesame', password_hash) from private.page_passwords), 'it is bcrypt');
select tests.act_as('ann@a.test');
select is((set_page_password(current_setting('t.page')::uuid, null)).password_protected, false, 'removed');
select is((select count(*)::integer from audit_logs where action in ('page.password_set', 'page.password_removed')), 2, 'audited');
select ok(not exists (select from audit_logs where metadata::text ~ 'sesame'), 'without the password');
