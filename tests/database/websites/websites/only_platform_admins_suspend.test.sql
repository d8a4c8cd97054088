-- T11: suspending is for platform admins who still are
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select set_config('t.website', tests.website_of('ann@a.test')::text, true), set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.act_as('ann@a.test');
select throws_ok($$select suspend_website(current_setting('t.tenant')::uuid, current_setting('t.website')::uuid)$$, '42501', null, 'not an owner');
select tests.act_as_platform_admin('eve@e.test');
select tests.refuses($$select suspend_website(current_setting('t.tenant')::uuid, current_setting('t.website')::uuid)$$, 'forbidden', 'not with the token of an admin who is none');
select tests.refuses($$select unsuspend_website(current_setting('t.tenant')::uuid, current_setting('t.website')::uuid)$$, 'forbidden', 'nor lift');
select tests.act_as_anon();
select throws_ok($$select suspend_website(current_setting('t.tenant')::uuid, current_setting('t.website')::uuid)$$, '42501', null, 'nobody in particular');
