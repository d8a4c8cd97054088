-- Where pg_cron is installed it does the periodic work; elsewhere `npm run worker` does. Both at once do no harm.
create or replace function private.schedule_maintenance() returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is null then return false; end if;
  execute 'select cron.schedule($1, $2, $3)' using 'tenantry-maintenance', '*/5 * * * *', 'select * from private.run_maintenance()';
  return true;
end
$$;
comment on function private.schedule_maintenance() is 'Has pg_cron run the maintenance every five minutes; false where there is no pg_cron. Called by the migration, and by hand when pg_cron is installed later.';
revoke all on function private.schedule_maintenance() from public;
