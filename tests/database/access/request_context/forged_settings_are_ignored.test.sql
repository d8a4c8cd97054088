-- A2: tenantry.* settings that do not belong to this role and these claims give nothing
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select set_config('tenantry.user', tests.user_of('bob@b.test')::text, true), set_config('tenantry.tenant', tests.tenant_of('bob@b.test')::text, true),
  set_config('tenantry.permissions', ',tenant.read,tenant.delete,', true), set_config('tenantry.platform_admin', 't', true);
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), format('identity "%s": the own tenant', identity))
from unnest(array['', 'authenticated', 'authenticated ', 'none ', 'service_role {}', 'authenticated {}']) identity, lateral set_config('tenantry.identity', identity, true);
select is(private.uid(), tests.user_of('ann@a.test'), 'the own user');
select ok(not private.is_platform_admin(), 'no platform admin');
select results_eq('select id from tenants', array[tests.tenant_of('ann@a.test')], 'the own rows');
