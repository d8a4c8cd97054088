-- A6: nothing of ours is granted to public, and what will be made is not either
select is_empty($$select c.oid::regclass from pg_class c join tests.our_schemas s on s.oid = c.relnamespace, aclexplode(c.relacl) a where a.grantee = 0$$, 'no table, view or sequence');
select is_empty($$select f.name from tests.our_functions f where has_function_privilege('public', f.oid, 'execute')$$, 'no function');
select is_empty($$select s.name from tests.our_schemas s, pg_namespace n, aclexplode(n.nspacl) a where n.oid = s.oid and a.grantee = 0 and (a.privilege_type = 'CREATE' or s.name = 'private')$$, 'no schema');
select is_empty($$select s.name, r from tests.our_schemas s, unnest(array['anon', 'authenticated', 'platform_admin', 'service_role', 'authenticator', 'tenantry_graphql']) r where has_schema_privilege(r, s.oid, 'create')$$, 'no client makes anything');
select is_empty($$select t.name from tests.our_tables t join tests.our_schemas s on not s.exposed join pg_class c on c.oid = t.oid and c.relnamespace = s.oid,
  unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r where has_table_privilege(r, t.oid, 'SELECT, INSERT, UPDATE, DELETE')$$, 'no API role reaches a private table');
select is_empty($$select c.oid::regclass, r from pg_class c join tests.our_schemas s on s.oid = c.relnamespace, unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r
  where case when c.relkind = 'S' then has_sequence_privilege(r, c.oid, 'USAGE, SELECT, UPDATE') else false end$$, 'no sequence');
create function public.probe() returns integer language sql as 'select 1';
create table public.probe (id integer generated always as identity);
create table private.probe (id integer);
select is_empty($$select r, f from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r, unnest(array['public.probe()']) f where has_function_privilege(r, f, 'execute')$$, 'a new function is nobody''s');
select is_empty($$select r, t from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r, unnest(array['public.probe', 'private.probe']) t where has_table_privilege(r, t, 'SELECT, INSERT, UPDATE, DELETE')$$, 'a new table neither');
