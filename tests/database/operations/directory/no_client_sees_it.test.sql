-- A6: what a stranger's key leads to is for our functions alone
select throws_ok(format('set local role %I; %s', r, q), '42501', null, r || ': ' || q)
from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r,
  unnest(array['select * from private.directory', 'insert into private.directory default values', 'delete from private.directory',
    'select private.directory_claim($$host$$, $$x$$, null, null)', 'select private.directory_release($$host$$, $$x$$, null, null)']) q;
