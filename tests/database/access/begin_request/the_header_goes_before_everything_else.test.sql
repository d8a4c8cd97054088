-- A1: header, then app.current_tenant_id, then the active tenant, then the claim, then the default tenant
select tests.sign_up('ann@a.test'), tests.sign_up('b@b.test'), tests.sign_up('c@c.test'), tests.sign_up('d@d.test'), tests.sign_up('e@e.test');
select tests.on_plan(tests.tenant_of(o), 'growth'), tests.add_member('ann@a.test', tests.tenant_of(o), 'viewer')
from unnest(array['b@b.test', 'c@c.test', 'd@d.test', 'e@e.test']) o;
update users set active_tenant_id = tests.tenant_of('d@d.test') where id = tests.user_of('ann@a.test');

select set_config('app.current_tenant_id', tests.tenant_of('c@c.test')::text, true);
select tests.request('authenticated', tests.claims_of('ann@a.test') || jsonb_build_object('tenant_id', tests.tenant_of('e@e.test')),
  jsonb_build_object('x-tenant-id', tests.tenant_of('b@b.test')));
select is(private.tenant_id(), tests.tenant_of('b@b.test'), 'the header');
select tests.request('authenticated', tests.claims_of('ann@a.test') || jsonb_build_object('tenant_id', tests.tenant_of('e@e.test')), '{}');
select is(private.tenant_id(), tests.tenant_of('c@c.test'), 'app.current_tenant_id');
select set_config('app.current_tenant_id', '', true);
select tests.request('authenticated', tests.claims_of('ann@a.test') || jsonb_build_object('tenant_id', tests.tenant_of('e@e.test')), '{}');
select is(private.tenant_id(), tests.tenant_of('d@d.test'), 'the active tenant');
select tests.act_as_owner();
update users set active_tenant_id = null where id = tests.user_of('ann@a.test');
select tests.request('authenticated', tests.claims_of('ann@a.test') || jsonb_build_object('tenant_id', tests.tenant_of('e@e.test')), '{}');
select is(private.tenant_id(), tests.tenant_of('e@e.test'), 'the claim');
select tests.act_as('ann@a.test');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'the own default tenant');
