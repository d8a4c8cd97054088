-- Every key of a tenant's rows contains tenant_id, and every reference between them begins with it
select is_empty($$select i.indexrelid::regclass from pg_index i join tests.our_tables t on t.oid = i.indrelid and t.tenant_owned
  where (i.indisunique or i.indisexclusion) and not (select a.attnum from pg_attribute a where a.attrelid = t.oid and a.attname = 'tenant_id') = any (i.indkey::smallint[])
  and t.name <> 'private.directory'::regclass$$, 'unique keys: only the directory looks across tenants');
select is_empty($$select k.conrelid::regclass, k.conname from pg_constraint k join tests.our_tables f on f.oid = k.conrelid join tests.our_tables t on t.oid = k.confrelid
  where k.contype = 'f' and f.tenant_owned and t.tenant_owned
  and not exists (select from unnest(k.conkey, k.confkey) x (a, b) join pg_attribute p on p.attrelid = f.oid and p.attnum = x.a join pg_attribute q on q.attrelid = t.oid and q.attnum = x.b
    where p.attname = 'tenant_id' and q.attname = 'tenant_id')$$, 'references');
select is_empty($$select k.conrelid::regclass, k.conname from pg_constraint k join tests.our_tables t on t.oid = k.conrelid and t.tenant_owned where k.contype = 'f' and k.confdeltype = 'n'
  and k.confrelid in (select oid from tests.our_tables where tenant_owned)$$, 'none is set to null: that would take tenant_id along');
select is_empty($$select t.name from tests.our_tables t where t.tenant_owned and not t.is_partition and t.name <> 'private.raw_page_events'::regclass and not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'f'
  and k.confdeltype = 'c' and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'tenant_id' and a.attnum = any (k.conkey)))$$, 'everything goes with its tenant; a day''s events go with the day');
select is_empty($$select t.name from tests.our_tables t join pg_index i on i.indrelid = t.oid and i.indisprimary where t.tenant_owned and t.exposed and not t.is_partition
  and (i.indkey::smallint[])[0] <> (select a.attnum from pg_attribute a where a.attrelid = t.oid and a.attname = 'tenant_id')$$, 'a primary key begins with tenant_id');
select is_empty($$select c.table_name from tests.our_columns c where c.tenant_owned and c.name = 'tenant_id' and has_any_column_privilege('authenticated', c.table_oid, 'INSERT')
  and coalesce((select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = c.table_oid and d.adnum = c.number), '') <> 'private.tenant_id()'$$, 'where clients insert, the request fills it in');
