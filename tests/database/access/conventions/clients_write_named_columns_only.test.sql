-- A6: insert and update are granted by column, and never on ids, tenants, money, status, owner or live flags
create temp view written as
select c.table_name, c.name, v.verb, r.role from tests.our_columns c, unnest(array['INSERT', 'UPDATE']) v (verb), unnest(array['anon', 'authenticated', 'platform_admin']) r (role)
where has_column_privilege(r.role, c.table_oid, c.number, v.verb);
select isnt_empty('select * from written', 'there are such grants');
select is_empty($$select * from written where name in ('id', 'tenant_id', 'plan_id', 'wanted_plan', 'is_default', 'is_live', 'is_home', 'subdomain', 'custom_domain', 'domain_verified', 'created_at', 'updated_at',
  'active_tenant_id', 'deleted_at', 'verified', 'is_primary', 'suspended_for', 'page_count', 'content_snapshot', 'site', 'content')
  or name ~ '(_count|_bytes|_used|_hash|_token|_by|_at|_limit|_cents|credits)$' or name ~ '^(stripe|provider|current_period)_'$$, 'none of these');
select is_empty($$select * from written where name in ('user_id', 'website_id', 'page_id', 'deployment_id', 'type') and verb = 'UPDATE'$$, 'what a row belongs to is chosen once');
select is_empty($$select * from written where name = 'status' and table_name <> 'public.pages'::regclass$$, 'a status moves by functions; a page''s is content');
create temp view beyond as select array['TRUNCATE', 'REFERENCES', 'TRIGGER'] || case when current_setting('server_version_num')::integer >= 170000 then '{MAINTAIN}'::text[] end as kinds;
select is_empty($$select t.name, r, v from tests.our_tables t, unnest(array['anon', 'authenticated', 'platform_admin']) r, unnest(array['INSERT', 'UPDATE'] || (select kinds from beyond)) v
  where has_table_privilege(r, t.oid, v)$$, 'no privilege on a whole table but select and delete');
select is_empty($$select t.name, v from tests.our_tables t, unnest((select kinds from beyond)) v where has_table_privilege('service_role', t.oid, v)$$, 'nor for the service');
