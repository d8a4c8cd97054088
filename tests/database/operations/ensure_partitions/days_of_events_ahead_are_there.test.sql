-- S12: page events have a partition for yesterday, today and the next three days of UTC, whatever time zone the session has
select set_eq($$select p.day from private.page_event_partitions() p$$, $$select (now() at time zone 'UTC')::date + n from generate_series(-1, 3) n$$, 'days');
select is_empty($$select i.inhrelid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'private.raw_page_events'::regclass and (not c.relrowsecurity or c.relnamespace <> 'private'::regnamespace)$$,
  'in private, with row-level security');
set local timezone = 'Pacific/Kiritimati';
do $$
declare v_partition regclass;
begin
  for v_partition in select inhrelid::regclass from pg_inherits where inhparent = 'private.raw_page_events'::regclass loop execute 'drop table ' || v_partition; end loop;
end
$$;
select lives_ok('select private.ensure_partitions()', 'made again');
set local timezone = 'UTC';
select set_eq($$select pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'private.raw_page_events'::regclass$$,
  $$select format('FOR VALUES FROM (%L) TO (%L)', d, d + interval '1 day') from generate_series(date_trunc('day', now()) - interval '1 day', now() + interval '3 days', interval '1 day') d union all select 'DEFAULT'$$, 'bounds');
select throws_ok(format('set local role %I; select private.ensure_partitions_of(''public.audit_logs'', ''month'', ''0'', ''1 day'', true)', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r;
