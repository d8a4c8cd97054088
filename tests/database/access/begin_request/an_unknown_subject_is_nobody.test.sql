-- A1: a token whose person is gone, or whose subject is none, is nobody's
select tests.sign_up('ann@a.test');
create temp table was as select tests.claims_of('ann@a.test') as claims, tests.tenant_of('ann@a.test') as tenant;
grant select on was to public;
delete from auth.users where id = tests.user_of('ann@a.test');
select tests.request('authenticated', (select claims from was), '{}');
select is(private.uid(), null, 'deleted');
select is(private.tenant_id(), null, 'no tenant');
select is_empty('select * from users', 'no row');
select tests.refuses((select format('select tests.request(%L, %L, %L)', 'authenticated', claims, jsonb_build_object('x-tenant-id', tenant)) from was),
  'tenant_not_allowed', 'deleted, naming the tenant');
select is(private.uid(), null, 'subject ' || s::text)
from unnest(array['null', '""', '"x"', '1', '{}', '[]', '"00000000-0000-0000-0000-000000000000"', '"'' or true --"']::jsonb[]) s,
  lateral tests.request('authenticated', jsonb_build_object('sub', s), '{}');
select is(private.uid(), null, 'claims ' || c::text)
from unnest(array['{}', '[]', 'null', '"x"', '1']::jsonb[]) c, lateral tests.request('authenticated', c, '{}');
