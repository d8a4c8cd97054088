-- A2: nobody chooses a tenant they are no member of
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select tests.refuses(format('select set_active_tenant(%L)', t), 'tenant_not_allowed', coalesce(t::text, 'null'))
from unnest(array[tests.tenant_of('bob@b.test'), gen_random_uuid(), null]) t;
select is(active_tenant_id, tests.tenant_of('ann@a.test'), 'nothing changed') from me();
select throws_ok(format('update users set active_tenant_id = %L', tests.tenant_of('bob@b.test')), '42501', null, 'nor by an update');
select tests.act_as_anon();
select throws_ok(format('select set_active_tenant(%L)', tests.tenant_of('bob@b.test')), '42501', null, 'anonymous: no');
