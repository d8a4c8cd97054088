-- Where there is updated_at, the shared trigger keeps it; where rows change and clients see it, it is there
select is_empty($$select c.table_name from tests.our_columns c where c.name = 'updated_at' and c.table_name <> 'private.rate_limit_buckets'::regclass
  and not exists (select from pg_trigger g where g.tgrelid = c.table_oid and g.tgfoid = 'private.set_updated_at'::regproc and g.tgtype & 2 = 2 and g.tgtype & 16 = 16 and g.tgtype & 1 = 1)
  and c.table_name <> 'private.page_passwords'::regclass$$, 'the trigger');
select is_empty($$select t.name from tests.our_tables t where t.exposed and not t.is_partition and has_any_column_privilege('authenticated', t.oid, 'UPDATE')
  and not exists (select from tests.our_columns c where c.table_oid = t.oid and c.name = 'updated_at')$$, 'the column');
