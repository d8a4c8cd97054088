-- O1: a partition is a month of UTC, whatever time zone the session has
do $$
declare v_partition regclass;
begin
  for v_partition in select inhrelid::regclass from pg_inherits where inhparent = 'public.audit_logs'::regclass loop
    execute 'drop table ' || v_partition;
  end loop;
end
$$;
set local timezone = 'America/New_York';
select private.ensure_partitions();
set local timezone = 'UTC';
select set_eq($$select pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'public.audit_logs'::regclass$$,
  $$select format('FOR VALUES FROM (%L) TO (%L)', m, m + interval '1 month') from generate_series(date_trunc('month', now()), now() + interval '3 months', interval '1 month') m
    union all select 'DEFAULT'$$, 'bounds');
