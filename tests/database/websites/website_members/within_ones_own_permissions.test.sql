-- T7, T10: collaborators are changed and removed within one's own permissions, and never oneself
select tests.sign_up('ann@a.test'), tests.sign_up('max@m.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
insert into tenant_roles (tenant_id, key, name, permissions) values (tests.tenant_of('ann@a.test'), 'm', 'M', '{tenant.read,member.read,member.manage,content.read,analytics.read}');
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('max@m.test'), 'custom', id from tenant_roles;
select tests.sign_up(r || '@r.test', '{"signup_as": "invitee"}') from unnest(array['admin', 'viewer']) r;
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of(e), r::tenant_role, now() from (values ('admin@r.test', 'admin'), ('viewer@r.test', 'viewer'), ('max@m.test', 'viewer')) v (e, r);
create temp table who as select id, email from users;
grant select on who to public;
select tests.act_as('max@m.test');
select tests.refuses($$update website_members set role = 'admin' where user_id = (select id from who where email = 'viewer@r.test')$$, 'role_ceiling', 'raised');
select tests.refuses($$update website_members set role = 'viewer' where role = 'admin'$$, 'role_ceiling', 'who may more is out of reach');
select tests.refuses($$delete from website_members where role = 'admin'$$, 'role_ceiling', 'and not removed');
select tests.refuses($$update website_members set role = 'admin' where user_id = (select id from who where email = 'max@m.test')$$, 'own_membership', 'oneself');
select tests.refuses($$delete from website_members where user_id = (select id from who where email = 'max@m.test')$$, 'own_membership', 'oneself, removed');
select isnt_empty($$delete from website_members where user_id = (select id from who where email = 'viewer@r.test') returning 1$$, 'who may no more is removed');
