-- A tenant goes with everything below it, a custom role in use and its owner included; people and audit rows stay
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('ann@a.test'), 'w', 'W', '{tenant.read}');
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('bob@b.test'), 'custom', id from tenant_roles;
update users set active_tenant_id = tests.tenant_of('ann@a.test') where email = 'bob@b.test';
create temp table gone as select tests.tenant_of('ann@a.test') as id, (select count(*) from audit_logs) as logs;
select lives_ok('delete from tenants where id = (select id from gone); set constraints all immediate', 'deleted');
select is_empty(format('select * from %s where tenant_id = (select id from gone)', c.oid::regclass), c.oid::regclass::text)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not c.relispartition;
select is(count(*)::integer, 2, 'people stay') from users;
select is(active_tenant_id, null, 'who acted for it acts for none') from users where email = 'bob@b.test';
select cmp_ok(count(*), '>=', (select logs from gone), 'the log stays') from audit_logs;
