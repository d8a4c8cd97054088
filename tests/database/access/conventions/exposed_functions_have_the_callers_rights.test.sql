-- A7: exposed functions are invoker; a definer is private, pins an empty search path, and says why it needs the rights
select isnt_empty('select from tests.our_functions where definer', 'there are definers');
select is_empty('select name from tests.our_functions where exposed and definer', 'none is exposed');
select is_empty($$select name from tests.our_functions where not coalesce(settings, '{}') @> array['search_path=""']$$, 'every function pins the empty search path, a definer or not');
select is_empty($$select f.name from tests.our_functions f where definer and length(coalesce(obj_description(f.oid, 'pg_proc'), '')) < 30$$, 'every definer says why');
select is_empty($$select f.name from tests.our_functions f join pg_proc p on p.oid = f.oid where f.definer and p.proowner <> (select relowner from pg_class where oid = 'public.tenants'::regclass)$$, 'it belongs to who owns the tables');
select is_empty($$select f.name from tests.our_functions f join pg_proc p on p.oid = f.oid where f.exposed and (p.pronargs > 0 and (p.proargnames is null or '' = any (p.proargnames[1:p.pronargs])))$$, 'arguments have names clients can use');
