-- A1, T7: a deactivated member has nothing on the next request
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select ok(private.can('content.write'), 'a member');
select tests.act_as_owner();
update tenant_members set is_active = false where user_id = tests.user_of('bob@b.test');
select tests.refuses(format('select tests.act_as(%L, %L)', 'bob@b.test', tests.tenant_of('ann@a.test')), 'tenant_not_allowed', 'deactivated: refused by name');
select tests.act_as('bob@b.test');
select is(private.tenant_id(), null, 'and not the fallback');
select is_empty('select * from my_tenants()', 'nor listed');
select is_empty('select * from tenants', 'and sees nothing');
