-- Where pg_cron is installed it does the periodic work; elsewhere `npm run worker` does. Both at once do no harm. A job a task,
-- so that each has a transaction of its own and holds its locks for no other.
create or replace function private.schedule_maintenance() returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is null then return false; end if;
  execute 'select cron.unschedule(j.jobid) from cron.job j where j.jobname = ''tenantry-maintenance''';
  execute 'select cron.schedule(''tenantry-'' || t.name, $1, format($2, t.name)) from private.maintenance_tasks() t (name)'
    using '*/5 * * * *', 'select * from private.run_maintenance(%L)';
  return true;
end
$$;
comment on function private.schedule_maintenance() is 'Has pg_cron do each task of the maintenance every five minutes; false where there is no pg_cron. Called by migrations that add a task, and by hand when pg_cron is installed later.';
revoke all on function private.schedule_maintenance() from public;
