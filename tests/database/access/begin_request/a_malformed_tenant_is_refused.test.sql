-- A2: a malformed tenant is 400, never replaced by a default
select tests.sign_up('ann@a.test');
select tests.refuses(format('select tests.request(%L, %L, %L)', 'authenticated', tests.claims_of('ann@a.test'), jsonb_build_object('x-tenant-id', v)),
  'invalid_tenant_id', coalesce(quote_literal(left(v::text, 50)), 'null'))
from unnest(array['', ' ', 'abc', '*', 'null', tests.tenant_of('ann@a.test') || ' ', tests.tenant_of('ann@a.test') || E'\n',
  '{' || tests.tenant_of('ann@a.test') || '}', tests.tenant_of('ann@a.test') || ',' || tests.tenant_of('ann@a.test'),
  replace(tests.tenant_of('ann@a.test')::text, '-', ''), $$' or true --$$, repeat('a', 100000)]) v;
select tests.refuses(format('select tests.request(%L, %L, %L)', 'service_role', '{}', '{"x-tenant-id": "abc"}'), 'invalid_tenant_id', 'for the service too');
select tests.refuses(format('select tests.request(%L, %L, %L)', 'anon', '{}', '{"x-tenant-id": "abc"}'), 'invalid_tenant_id', 'and for the anonymous');
select set_config('app.current_tenant_id', 'abc', true);
select tests.refuses($$select tests.act_as('ann@a.test')$$, 'invalid_tenant_id', 'in app.current_tenant_id');
