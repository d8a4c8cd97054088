-- A6: the API's login roles may become clients and nothing else; only the service passes by row-level security
create temp view ours as select rolname::text as name, * from pg_roles where rolname in ('anon', 'authenticated', 'service_role', 'platform_admin', 'authenticator', 'tenantry_graphql');
select is(count(*)::integer, 6, 'the roles') from ours;
select is_empty('select name from ours where rolsuper or rolcreaterole or rolcreatedb or rolreplication', 'none is above its station');
select set_eq('select name from ours where rolbypassrls', array['service_role'], 'past row-level security');
select set_eq('select name from ours where rolcanlogin', array['authenticator', 'tenantry_graphql'], 'who logs in');
select is_empty('select name from ours where rolcanlogin and rolinherit', 'inherits nothing');
create temp view member_of as select r::text as role, m::text as of from unnest(array['authenticator', 'tenantry_graphql', 'platform_admin', 'authenticated', 'anon', 'service_role']) r, pg_roles p, lateral (select p.rolname) x (m)
where pg_has_role(r, p.oid, 'member') and r <> m;
select set_eq($$select role, "of" from member_of$$, $$values ('authenticator', 'anon'), ('authenticator', 'authenticated'), ('authenticator', 'service_role'), ('authenticator', 'platform_admin'),
  ('tenantry_graphql', 'anon'), ('tenantry_graphql', 'authenticated'), ('tenantry_graphql', 'platform_admin'), ('platform_admin', 'authenticated')$$, 'who may become whom');
select is_empty($$select t.name, o.name from tests.our_tables t, ours o where o.rolcanlogin and has_table_privilege(o.name, t.oid, 'SELECT, INSERT, UPDATE, DELETE')$$, 'a login role by itself reads nothing');
