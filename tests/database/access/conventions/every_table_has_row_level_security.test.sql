-- A4, A8: every table of every schema of ours has row-level security, partitions included; views run with the rights of who asks
select is_empty('select t.name from tests.our_tables t join pg_class c on c.oid = t.oid where not c.relrowsecurity', 'enabled');
select isnt_empty('select from tests.our_tables where is_partition', 'partitions are looked at');
select is_empty($$select c.oid::regclass from pg_class c join tests.our_schemas s on s.oid = c.relnamespace
  where c.relkind = 'v' and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'] or c.relkind in ('m', 'f')$$,
  'A8: views run with the rights of who asks; what cannot have it is not there');
select is_empty($$select n.nspname from pg_namespace n where n.nspname !~ '^pg_' and n.nspname not in (select name from tests.our_schemas)
  and n.nspname not in ('information_schema', 'tests', 'tap') and has_schema_privilege('anon', n.oid, 'create')$$, 'no client makes tables anywhere');
