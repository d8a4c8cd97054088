-- Partitions live in private, so that no API and no dump lists them.
--  1. What has gone to the default partition, because nobody called this in time, stands
--     in the way of the partitions it belongs to: it is set aside.
--  2. Partitions are made: those of what was set aside, the recent and the coming ones, the
--     default one. Made first and attached then: creating them as partitions would stop
--     everybody who writes, which is everybody.
--  3. What was set aside goes where it belongs.
create or replace function private.ensure_partitions_of(
  p_parent regclass, p_unit text, p_behind interval, p_ahead interval, p_append_only boolean
) returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
  v_parent text := (select c.relname from pg_catalog.pg_class c where c.oid = p_parent);
  v_form text := case p_unit when 'month' then 'YYYY_MM' else 'YYYY_MM_DD' end;
  v_aside boolean := false;
  v_begin timestamp; -- without time zone: stepping must not follow the session's
  v_begins timestamp[];
  v_name text;
begin
  -- 1.
  if to_regclass(format('private.%I', v_parent || '_default')) is not null then
    execute format('select exists (select from private.%I)', v_parent || '_default') into v_aside;
  end if;
  if v_aside then
    execute format('alter table %s detach partition private.%I', p_parent, v_parent || '_default');
    execute format('alter table private.%I rename to %I', v_parent || '_default', v_parent || '_aside');
    execute format('select array_agg(distinct date_trunc(%L, a.created_at at time zone ''UTC'')) from private.%I a', p_unit, v_parent || '_aside')
    into v_begins;
  end if;
  -- 2.
  for v_begin in
    select generate_series(date_trunc(p_unit, now() at time zone 'UTC' - p_behind), now() at time zone 'UTC' + p_ahead, ('1 ' || p_unit)::interval)
    union select unnest(v_begins)
    union all select null
  loop
    v_name := v_parent || '_' || coalesce(to_char(v_begin, v_form), 'default');
    continue when to_regclass(format('private.%I', v_name)) is not null;
    execute format('create table private.%I (like %s including all)', v_name, p_parent);
    execute format('alter table private.%I enable row level security', v_name);
    if p_append_only then
      execute format('create trigger _100_append_only before update or delete or truncate on private.%I for each statement execute function private.refuse_change()', v_name);
    end if;
    execute format('alter table %s attach partition private.%I %s', p_parent, v_name,
      case when v_begin is null then 'default'
        else format('for values from (%L) to (%L)', v_begin at time zone 'UTC', (v_begin + ('1 ' || p_unit)::interval) at time zone 'UTC') end);
  end loop;
  -- 3.
  if v_aside then
    execute format('insert into %s select * from private.%I', p_parent, v_parent || '_aside');
    execute format('drop table private.%I', v_parent || '_aside');
  end if;
end
$$;
comment on function private.ensure_partitions_of(regclass, text, interval, interval, boolean) is
  'Makes a table''s partitions by created_at, a UTC day or month each, and the default one, and empties that into those; needs the table''s owner.';
revoke all on function private.ensure_partitions_of(regclass, text, interval, interval, boolean) from public;

create or replace function private.ensure_partitions() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry.ensure_partitions', 0));
  perform private.ensure_partitions_of('public.audit_logs', 'month', interval '0', interval '3 months', true);
  -- yesterday too: events may be an hour late
  perform private.ensure_partitions_of('private.raw_page_events', 'day', interval '1 day', interval '3 days', false);
end
$$;
comment on function private.ensure_partitions() is
  'Makes the partitions of the audit log up to three months ahead and of page events up to three days ahead, and the default ones, and empties those into these; needs the tables'' owner. Safe to run at any time.';
revoke all on function private.ensure_partitions() from public;
grant execute on function private.ensure_partitions() to service_role;
