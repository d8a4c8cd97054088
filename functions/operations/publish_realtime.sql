-- Supabase Realtime sends changes of the tables in its publication, each to whom row-level security shows the row. A DELETE
-- goes to everybody with the key of the row alone: the replica identity stays the default, the primary key.
create or replace function private.publish_realtime() returns text[]
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  c_tables constant text[] := array['websites', 'pages', 'components', 'deployments', 'tenant_members', 'website_members'];
  v_table text;
  v_added text[] := '{}';
begin
  if not exists (select from pg_catalog.pg_publication p where p.pubname = 'supabase_realtime') then return v_added; end if;
  foreach v_table in array c_tables loop
    continue when exists (
      select from pg_catalog.pg_publication_tables t where t.pubname = 'supabase_realtime' and t.schemaname = 'public' and t.tablename = v_table);
    execute format('alter publication supabase_realtime add table public.%I', v_table);
    v_added := v_added || v_table;
  end loop;
  return v_added;
end
$$;
comment on function private.publish_realtime() is 'Adds the tables that clients watch to Supabase''s publication and answers which; none where it is not there. Called by migrations, safe to repeat.';
revoke all on function private.publish_realtime() from public;
