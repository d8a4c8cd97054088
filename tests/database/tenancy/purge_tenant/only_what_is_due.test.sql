-- T6: a tenant is purged when it is offboarded and its 90 days are over, or when an operator says so; by no client
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.refuses($$select private.purge_tenant(current_setting('t.tenant')::uuid)$$, 'conflict', 'an active one');
select tests.refuses($$select private.purge_tenant(current_setting('t.tenant')::uuid, true)$$, 'conflict', 'whatever the operator says');
select tests.refuses('select private.purge_tenant(gen_random_uuid())', 'not_found', 'one that is not there');
update tenants set status = 'offboarded';
select tests.refuses($$select private.purge_tenant(current_setting('t.tenant')::uuid)$$, 'conflict', 'one that may still come back');
select throws_ok(format('set local role %s; select private.purge_tenant(%L, true)', r, current_setting('t.tenant')), '42501', null, r)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r;
select isnt_empty('select * from tenants', 'it is still there');
select lives_ok($$select private.purge_tenant(current_setting('t.tenant')::uuid, true)$$, 'an operator');
select is_empty('select * from tenants', 'and is gone');
