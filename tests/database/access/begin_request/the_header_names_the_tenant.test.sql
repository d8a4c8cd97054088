-- A1: a request acts for the tenant its x-tenant-id header names
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('bob@b.test'), 'growth');
select tests.add_member('ann@a.test', tests.tenant_of('bob@b.test'), 'editor');

select tests.act_as('ann@a.test', tests.tenant_of('bob@b.test'));
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'the tenant of the header');
select is(private.uid(), tests.user_of('ann@a.test'), 'the user of the claims');
select ok(private.can('content.write') and not private.can('site.publish'), 'the permissions there, not those at home');
select results_eq('select id from tenants', array[tests.tenant_of('bob@b.test')], 'only that tenant is seen');
select tests.act_as('ann@a.test', tests.tenant_of('ann@a.test'));
select ok(private.can('tenant.delete'), 'at home an owner again');
select tests.request('authenticated', tests.claims_of('ann@a.test'),
  jsonb_build_object('x-tenant-id', upper(tests.tenant_of('bob@b.test')::text)));
select is(private.tenant_id(), tests.tenant_of('bob@b.test'), 'a UUID in capitals is the same UUID');
