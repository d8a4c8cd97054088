-- S6: nobody stores in a few bytes what takes megabytes to read
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select throws_ok(format('insert into components (page_id, type, props) values (%L, ''cta'', %L)', current_setting('t.page'), props), 'PT400',
  'Invalid input: props.a of cta: expected no number beyond 1e20, nor nearer to 0 than 1e-20', props)
from (values ('{"a": 1e131071}'), ('{"a": -1e131071}'), ('{"a": 1e-16000}'), ('{"a": [[{"b": [1, 1e300]}]]}')) x (props);
select lives_ok(format('insert into components (page_id, type, props) values (%L, ''cta'', %L)', current_setting('t.page'), props), props)
from (values ('{"a": 0}'), ('{"a": -0.30000000000000004}'), ('{"a": 9007199254740993}'), ('{"a": [0.0, 1e20, "1e131071"]}')) x (props);
select tests.refuses(format('update %s set %s = %L', t, c, '{"a": 1e131071}'), 'invalid_input', t || '.' || c)
from (values ('websites', 'branding_config'), ('websites', 'seo_defaults'), ('websites', 'settings'), ('pages', 'seo_meta'), ('pages', 'page_config'),
  ('users', 'preferences'), ('components', 'props')) x (t, c);
-- what clients may write as JSON, in any table there is
select tests.act_as_owner();
create temporary view client_json as
  select c.table_oid, c.table_name, c.number, c.name from tests.our_columns c
  where c.type = 'jsonb' and (has_column_privilege('authenticated', c.table_oid, c.number::smallint, 'insert') or has_column_privilege('authenticated', c.table_oid, c.number::smallint, 'update'));
select is_empty($$
  select j.table_name, j.name from client_json j
  where not exists (select from pg_catalog.pg_constraint k where k.conrelid = j.table_oid and k.contype = 'c' and j.number = any (k.conkey)
    and pg_get_constraintdef(k.oid) like '%pg_column_size(' || j.name || ')%')
$$, 'has its size checked');
select is_empty($$
  select j.table_name, j.name from client_json j
  where not exists (select from pg_catalog.pg_constraint k where k.conrelid = j.table_oid and k.contype = 'c' and j.number = any (k.conkey)
      and pg_get_constraintdef(k.oid) like '%plain_numbers(' || j.name || ')%')
    -- by the triggers, at every insert and every update of it
    and not (2 <= (select count(distinct event) from pg_catalog.pg_trigger t, unnest(array[4, 16]) event
      where t.tgrelid = j.table_oid and t.tgenabled = 'O' and t.tgtype & event <> 0 and t.tgtype & 3 = 3
        and t.tgfoid in ('private.check_json_columns'::regproc, 'private.check_props'::regproc)
        and (event = 4 and t.tgqual is null or event = 16 and j.number = any (t.tgattr)))
      and (j.table_name = 'components'::regclass or exists (
        select from private.json_shapes s where s.table_name = j.table_name::text and s.column_name = j.name)))
$$, 'has its numbers checked');
