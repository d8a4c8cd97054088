-- A6: the sign-up's functions are for triggers alone
select tests.sign_up('ann@a.test');
select throws_ok(format('set local role %I; select %s', r, f), '42501', null, r || ': ' || f)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r,
  unnest(array[$$private.create_tenant_for(null, 'x', null, true)$$, $$private.set_primary_email(null, 'x', true)$$, 'private.handle_sign_up()']) f;
