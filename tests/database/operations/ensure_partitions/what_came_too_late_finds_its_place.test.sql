-- O1: rows that went to the default partition, because nobody made theirs in time, are moved to where they belong
create temp table parts as select inhrelid::regclass as name from pg_inherits where inhparent = 'public.audit_logs'::regclass and inhrelid::regclass::text <> 'private.audit_logs_default';
do $$
declare v_partition regclass;
begin
  for v_partition in select name from parts loop execute 'drop table ' || v_partition; end loop;
end
$$;
select tests.sign_up('ann@a.test');
insert into audit_logs (action, created_at) values ('a.b', '2020-02-29 23:59:59+00'), ('a.b', '2020-03-01 00:00:00+00'), ('a.b', now() + interval '2 years');
create temp table before as select * from audit_logs;
select isnt_empty('select * from private.audit_logs_default', 'all of it is in the default partition');
select lives_ok('select private.ensure_partitions()', 'partitions are made all the same');
select is_empty('select * from private.audit_logs_default', 'and it is empty');
select set_eq('select * from audit_logs', 'select * from before', 'no row is lost or changed');
select set_eq($$select tableoid::regclass::text as partition from audit_logs where created_at < '2021-01-01'$$, array['private.audit_logs_2020_02', 'private.audit_logs_2020_03'], 'each in its month');
select tests.refuses('delete from ' || inhrelid::regclass, 'immutable', inhrelid::regclass::text) from pg_inherits where inhparent = 'public.audit_logs'::regclass;
select is_empty($$select name from tests.our_tables t join pg_class c on c.oid = t.oid where not c.relrowsecurity$$, 'each with row-level security');
select is(to_regclass('private.audit_logs_aside'), null, 'nothing is left aside');
select lives_ok('select private.ensure_partitions()', 'again');
