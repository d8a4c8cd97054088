-- A1: where nothing called begin_request (Realtime, Storage) the same answer is worked out, and nothing raises
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
create function pg_temp.bare(p_claims jsonb, p_headers jsonb default '{}') returns text language sql as $$
  select concat_ws(' ', set_config('role', 'authenticated', true), set_config('request.jwt.claims', p_claims::text, true),
    set_config('request.headers', p_headers::text, true), set_config('tenantry.identity', '', true))
$$;
select pg_temp.bare(tests.claims_of('ann@a.test'));
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'the tenant');
select ok(private.can('tenant.delete') and private.all_websites(), 'the permissions');
select results_eq('select id from tenants', array[tests.tenant_of('ann@a.test')], 'the rows');
select set_config('request.headers', jsonb_build_object('x-tenant-id', tests.tenant_of('bob@b.test'))::text, true);
select is(private.tenant_id(), null, 'a tenant of others: none, and not the own one');
select is(private.uid(), tests.user_of('ann@a.test'), 'still known');
select set_config('request.headers', '{"x-tenant-id": "abc"}', true);
select is(private.tenant_id(), null, 'a malformed one: none');
select is_empty('select * from tenants', 'no rows');
