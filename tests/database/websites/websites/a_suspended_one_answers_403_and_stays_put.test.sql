-- S5, T11: a platform admin suspends a website; its team can't get around that
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select set_config('t.website', tests.website_of('ann@a.test')::text, true), set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.act_as('ann@a.test');
select isnt(publish_website(current_setting('t.website')::uuid), null, 'published');
select tests.act_as_platform_admin('eve@e.test');
select is((suspend_website(current_setting('t.tenant')::uuid, current_setting('t.website')::uuid, 'spam')).status::text, 'suspended', 'suspended');
select tests.act_as('ann@a.test');
select is((live_page((select subdomain from websites) || '.localhost', '/')).status, 403, 'visitors get 403');
select tests.refuses($$select publish_website(current_setting('t.website')::uuid)$$, 'website_suspended', 'not published');
select tests.refuses($$select rollback_website((select id from deployments))$$, 'website_suspended', 'not rolled back');
select tests.refuses($$select archive_website(current_setting('t.website')::uuid)$$, 'website_suspended', 'not archived');
select tests.refuses($$select restore_website(current_setting('t.website')::uuid)$$, 'website_suspended', 'not restored');
select lives_ok('update websites set name = ''Better''', 'editing goes on');
select tests.act_as_platform_admin('eve@e.test');
select is((unsuspend_website(current_setting('t.tenant')::uuid, current_setting('t.website')::uuid)).status::text, 'published', 'lifted');
select set_eq($$select action from audit_logs where tenant_id = current_setting('t.tenant')::uuid and performed_by = tests.user_of('eve@e.test')$$,
  array['website.suspended', 'website.unsuspended'], 'both audited');
