-- O1: an act is written down with actor, tenant, address, agent and what changed
select tests.sign_up('ann@a.test', '{"tenant_name": "Old"}');
select tests.request('authenticated', tests.claims_of('ann@a.test'), '{"x-forwarded-for": "203.0.113.7, 10.0.0.1", "user-agent": "curl/8"}');
update tenants set name = 'New', locale = 'de';
select row_eq($$select tenant_id, performed_by, resource_type, resource_id, ip_address, user_agent from audit_logs where action = 'tenant.settings_updated'$$,
  row(tests.tenant_of('ann@a.test'), tests.user_of('ann@a.test'), 'tenant'::text, tests.tenant_of('ann@a.test'), '203.0.113.7'::inet, 'curl/8'::text), 'who and where');
select is(metadata, '{"name": {"from": "Old", "to": "New"}, "locale": {"from": "en", "to": "de"}}', 'what') from audit_logs where action = 'tenant.settings_updated';
select cmp_ok(created_at, '>=', now(), 'when') from audit_logs where action = 'tenant.settings_updated';
update tenants set name = 'New';
update tenants set onboarding_completed = true;
select is(count(*)::integer, 1, 'what changes nothing worth telling is not told') from audit_logs where action = 'tenant.settings_updated';
select tests.act_as_owner();
select row_eq($$select performed_by, ip_address, user_agent, metadata ->> 'name' from audit_logs where action = 'tenant.created'$$,
  row(null::uuid, null::inet, null::text, 'Old'::text), 'where there is no request, there is nobody');
