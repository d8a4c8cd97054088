-- S3: configuration is an object of bounded size
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select throws_ok(format('update websites set %I = %L', c, v), 'PT400', format('Invalid input: %s: expected an object', c), c || ' ' || v)
from unnest(array['branding_config', 'seo_defaults', 'settings']) c, unnest(array['[]', '"x"', 'null']) v;
select throws_ok(format('update websites set %I = %L', c, v), '23514', null, c || ' too large')
from unnest(array['branding_config', 'seo_defaults', 'settings']) c,
  (select jsonb_object_agg('x' || i, repeat('x', 1999)) from generate_series(1, 10) i) x (v);
select throws_ok($$update websites set favicon_url = 'javascript:alert(1)'$$, '23514', null, 'a favicon is fetched by http');
select throws_ok($$update websites set name = ' '$$, '23514', null, 'a name is not blank');
