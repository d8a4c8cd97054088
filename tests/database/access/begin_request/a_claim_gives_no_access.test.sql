-- A1, A2: a tenant_id claim, or roles and permissions in the token, give nothing that membership does not
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
update users set active_tenant_id = null where id = tests.user_of('ann@a.test');
select tests.request('authenticated', tests.claims_of('ann@a.test') || jsonb_build_object('tenant_id', tests.tenant_of('bob@b.test'),
  'tenant_role', 'owner', 'permissions', array['tenant.delete'], 'app_metadata', jsonb_build_object('tenant_id', tests.tenant_of('bob@b.test'), 'role', 'owner')), '{}');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'a claim of a tenant one is no member of is passed over');
select is((select count(*)::integer from tenants where id = tests.tenant_of('bob@b.test')), 0, 'and shows nothing of it');
select tests.request('authenticated', tests.claims_of('ann@a.test') || '{"tenant_id": "no uuid"}', '{}');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'a malformed claim is passed over');
select tests.request('authenticated', tests.claims_of('ann@a.test') || '{"tenant_id": {"a": [1]}}', '{}');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'a claim of another type too');
