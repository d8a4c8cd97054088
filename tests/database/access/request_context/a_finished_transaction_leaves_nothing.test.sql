-- A1: settings that a finished transaction left empty are as good as absent
select tests.sign_up('ann@a.test');
select set_config(s, '', true) from unnest(array['request.jwt.claims', 'request.headers', 'app.current_tenant_id', 'tenantry.identity', 'tenantry.user',
  'tenantry.tenant', 'tenantry.permissions', 'tenantry.all_websites', 'tenantry.websites', 'tenantry.refusal', 'tenantry.platform_admin']) s;
set local role authenticated;
select is(private.uid(), null, 'nobody');
select is(private.tenant_id(), null, 'no tenant');
select ok(not private.can('tenant.read'), 'no permission');
select ok(not private.all_websites(), 'no website');
select is(private.website_scope('content.read'), '{}'::uuid[], 'nor a scope');
select ok(not private.is_platform_admin(), 'no platform admin');
select is_empty('select * from tenants', 'no rows');
