-- A5: a policy compares columns with the request's context, each helper in its own select: no join, no other table, no function of a row
create temp view policies as
select t.name as table_name, t.oid, p.polname as name, x.expression, t.exposed, t.tenant_owned, to_regrole('authenticated') = any (p.polroles) or to_regrole('anon') = any (p.polroles) as for_members,
  case when t.oid = to_regclass('public.websites') then 'id'
    else (select c.name from tests.our_columns c where c.table_oid = t.oid and c.name = 'website_id') end as website_column
from pg_policy p join tests.our_tables t on t.oid = p.polrelid
cross join lateral (values (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) x (expression)
where x.expression is not null;
create temp view forms as
select $r$\(%s = \( SELECT private\.tenant_id\(\) AS tenant_id\)\) AND \( SELECT private\.can\('([a-z_.]+)'::(?:public\.)?app_permission\) AS can\)$r$ as tenant,
  $r$ AND \(\( SELECT private\.all_websites\(\) AS all_websites\) OR \(%s = ANY \(\( SELECT private\.website_scope\('\1'::(?:public\.)?app_permission\) AS website_scope\)::uuid\[\]\)\)\)$r$ as website,
  $r$\((?:id|user_id) = \( SELECT private\.uid\(\) AS uid\)\)$r$ as own, $r$\( SELECT private\.is_platform_admin\(\) AS is_platform_admin\)$r$ as platform;

select is_empty($$select table_name, name, expression from policies, forms where exposed and tenant_owned and for_members
  and expression !~ ('^\(' || format(tenant, 'tenant_id') || case when website_column is null then '' else format(website, website_column) end || '\)$')$$,
  'a table of a tenant: tenant and permission, and below a website the scope of the same permission');
select is_empty($$select table_name, name, expression from policies, forms where exposed and not tenant_owned and for_members
  and expression !~ ('^(?:true|' || own || '|\(' || format(tenant, '(?:tenant_id|id)') || '\))$')$$, 'any other: one''s own, everybody''s or the tenant itself');
select is_empty($$select table_name, name, expression from policies, forms where not for_members and expression !~ ('^' || platform || '$')$$, 'platform admins: looked up');
select is_empty($$select table_name, name from policies where not exposed and expression <> 'false'$$, 'a private table''s says that nobody may');
select is_empty($$select p.table_name from policies p where p.expression = 'true'
  and exists (select from tests.our_columns c where c.table_oid = p.oid and c.name in ('tenant_id', 'user_id', 'email', 'created_by'))$$, 'what is everybody''s belongs to nobody');
