-- A5: audit.read shows the log of the tenant one acts for; acts of the platform are for platform admins
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('ada@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'developer');
select private.record_audit('platform.act', null, null);
update user_roles set role = 'admin' where user_id = tests.user_of('ada@a.test');
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select is(array_agg(distinct tenant_id), array[tests.tenant_of('ann@a.test')], 'a developer reads the tenant''s own') from audit_logs;
select tests.act_as_owner();
update tenant_members set role = 'editor' where role = 'developer';
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select is_empty('select * from audit_logs', 'an editor does not');
select tests.act_as_platform_admin('ada@a.test');
select isnt_empty('select * from audit_logs where tenant_id is null', 'a platform admin reads acts of the platform');
select cmp_ok(count(distinct tenant_id)::integer, '>=', 3, 'and of every tenant') from audit_logs;
select tests.act_as_anon();
select throws_ok('select * from audit_logs', '42501', null, 'anonymous: nothing');
