-- O1: who changes their profile leaves a row in the platform's log that names the columns, and no values; nothing changed leaves none
select tests.sign_up('ann@a.test', '{"full_name": "Ann A"}');
select tests.act_as('ann@a.test');
select set_config('request.headers', '{"x-forwarded-for": "203.0.113.7", "user-agent": "browser"}', true);
update users set full_name = 'Secret Name', username = 'secret' where id = tests.user_of('ann@a.test');
update users set full_name = 'Secret Name' where id = tests.user_of('ann@a.test');
select tests.act_as_owner();
select results_eq($$select tenant_id, performed_by, resource_type, resource_id, metadata, host(ip_address), user_agent from audit_logs where action = 'user.profile_updated'$$,
  $$values (null::uuid, tests.user_of('ann@a.test'), 'user', tests.user_of('ann@a.test'), '{"changed": ["full_name", "username"]}'::jsonb, '203.0.113.7', 'browser')$$, 'once, with who and from where');
select is_empty($$select from audit_logs where metadata::text ~ 'ecret'$$, 'without the values');
update users set last_login_at = now() where id = tests.user_of('ann@a.test');
select is((select count(*)::integer from audit_logs where action = 'user.profile_updated'), 1, 'being there is no change');
delete from auth.users where id = tests.user_of('ann@a.test');
select is((select count(*)::integer from audit_logs where action = 'user.profile_updated'), 1, 'nor is leaving for good, which is told by itself');
