-- A6: what is granted has a policy and what has a policy is granted: nothing is empty or open by mistake
create temp view granted as
select t.oid, t.name, r.role, lower(v.verb) as verb from tests.our_tables t, unnest(array['anon', 'authenticated']) r (role), unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) v (verb)
where has_table_privilege(r.role, t.oid, v.verb)
   or v.verb <> 'DELETE' and has_any_column_privilege(r.role, t.oid, v.verb);
create temp view allowed as
select p.polrelid as oid, p.polrelid::regclass as name, r.role, case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end as verb
from pg_policy p, unnest(array['anon', 'authenticated']) r (role) where p.polrelid in (select oid from tests.our_tables where exposed) and to_regrole(r.role) = any (p.polroles);
select isnt_empty('select * from granted', 'there are grants');
select is_empty('select * from granted except select * from allowed', 'a grant without a policy shows nothing');
select is_empty('select * from allowed except select * from granted', 'a policy without a grant does nothing');
