-- A4: every policy names its command and its role, and there is one permissive policy per table, command and role
create temp view policies as
select p.polname::text as name, t.name as table_name, t.oid, case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
  p.polroles, p.polpermissive from pg_policy p join tests.our_tables t on t.oid = p.polrelid;
select isnt_empty('select from policies', 'there are policies');
select is_empty($$select table_name, name from policies where command = 'all' or 0 = any (polroles)$$, 'none for all, none for public');
select is_empty($$select table_name, command, r::regrole from policies, unnest(polroles) r where polpermissive group by 1, 2, 3 having count(*) > 1$$, 'one per table, command and role');
select is_empty($$select table_name, name from policies where name !~ ('^' || command || '_[a-z_]+$')$$, 'named by verb and person');
select is_empty($$select table_name, r::regrole from policies, unnest(polroles) r where r::regrole::text not in ('anon', 'authenticated', 'platform_admin')$$, 'for client roles');
