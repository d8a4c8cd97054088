-- A2: no header but x-tenant-id says anything about who asks
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.request('authenticated', tests.claims_of('ann@a.test'), jsonb_build_object(
  'tenantry.tenant', tests.tenant_of('bob@b.test'), 'tenantry-tenant', tests.tenant_of('bob@b.test'), 'x-user-id', tests.user_of('bob@b.test'),
  'X-Tenant-Id', tests.tenant_of('bob@b.test'), 'role', 'service_role', 'app.current_tenant_id', tests.tenant_of('bob@b.test'),
  'x-hasura-role', 'admin', 'authorization', 'Bearer forged', 'request.jwt.claims', '{"role": "service_role"}'));
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'the own tenant');
select is(private.uid(), tests.user_of('ann@a.test'), 'the own user');
select is(current_user::text, 'authenticated', 'the same role');
