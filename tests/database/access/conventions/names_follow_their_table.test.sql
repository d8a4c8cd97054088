-- Constraints and indexes are named after their table, triggers by phase
select is_empty($$select k.conrelid::regclass, k.conname from pg_constraint k join tests.our_tables t on t.oid = k.conrelid join pg_class c on c.oid = t.oid
  where not t.is_partition and k.contype in ('c', 'f', 'u', 'p', 'x') and not starts_with(k.conname, c.relname || '_')$$, 'constraints');
select is_empty($$select i.indexrelid::regclass from pg_index i join tests.our_tables t on t.oid = i.indrelid join pg_class c on c.oid = t.oid join pg_class x on x.oid = i.indexrelid
  where not t.is_partition and not starts_with(x.relname, c.relname || '_')$$, 'indexes');
select is_empty($$select g.tgrelid::regclass, g.tgname from pg_trigger g join tests.our_tables t on t.oid = g.tgrelid where not g.tgisinternal and g.tgname !~ '^_[1-9][0-9]{2}_[a-z_]+$'$$, 'triggers');
select is_empty($$select k.conrelid::regclass, k.conname from pg_constraint k join tests.our_tables t on t.oid = k.conrelid where not k.convalidated$$, 'constraints hold for every row');
