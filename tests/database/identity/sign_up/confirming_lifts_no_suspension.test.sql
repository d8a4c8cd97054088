-- T1, T5: a confirmation activates pending tenants only, and only those the person owns
select tests.sign_up('ann@a.test', '{}', false), tests.sign_up('bob@b.test', '{}', false);
update tenants set status = 'active' where id = tests.tenant_of('ann@a.test');
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.on_plan(tests.tenant_of('bob@b.test'), 'growth');
select tests.add_member('ann@a.test', tests.tenant_of('bob@b.test'), 'admin');
update auth.users set email_confirmed_at = now() where email = 'ann@a.test';
select is(status, 'suspended', 'suspended stays') from tenants where id = tests.tenant_of('ann@a.test');
select is(status, 'pending', 'a tenant of others stays') from tenants where id = tests.tenant_of('bob@b.test');
