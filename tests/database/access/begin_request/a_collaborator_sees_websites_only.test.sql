-- A1, T10: a collaborator holds on single websites what the role holds there, and nothing of the tenant
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), 'editor', null);
select tests.act_as('bob@b.test');
select is(private.tenant_id(), null, 'not before accepting');
select tests.refuses(format('select tests.act_as(%L, %L)', 'bob@b.test', tests.tenant_of('ann@a.test')), 'tenant_not_allowed', 'nor by name');
select tests.act_as_owner();
update website_members set accepted_at = now();
select tests.act_as('bob@b.test');
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'then acts for the tenant');
select ok(not private.all_websites(), 'not for all its websites');
select is(private.website_scope('content.write'), array[tests.website_of('ann@a.test')], 'for that one');
select is(private.website_scope('site.publish'), '{}'::uuid[], 'as far as the role goes');
select ok(private.can('content.write') and not private.can('tenant.read') and not private.can('member.read'), 'and nothing of the tenant');
select ok(private.can_on('content.write', tests.website_of('ann@a.test')), 'can_on: that website');
select ok(not private.can_on('content.write', gen_random_uuid()), 'can_on: no other');
select ok(not private.can_on('content.write', null), 'can_on: not none');
select is_empty('select * from tenants', 'the tenant''s row is not shown');
select is_empty('select * from tenant_members', 'nor the team');
