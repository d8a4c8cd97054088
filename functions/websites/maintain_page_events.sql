-- S12: what periodic work page events need.
--  1. Days that are not over everywhere, or were not when they were counted last, are counted again, every quarter of an
--     hour; a few at a time.
--  2. Salts go two hours after their day; nobody can make that day's visitors of addresses any more.
--  3. A day's events go a week after it, whole, once every day that has some of them is counted for good.
create or replace function private.maintain_page_events() returns bigint
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
  v_day date;
  v_done bigint := 0;
  v_salts bigint;
begin
  -- 1.
  for v_day in
    select d.day
    from (
      select distinct p.day + n as day from private.page_event_partitions() p, generate_series(-1, 1) n
      where p.day + n <= (now() at time zone 'Pacific/Kiritimati')::date
    ) d
    left join private.page_event_days a on a.day = d.day
    where not private.is_day_closed(d.day) and coalesce(a.aggregated_at <= now() - interval '15 minutes', true)
    order by d.day limit 10
  loop
    perform private.aggregate_page_events(v_day);
    v_done := v_done + 1;
  end loop;
  -- 2.
  delete from private.visitor_salts s where private.day_start(s.day + 1, s.timezone) < now() - interval '2 hours';
  get diagnostics v_salts = row_count;
  -- 3.
  for v_day in
    select p.day from private.page_event_partitions() p
    where (p.day + 8)::timestamp at time zone 'UTC' <= now()
      and private.is_day_closed(p.day - 1) and private.is_day_closed(p.day) and private.is_day_closed(p.day + 1)
    order by p.day
  loop
    begin
      execute format('drop table private.%I', 'raw_page_events_' || to_char(v_day, 'YYYY_MM_DD'));
    exception when lock_not_available then
      -- somebody writes for long, and everybody else would wait behind us: the next time
      exit;
    end;
    v_done := v_done + 1;
  end loop;
  return v_done + v_salts;
end
$$;
comment on function private.maintain_page_events() is
  'Aggregates the days that are due, deletes the salts of past days and drops events that are a week old, all in tables no API role may write; the last needs their owner. Answers how many of these.';
revoke all on function private.maintain_page_events() from public;

create or replace function private.page_event_partitions() returns table (day date)
language sql stable security definer set search_path = ''
as $$
  select to_date(right(c.relname, 10), 'YYYY_MM_DD')
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'private.raw_page_events'::regclass and c.relname <> 'raw_page_events_default'
$$;
comment on function private.page_event_partitions() is 'The UTC days there are partitions of page events for, read from the catalog.';
revoke all on function private.page_event_partitions() from public;
