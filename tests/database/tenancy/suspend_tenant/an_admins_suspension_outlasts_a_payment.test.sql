-- T11: suspending a tenant that billing has suspended makes it the admin's; restoring lifts either
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
update tenants set status = 'suspended', suspended_for = 'payment' where id = current_setting('t.tenant')::uuid;
select tests.act_as_platform_admin('eve@e.test');
select is((suspend_tenant(current_setting('t.tenant')::uuid)).suspended_for::text, 'admin', 'the admin''s now');
select is((restore_tenant(current_setting('t.tenant')::uuid)).status::text, 'active', 'lifted');
select tests.act_as_owner();
update tenants set status = 'suspended', suspended_for = 'payment' where id = current_setting('t.tenant')::uuid;
select tests.act_as_platform_admin('eve@e.test');
select is((restore_tenant(current_setting('t.tenant')::uuid)).status::text, 'active', 'billing''s likewise');
