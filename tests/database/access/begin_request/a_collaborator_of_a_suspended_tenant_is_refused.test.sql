-- A3: suspension reaches collaborators
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), 'admin', now());
update tenants set status = 'suspended' where id = tests.tenant_of('ann@a.test');
select tests.act_as('bob@b.test');
select tests.refuses('select private.tenant_id()', 'tenant_suspended', 'refused');
select is(private.website_scope('content.read'), '{}'::uuid[], 'no website');
select tests.refuses('select * from websites', 'tenant_suspended', 'no table');
