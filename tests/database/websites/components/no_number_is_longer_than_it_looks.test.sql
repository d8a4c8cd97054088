-- S6: nobody stores in a few bytes what takes megabytes to read
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select throws_ok(format('insert into components (page_id, type, props) values (%L, ''cta'', %L)', current_setting('t.page'), props), '23514', null, props)
from (values ('{"a": 1e131071}'), ('{"a": -1e131071}'), ('{"a": 1e-16000}'), ('{"a": [[{"b": [1, 1e300]}]]}')) x (props);
select lives_ok(format('insert into components (page_id, type, props) values (%L, ''cta'', %L)', current_setting('t.page'), props), props)
from (values ('{"a": 0}'), ('{"a": -0.30000000000000004}'), ('{"a": 9007199254740993}'), ('{"a": [0.0, 1e20, "1e131071"]}')) x (props);
select throws_ok(format('update %s set %s = %L', t, c, '{"a": 1e131071}'), '23514', null, t || '.' || c)
from (values ('websites', 'branding_config'), ('websites', 'seo_defaults'), ('websites', 'settings'), ('pages', 'seo_meta'), ('pages', 'page_config'),
  ('users', 'preferences'), ('components', 'props')) x (t, c);
-- what clients may write as JSON, in any table there is
select tests.act_as_owner();
select is_empty($$
  select c.table_name, c.name from tests.our_columns c
  where c.type = 'jsonb' and (has_column_privilege('authenticated', c.table_oid, c.number::smallint, 'insert') or has_column_privilege('authenticated', c.table_oid, c.number::smallint, 'update'))
    and not exists (select from pg_catalog.pg_constraint k where k.conrelid = c.table_oid and k.contype = 'c' and c.number = any (k.conkey)
      and pg_get_constraintdef(k.oid) like '%pg_column_size(' || c.name || ')%plain_numbers(' || c.name || ')%')
$$, 'has its size and its numbers checked');
