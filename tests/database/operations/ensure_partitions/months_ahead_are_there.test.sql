-- O1: partitions are there for this month and the next three, and one for all else, each with row-level security
select tests.sign_up('ann@a.test');
create temp view parts as select c.relname, c.relrowsecurity, c.relnamespace::regnamespace::text as schema, pg_get_expr(c.relpartbound, c.oid) as bound
from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'public.audit_logs'::regclass;
select set_has('select relname::text from parts', $$select 'audit_logs_' || to_char(date_trunc('month', now() at time zone 'UTC') + n * interval '1 month', 'YYYY_MM')
  from generate_series(0, 3) n union select 'audit_logs_default'$$, 'by name');
select is_empty($$select * from parts where schema <> 'private' or not relrowsecurity$$, 'in private, with row-level security');
select is(tableoid::regclass::text, 'private.audit_logs_' || to_char(now() at time zone 'UTC', 'YYYY_MM'), 'a row lands in its month') from audit_logs limit 1;
create temp table before as select * from parts;
select lives_ok('select private.ensure_partitions()', 'again');
select set_eq('select * from parts', 'select * from before', 'changes nothing');
