-- A2: a tenant asked for that is not allowed is 403, never replaced by a default, and looks like one that does not exist
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.refuses(format('select tests.act_as(%L, %L)', 'ann@a.test', tests.tenant_of('bob@b.test')), 'tenant_not_allowed', 'by header');
select tests.refuses(format('select tests.act_as(%L, %L)', 'ann@a.test', gen_random_uuid()), 'tenant_not_allowed', 'one that does not exist: the same answer');
select tests.refuses(format('select tests.request(%L, %L, %L)', 'anon', '{"role": "anon"}', jsonb_build_object('x-tenant-id', tests.tenant_of('ann@a.test'))),
  'tenant_not_allowed', 'anonymous');
select set_config('app.current_tenant_id', tests.tenant_of('bob@b.test')::text, true);
select tests.refuses($$select tests.act_as('ann@a.test')$$, 'tenant_not_allowed', 'by app.current_tenant_id');
