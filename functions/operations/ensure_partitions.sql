-- Partitions live in private, so that no API and no dump lists them.
create or replace function private.ensure_partitions() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_month date;
  v_name text;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry.ensure_partitions', 0));
  for v_month in
    -- without time zone: stepping by months must not follow the session's
    select generate_series(date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + interval '3 months', interval '1 month')
    union all select null
  loop
    v_name := coalesce('audit_logs_' || to_char(v_month, 'YYYY_MM'), 'audit_logs_default');
    continue when to_regclass('private.' || v_name) is not null;
    execute format('create table private.%I partition of public.audit_logs %s', v_name,
      case when v_month is null then 'default'
        else format('for values from (%L) to (%L)', v_month::timestamp at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC') end);
    execute format('alter table private.%I enable row level security', v_name);
    execute format('create trigger _100_append_only before update or delete or truncate on private.%I for each statement execute function private.refuse_change()', v_name);
  end loop;
end
$$;
comment on function private.ensure_partitions() is 'Makes the audit log''s partitions up to three months ahead, and the default one; needs the table''s owner. Safe to run at any time.';
revoke all on function private.ensure_partitions() from public;
grant execute on function private.ensure_partitions() to service_role;
