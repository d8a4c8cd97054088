-- A6, A7: signed-in people create tenants, for themselves
select tests.sign_up('ann@a.test');
select tests.act_as_anon();
select throws_ok($$select create_tenant('x')$$, '42501', null, 'anonymous: no');
select tests.act_as_service();
select throws_ok($$select create_tenant('x')$$, '42501', null, 'the service: it is nobody');
select tests.request('authenticated', '{"sub": "00000000-0000-0000-0000-000000000000"}', '{}');
select tests.refuses($$select create_tenant('x')$$, 'unauthenticated', 'an unknown person: no');
select tests.act_as('ann@a.test');
select throws_ok($$select private.create_tenant_for(tests.user_of('ann@a.test'), 'x', null, true)$$, '42501', null, 'not by the function within');
select throws_ok($$insert into tenants (name, slug, plan_id) select 'x', 'xxx', id from plans limit 1$$, '42501', null, 'nor by an insert');
