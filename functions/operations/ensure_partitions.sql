-- Partitions live in private, so that no API and no dump lists them.
--  1. What has gone to the default partition, because nobody called this in time, stands
--     in the way of the partitions it belongs to: it is set aside.
--  2. Partitions are made: the months set aside, this one, the next three, the default one.
--     Made first and attached then: creating them as partitions would stop everybody who
--     writes an audit row, which is everybody.
--  3. What was set aside goes where it belongs.
create or replace function private.ensure_partitions() returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
  v_aside boolean := false;
  v_month date;
  v_months date[];
  v_name text;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry.ensure_partitions', 0));
  -- 1.
  if to_regclass('private.audit_logs_default') is not null then
    v_aside := exists (select from private.audit_logs_default);
  end if;
  if v_aside then
    alter table public.audit_logs detach partition private.audit_logs_default;
    alter table private.audit_logs_default rename to audit_logs_aside;
    execute 'select array_agg(distinct date_trunc(''month'', a.created_at at time zone ''UTC'')) from private.audit_logs_aside a' into v_months;
  end if;
  -- 2.
  for v_month in
    -- without time zone: stepping by months must not follow the session's
    select generate_series(date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + interval '3 months', interval '1 month')
    union select unnest(v_months)
    union all select null
  loop
    v_name := coalesce('audit_logs_' || to_char(v_month, 'YYYY_MM'), 'audit_logs_default');
    continue when to_regclass('private.' || v_name) is not null;
    execute format('create table private.%I (like public.audit_logs including all)', v_name);
    execute format('alter table private.%I enable row level security', v_name);
    execute format('create trigger _100_append_only before update or delete or truncate on private.%I for each statement execute function private.refuse_change()', v_name);
    execute format('alter table public.audit_logs attach partition private.%I %s', v_name,
      case when v_month is null then 'default'
        else format('for values from (%L) to (%L)', v_month::timestamp at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC') end);
  end loop;
  -- 3.
  if v_aside then
    execute 'insert into public.audit_logs select * from private.audit_logs_aside';
    execute 'drop table private.audit_logs_aside';
  end if;
end
$$;
comment on function private.ensure_partitions() is
  'Makes the audit log''s partitions up to three months ahead, and the default one, and empties that into those; needs the table''s owner. Safe to run at any time.';
revoke all on function private.ensure_partitions() from public;
grant execute on function private.ensure_partitions() to service_role;
