-- T2, S5: host names are unique across tenants, and reserved ones nobody's
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.refuses(format('insert into websites (tenant_id, name, subdomain) values (%L, %L, %L)', tests.tenant_of('eve@e.test'), 'X',
  (select subdomain from websites where tenant_id = tests.tenant_of('ann@a.test'))), 'taken', 'another tenant''s');
select throws_ok(format('insert into websites (tenant_id, name, subdomain) values (%L, %L, %L)', tests.tenant_of('eve@e.test'), 'X', s),
  '23514', null, s)
from unnest(array['www', 'api', 'app', 'admin', 'mail', 'Upper', 'two--dashes', '-dash', 'dot.dot', 'ab']) s;
