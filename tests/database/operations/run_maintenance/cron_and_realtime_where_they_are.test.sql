-- O4: pg_cron and Supabase's publication are used where they are, and not missed elsewhere
select is(private.schedule_maintenance(), false, 'no pg_cron');
select is(private.publish_realtime(), '{}', 'no publication');
create schema cron;
create table cron.job (name text primary key, schedule text, command text);
create function cron.schedule(text, text, text) returns bigint language sql as
  'insert into cron.job values ($1, $2, $3) on conflict (name) do update set command = excluded.command returning 1::bigint';
select is(private.schedule_maintenance(), true, 'pg_cron');
select is(private.schedule_maintenance(), true, 'again');
select results_eq('select name, command from cron.job', $$values ('tenantry-maintenance', 'select * from private.run_maintenance()')$$, 'one job');
create publication supabase_realtime;
select cmp_ok(cardinality(private.publish_realtime()), '>', 3, 'tables are published');
select is(private.publish_realtime(), '{}', 'once');
select is_empty($$select c.oid::regclass from pg_publication_rel p join pg_class c on c.oid = p.prrelid where c.relreplident <> 'd' or not c.relrowsecurity$$, 'with row-level security, and the key alone when a row goes');
select set_eq($$select distinct schemaname::text from pg_publication_tables where pubname = 'supabase_realtime'$$, array['public'], 'nothing private');
