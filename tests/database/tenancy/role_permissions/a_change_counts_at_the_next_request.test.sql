-- A1: what a role may do follows role_permissions, row by row
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
select tests.act_as('bob@b.test');
select ok(private.can('content.read') and not private.can('content.write'), 'a viewer reads');
select tests.act_as_owner();
insert into role_permissions (role, permission) values ('viewer', 'content.write');
select tests.act_as('bob@b.test');
select ok(private.can('content.write'), 'and writes, once the role may');
select tests.act_as_owner();
delete from role_permissions where role = 'viewer' and permission <> 'content.read';
select tests.act_as('bob@b.test');
select ok(private.can('content.read') and not private.can('content.write') and not private.can('tenant.read'), 'and no longer, once it may not');
select tests.act_as_owner();
delete from role_permissions where role = 'viewer';
select tests.act_as('bob@b.test');
select ok(not private.can('content.read'), 'a role without any may nothing');
