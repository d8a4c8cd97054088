-- Every foreign key has an index that begins with its columns; no two indexes do the same
create temp view indexes as
select i.indrelid, i.indexrelid::regclass as name, (i.indkey::smallint[])[0:i.indnkeyatts - 1] as keys, i.indisunique, pg_get_expr(i.indpred, i.indrelid) as predicate,
  pg_get_expr(i.indexprs, i.indrelid) as expressions, i.indclass::text as classes, i.indoption::text as options, a.amname
from pg_index i join tests.our_tables t on t.oid = i.indrelid join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam;
select is_empty($$select k.conrelid::regclass, k.conname from pg_constraint k join tests.our_tables t on t.oid = k.conrelid where k.contype = 'f' and k.conparentid = 0
  and not exists (select from indexes i where i.indrelid = k.conrelid and i.keys[1:cardinality(k.conkey)] <@ k.conkey and i.keys[1:cardinality(k.conkey)] @> k.conkey
    and (i.predicate is null or exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and i.predicate = format('(%I IS NOT NULL)', a.attname))))$$, 'indexed');
select is_empty($$select a.name, b.name from indexes a join indexes b on a.indrelid = b.indrelid and a.name <> b.name and a.amname = b.amname and a.amname = 'btree'
  and a.predicate is not distinct from b.predicate and a.expressions is null and b.expressions is null and not a.indisunique and a.keys = b.keys[1:cardinality(a.keys)]$$, 'no index is the beginning of another');
select is_empty($$select a.name, b.name from indexes a join indexes b on a.indrelid = b.indrelid and a.name < b.name and a.keys = b.keys and a.predicate is not distinct from b.predicate and a.expressions is not distinct from b.expressions and a.amname = b.amname$$, 'none is there twice');
select is_empty($$select i.name from indexes i join pg_index x on x.indexrelid = i.name where not x.indisvalid$$, 'all are valid');
