-- T8, B6: an invitation is no way around one's own credit limit: who is on the team already keeps theirs
select tests.sign_up('ann@a.test'), tests.sign_up('max@a.test', '{"signup_as": "invitee"}');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'growth');
insert into tenant_roles (tenant_id, id, key, name, permissions)
select current_setting('t.tenant')::uuid, '00000000-0000-0000-0000-0000000000aa', 'team_lead', 'Team lead', array_agg(permission) from role_permissions
where role = 'editor' or permission = 'member.manage';
select tests.add_member('max@a.test', current_setting('t.tenant')::uuid, 'editor');
update tenant_members set role = 'custom', custom_role_id = '00000000-0000-0000-0000-0000000000aa' where email = 'max@a.test';
insert into user_emails (user_id, email, verified) select id, 'max@other.test', true from users where email = 'max@a.test';
select tests.act_as('ann@a.test');
select is((set_credit_limit((select user_id from tenant_members where email = 'max@a.test'), 3)).credit_limit, 3, 'three credits');
select tests.act_as('max@a.test');
select tests.refuses(format('select set_credit_limit(%L, -1)', (select user_id from tenant_members where email = 'max@a.test')), 'own_membership', 'not by oneself');
create temp table token as select (create_invitation('max@other.test', 'viewer', credit_limit => -1)).token;
select is((accept_invitation((select token from token))).status, 200, 'an invitation to oneself');
create temp table site as select (create_invitation('max@other.test', 'viewer', website => tests.website_of('ann@a.test'))).token;
select is((accept_invitation((select token from site))).status, 200, 'and one to a website');
select tests.act_as_owner();
select is((select credit_limit from tenant_member_credit_limits l join users u on u.id = l.user_id where u.email = 'max@a.test'), 3, 'change nothing');
select is((select role from tenant_members where email = 'max@a.test'), 'custom', 'nor the role');
