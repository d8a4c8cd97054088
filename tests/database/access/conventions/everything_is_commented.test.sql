-- Every table, view, type, function, policy and schema of ours says what it is
select is_empty($$select t.name from tests.our_tables t where not t.is_partition and length(coalesce(obj_description(t.oid, 'pg_class'), '')) < 10$$, 'tables');
select is_empty($$select t.typname from pg_type t join tests.our_schemas s on s.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
  where (t.typtype in ('e', 'd', 'r') or t.typtype = 'c' and c.relkind = 'c') and length(coalesce(obj_description(t.oid, 'pg_type'), '')) < 5$$, 'types');
select is_empty($$select f.name from tests.our_functions f where length(coalesce(obj_description(f.oid, 'pg_proc'), '')) < 10$$, 'functions');
select is_empty($$select s.name from tests.our_schemas s where coalesce(obj_description(s.oid, 'pg_namespace'), '') = ''$$, 'schemas');
select is_empty($$select t.name, x.d from tests.our_tables t, lateral (select obj_description(t.oid, 'pg_class') union all select col_description(t.oid, n) from generate_series(1, 60) n) x (d) where d ~ '(TODO|FIXME|XXX)'$$, 'and nothing is left to do');
select is_empty($$select format('%s on %s', p.polname, t.name) from pg_policy p join tests.our_tables t on t.oid = p.polrelid where length(coalesce(obj_description(p.oid, 'pg_policy'), '')) < 10$$, 'policies');
