-- A6: settings are read by our functions alone
select is(private.setting('root_domain'), 'localhost', 'a setting');
select is(private.setting('no_such'), null, 'none');
select throws_ok(format('set local role %I; select %s', r, f), '42501', null, r || ': ' || f)
from unnest(array['anon', 'authenticated', 'platform_admin']) r, unnest(array[$$private.setting('root_domain')$$, 'key from private.settings']) f;
select throws_ok($$insert into private.settings (key, value) values ('Bad Key', 'x')$$, '23514', null, 'a key has a form');
