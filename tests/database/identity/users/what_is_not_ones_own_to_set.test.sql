-- A6: identity, address, status and the active tenant are not a person's to write
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok(format('update users set %I = %s', c, v), '42501', null, c)
from (values ('id', 'gen_random_uuid()'), ('email', '$$x@x.test$$'), ('status', '$$active$$'), ('active_tenant_id', 'null'), ('last_login_at', 'now()'),
  ('deleted_at', 'now()'), ('created_at', 'now()'), ('updated_at', 'now()')) v (c, v);
select tests.act_as_owner();
select tests.refuses('update users set id = gen_random_uuid()', 'immutable', 'the id is nobody''s');
select tests.refuses('update users set created_at = now() - interval $$1 day$$', 'immutable', 'nor the past');
