-- T11: platform admins read every tenant and its team, usage, roles, subscription and log, and change none
select tests.sign_up('ada@a.test'), tests.sign_up('bob@b.test');
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('bob@b.test'), 'w', 'W', '{tenant.read}');
select tests.act_as_platform_admin('ada@a.test');
select isnt_empty(format('select * from %I where %I = %L', t, case t when 'tenants' then 'id' else 'tenant_id' end, tests.tenant_of('bob@b.test')), t)
from unnest(array['tenants', 'tenant_members', 'tenant_roles', 'usage_counters', 'subscriptions', 'audit_logs']) t;
select is_empty(format('update tenants set name = $$x$$ where id = %L returning 1', tests.tenant_of('bob@b.test')), 'no change of a tenant');
select is_empty(format('update tenant_members set role = $$viewer$$ where tenant_id = %L returning 1', tests.tenant_of('bob@b.test')), 'nor of a team');
select throws_ok('update tenants set status = $$suspended$$', '42501', null, 'nor of a status');
