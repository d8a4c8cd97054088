-- T7, T10: who manages the team removes collaborators whose role may no more than they may
select tests.sign_up('ann@a.test'), tests.sign_up('max@m.test'), tests.sign_up('col@c.test', '{"signup_as": "invitee"}'), tests.sign_up('vic@v.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
insert into tenant_roles (tenant_id, key, name, permissions)
values (tests.tenant_of('ann@a.test'), 'manager', 'Manager', '{tenant.read,member.read,member.manage,content.read,analytics.read}');
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('max@m.test'), 'custom', id from tenant_roles;
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of(email), role::tenant_role, now()
from (values ('col@c.test', 'editor'), ('vic@v.test', 'viewer')) v (email, role);
select tests.act_as('max@m.test', tests.tenant_of('ann@a.test'));
select tests.refuses($$delete from website_members where role = 'editor'$$, 'role_ceiling', 'an editor is out of reach');
select isnt_empty($$delete from website_members where role = 'viewer' returning id$$, 'a viewer is not');
select tests.act_as('ann@a.test');
select isnt_empty($$delete from website_members where role = 'editor' returning id$$, 'the owner removes both');
