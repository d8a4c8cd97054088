-- O4: pg_cron and Supabase's publication are used where they are, and not missed elsewhere
select is(private.schedule_maintenance(), false, 'no pg_cron');
select is(private.publish_realtime(), '{}', 'no publication');
create schema cron;
create table cron.job (jobid bigint generated always as identity, jobname text primary key, schedule text, command text);
create function cron.schedule(text, text, text) returns bigint language sql as
  'insert into cron.job (jobname, schedule, command) values ($1, $2, $3) on conflict (jobname) do update set command = excluded.command returning jobid';
create function cron.unschedule(bigint) returns boolean language sql as 'delete from cron.job where jobid = $1 returning true';
select cron.schedule('tenantry-maintenance', '*/5 * * * *', 'select * from private.run_maintenance()');
select is(private.schedule_maintenance(), true, 'pg_cron');
select is(private.schedule_maintenance(), true, 'again');
select set_eq('select jobname, command from cron.job', $$select 'tenantry-' || name, format('select * from private.run_maintenance(%L)', name) from private.maintenance_tasks() t (name)$$, 'a job a task, and not the one for all of before');
create publication supabase_realtime;
select cmp_ok(cardinality(private.publish_realtime()), '>', 3, 'tables are published');
select is(private.publish_realtime(), '{}', 'once');
select is_empty($$select c.oid::regclass from pg_publication_rel p join pg_class c on c.oid = p.prrelid where c.relreplident <> 'd' or not c.relrowsecurity$$, 'with row-level security, and the key alone when a row goes');
select set_eq($$select distinct schemaname::text from pg_publication_tables where pubname = 'supabase_realtime'$$, array['public'], 'nothing private');
