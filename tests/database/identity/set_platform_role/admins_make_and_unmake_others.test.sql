-- T11: a platform admin makes others admins or takes it back, never their own standing; both are audited
select tests.sign_up('eve@e.test'), tests.sign_up('bob@b.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select tests.act_as_platform_admin('bob@b.test');
select tests.refuses($$select set_platform_role(tests.user_of('bob@b.test'), 'admin')$$, 'forbidden', 'nobody makes themselves one');
select tests.act_as_platform_admin('eve@e.test');
select is((set_platform_role(tests.user_of('bob@b.test'), 'admin')).role::text, 'admin', 'made one');
select is((set_platform_role(tests.user_of('bob@b.test'), 'admin')).role::text, 'admin', 'once more changes nothing');
select tests.refuses($$select set_platform_role(tests.user_of('eve@e.test'), 'member')$$, 'own_standing', 'not oneself, so one always stays');
select tests.refuses('select set_platform_role(gen_random_uuid(), $$admin$$)', 'not_found', 'nobody');
select tests.refuses($$select set_platform_role(tests.user_of('bob@b.test'), null)$$, 'invalid_input', 'no role');
select tests.act_as_platform_admin('bob@b.test');
select ok(private.is_platform_admin(), 'from the next request on');
select is((set_platform_role(tests.user_of('eve@e.test'), 'member')).role::text, 'member', 'who made one may be unmade by them');
select tests.act_as_platform_admin('eve@e.test');
select tests.refuses($$select set_platform_role(tests.user_of('bob@b.test'), 'member')$$, 'forbidden', 'and has nothing left');
select tests.act_as_platform_admin('bob@b.test');
select results_eq($$select performed_by, resource_id, metadata ->> 'to' from audit_logs where action = 'platform.role_set' order by created_at$$,
  $$values (tests.user_of('eve@e.test'), tests.user_of('bob@b.test'), 'admin'), (tests.user_of('bob@b.test'), tests.user_of('eve@e.test'), 'member')$$, 'audited');
select tests.act_as('bob@b.test');
select throws_ok($$select set_platform_role(tests.user_of('eve@e.test'), 'admin')$$, '42501', null, 'not with a member''s token');
select tests.act_as_anon();
select throws_ok($$select set_platform_role(tests.user_of('eve@e.test'), 'admin')$$, '42501', null, 'anonymous');
select throws_ok($$select private.lock_platform_admins()$$, '42501', null, 'nor the lock alone');
