-- An index key after tenant_id is of a type whose operators are leakproof, so that row-level security lets it be used
select is_empty($$select i.indexrelid::regclass, a.attname, a.atttypid::regtype from pg_index i join tests.our_tables t on t.oid = i.indrelid and t.tenant_owned and t.exposed
  cross join lateral unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) k join pg_attribute a on a.attrelid = t.oid and a.attnum = k
  where a.atttypid::regtype::text not in ('uuid', 'text', 'boolean', 'smallint', 'integer', 'bigint', 'timestamp with time zone', 'date')$$, 'types');
select is_empty($$select i.indexrelid::regclass from pg_index i join tests.our_tables t on t.oid = i.indrelid and t.tenant_owned and t.exposed
  join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam where i.indexprs is not null and m.amname = 'btree'$$, 'no expressions');
