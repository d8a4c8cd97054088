-- T11: a platform admin disables a person, who is refused everywhere from the next request on, and enables them again
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test'), tests.sign_up('gone@g.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select set_config('t.gone', tests.user_of('gone@g.test')::text, true);
select tests.act_as('eve@e.test');
select throws_ok($$select disable_user(tests.user_of('ann@a.test'))$$, '42501', null, 'not with a member''s token');
select throws_ok($$select enable_user(tests.user_of('ann@a.test'))$$, '42501', null, 'nor the other');
select tests.act_as_platform_admin('ann@a.test');
select tests.refuses($$select disable_user(tests.user_of('eve@e.test'))$$, 'forbidden', 'nor as an admin who is none');
select tests.act_as_platform_admin('eve@e.test');
select is((disable_user(tests.user_of('ann@a.test'), 'fraud')).status::text, 'disabled', 'disabled');
select is((disable_user(tests.user_of('ann@a.test'), 'fraud')).status::text, 'disabled', 'once more changes nothing');
select tests.refuses($$select disable_user(tests.user_of('eve@e.test'))$$, 'own_standing', 'not oneself');
select tests.refuses('select disable_user(gen_random_uuid())', 'not_found', 'nobody');
select tests.act_as('ann@a.test');
select tests.refuses('select * from websites', 'user_disabled', 'refused');
select tests.act_as_platform_admin('eve@e.test');
select is((enable_user(tests.user_of('ann@a.test'))).status::text, 'active', 'enabled');
select results_eq($$select action, metadata ->> 'reason' from audit_logs where action ~ '^platform.user' order by created_at$$,
  $$values ('platform.user_disabled', 'fraud'), ('platform.user_enabled', null)$$, 'audited');
select tests.act_as('ann@a.test');
select isnt_empty('select * from websites', 'back');
select tests.act_as_owner();
delete from auth.users where email = 'gone@g.test';
select tests.act_as_platform_admin('eve@e.test');
select tests.refuses($$select enable_user(current_setting('t.gone')::uuid)$$, 'not_found', 'who left for good does not come back');
