-- Bad values of a tenant's columns are refused
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok(format('update tenants set %I = %L', c, v), '23514', null, c || ' ' || left(v, 20))
from (values ('name', ''), ('name', '   '), ('name', repeat('x', 121)), ('logo_url', 'javascript:alert(1)'), ('logo_url', 'https://' || repeat('x', 2048)),
  ('locale', 'english'), ('locale', 'EN'), ('locale', 'en-us'), ('locale', ''), ('locale', 'en-US-x')) v (c, v);
select throws_ok('update tenants set name = null', '23502', null, 'no name');
select throws_ok('update tenants set timezone = null', '23502', null, 'no timezone');
