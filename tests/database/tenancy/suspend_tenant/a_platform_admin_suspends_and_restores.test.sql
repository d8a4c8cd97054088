-- T11, A3: a platform admin suspends a tenant and lifts it; sites go dark and come back, and both logs say so
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true), set_config('t.host', (select subdomain || '.localhost' from websites where id = tests.website_of('ann@a.test')), true);
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select tests.act_as_platform_admin('eve@e.test');
select is(row(status, suspended_for)::text, '(suspended,admin)', 'suspended') from suspend_tenant(current_setting('t.tenant')::uuid, 'spam');
select is((suspend_tenant(current_setting('t.tenant')::uuid)).status::text, 'suspended', 'once more changes nothing');
select tests.act_as('ann@a.test');
select is((live_page(current_setting('t.host'), '/')).status, 403, 'its site answers 403');
select ok(not private.can('content.write'), 'its team is refused');
select tests.act_as_platform_admin('eve@e.test');
select is((restore_tenant(current_setting('t.tenant')::uuid)).status::text, 'active', 'restored');
select is((restore_tenant(current_setting('t.tenant')::uuid)).status::text, 'active', 'once more changes nothing');
select is((live_page(current_setting('t.host'), '/')).status, 200, 'the site is back');
select results_eq($$select action, metadata ->> 'reason' from audit_logs where tenant_id is null order by created_at$$,
  $$values ('platform.tenant_suspended', 'spam'), ('platform.tenant_restored', null)$$, 'the platform''s log, with the reason');
select set_eq($$select action from audit_logs where tenant_id = current_setting('t.tenant')::uuid and performed_by = tests.user_of('eve@e.test')$$,
  array['tenant.suspended', 'tenant.activated'], 'the tenant''s');
select tests.act_as('ann@a.test');
select is_empty($$select * from audit_logs where metadata::text ~ 'spam'$$, 'who does not show the reason');
