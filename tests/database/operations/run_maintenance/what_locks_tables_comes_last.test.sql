-- O4: in one call of everything, whoever writes visits waits for no other task once old ones are dropped
select set_config('t.day', ((now() at time zone 'UTC')::date - 20)::text, true);
do $$ declare v_day date := current_setting('t.day')::date; begin
  execute format('create table private.raw_page_events_%s partition of private.raw_page_events for values from (%L) to (%L)', to_char(v_day, 'YYYY_MM_DD'),
    v_day::timestamp at time zone 'UTC', (v_day + 1)::timestamp at time zone 'UTC');
  insert into private.page_event_days select v_day + n, now() from generate_series(-1, 1) n;
end $$;
-- the making of it has locked the table in this very transaction: what other tasks see is the partition, there until they are done
create function private.maintain_zz_test() returns bigint language sql as
  $$ select count(*) from pg_class where relname = 'raw_page_events_' || to_char(current_setting('t.day')::date, 'YYYY_MM_DD') $$;
create temp table report as select * from private.run_maintenance();
select is(done, 1::bigint, 'not dropped before another task') from report where task = 'zz_test';
select is_empty($$select from pg_class where relname = 'raw_page_events_' || to_char(current_setting('t.day')::date, 'YYYY_MM_DD')$$, 'but then');
