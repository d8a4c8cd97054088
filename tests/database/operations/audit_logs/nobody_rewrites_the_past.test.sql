-- O1: the owner of the table cannot update, delete or truncate either, through the table or any partition
select tests.sign_up('ann@a.test');
create temp table log as select 'public.audit_logs'::regclass as name union all
select inhrelid::regclass from pg_inherits where inhparent = 'public.audit_logs'::regclass;
grant select on log to public;
select cmp_ok(count(*)::integer, '>=', 6, 'the table and its partitions') from log;
select tests.refuses(format(q, name), 'immutable', format(q, name)) from log,
  unnest(array['update %s set action = $$x.y$$', 'update %s set action = action where false', 'delete from %s', 'truncate %s',
    'merge into %s a using (select 1) b on true when matched then delete']) q;
select tests.refuses('with gone as (delete from audit_logs returning 1) select * from gone', 'immutable', 'nor in a with');
select throws_ok(format('set local role service_role; ' || q, name), '42501', null, 'the service: ' || format(q, name)) from log,
  unnest(array['update %s set action = $$x.y$$', 'delete from %s', 'truncate %s']) q;
select throws_ok(format('set local role authenticated; select * from %s', name), '42501', null, 'no client reads ' || name) from log where name <> 'public.audit_logs'::regclass;
