-- A1, T9: a custom role may do what its row lists, in its tenant
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into tenant_roles (tenant_id, key, name, permissions)
values (tests.tenant_of('ann@a.test'), 'writer', 'Writer', '{tenant.read,content.read,content.write}');
insert into tenant_members (tenant_id, user_id, role, custom_role_id)
select tenant_id, tests.user_of('bob@b.test'), 'custom', id from tenant_roles;
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select set_eq($$select p::text from unnest(enum_range(null::app_permission)) p where private.can(p)$$,
  array['tenant.read', 'content.read', 'content.write'], 'exactly those');
select ok(private.all_websites(), 'on every website');
select tests.act_as_owner();
update tenant_roles set permissions = '{tenant.read}';
select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'));
select ok(not private.can('content.write'), 'what is taken from the role is gone with the next request');
