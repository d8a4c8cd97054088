-- O4: all periodic work. Each domain adds functions private.maintain_<what>(), which do what is due, however often and
-- wherever they are called, and answer how many things that were.
-- What locks whole tables against everybody who writes comes last: locks are held until all tasks of a call are done.
create or replace function private.maintenance_tasks() returns setof text
language sql stable security invoker set search_path = ''
as $$
  select substr(p.proname, length('maintain_') + 1)
  from pg_catalog.pg_proc p
  where p.pronamespace = 'private'::regnamespace and p.proname ~ '^maintain_.+' and p.pronargs = 0
  order by p.proname in ('maintain_page_events', 'maintain_partitions'), p.proname
$$;
comment on function private.maintenance_tasks() is 'What run_maintenance does, in order.';
revoke all on function private.maintenance_tasks() from public;

-- One place at a time does a task, the others pass it by; one that fails stops no other.
create or replace function private.run_maintenance(p_only text default null)
returns table (task text, done bigint, problem text)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  for task in select t.name from private.maintenance_tasks() t (name) where p_only is null or t.name = p_only loop
    done := null;
    problem := null;
    if pg_try_advisory_xact_lock(hashtextextended('tenantry.maintain_' || task, 0)) then
      begin
        execute format('select private.%I()', 'maintain_' || task) into done;
      exception when others then
        problem := sqlstate || ': ' || sqlerrm;
      end;
    else
      problem := 'busy elsewhere';
    end if;
    return next;
  end loop;
end
$$;
comment on function private.run_maintenance(text) is
  'Does the periodic work that is due (p_only: of one task), in tables no API role may write, and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once.';
revoke all on function private.run_maintenance(text) from public;
grant execute on function private.run_maintenance(text) to service_role;

create or replace function public.run_maintenance() returns table (task text, done bigint, problem text)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.run_maintenance()
$$;
comment on function public.run_maintenance() is
  'Does the periodic work that is due and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once. For the service only.';
revoke all on function public.run_maintenance() from public;
grant execute on function public.run_maintenance() to service_role;

create or replace function private.maintain_partitions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before bigint := (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r');
begin
  perform private.ensure_partitions();
  return (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r') - v_before;
end
$$;
comment on function private.maintain_partitions() is 'Makes partitions ahead of time, which needs the tables'' owner; answers how many.';
revoke all on function private.maintain_partitions() from public;

-- A limit has to be full again after a week without use, for the bucket says nothing more then.
create or replace function private.maintain_rate_limits() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.rate_limit_buckets b
    where b.key = any (array(
      select i.key from private.rate_limit_buckets i where i.updated_at < now() - interval '7 days' limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_rate_limits() is 'Removes rate-limit buckets that nobody has used for a week, from a table no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_rate_limits() from public;

create or replace function private.maintain_outbox() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.outbox o
    where o.id = any (array(
      select i.id from private.outbox i
      where i.done_at < now() - interval '30 days' or i.failed_at < now() - interval '90 days' order by i.id limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_outbox() is 'Removes what was done 30 days ago, and what failed 90 days ago, from the outbox, which no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_outbox() from public;

-- Few at a time, for each holds its locks until the transaction ends; the worker asks again while there are more.
create or replace function private.maintain_purges() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_at_once constant integer := 5;
  v_tenant uuid;
  v_done bigint := 0;
begin
  -- those that fail don't count: nobody waits behind them for ever
  for v_tenant in
    select t.id from public.tenants t
    where t.status = 'offboarded' and t.offboard_scheduled_at <= now() - interval '90 days'
    order by t.offboard_scheduled_at
  loop
    exit when v_done = c_at_once;
    begin
      perform private.purge_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- somebody is in the way, or a hook failed: the next one's turn, and this one's again next time
      raise warning 'purge of tenant % failed: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_purges() is 'Purges up to five tenants whose 90 days are over, from tables no API role may delete from; one that fails is left for the next time, with a warning in the server''s log.';
revoke all on function private.maintain_purges() from public;
