-- T10, A6: members see the collaborators, managers remove them, nobody adds one by hand
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('col@a.test'), 'admin', now());
select tests.act_as('ed@a.test');
select is((select count(*)::integer from website_members), 1, 'an editor sees');
select is_empty('delete from website_members returning *', 'and removes none');
select tests.act_as('col@a.test');
select is_empty('select * from website_members', 'a collaborator does not see the team''s list');
select is_empty('delete from website_members returning *', 'nor removes');
select tests.act_as('eve@e.test');
select is_empty('select * from website_members', 'another tenant sees nothing');
select tests.act_as('ann@a.test');
select throws_ok($$insert into website_members (website_id, user_id) values (tests.website_of('ann@a.test'), tests.user_of('eve@e.test'))$$, '42501', null, 'by hand nobody is added');
select throws_ok($$update website_members set role = 'admin'$$, '42501', null, 'or promoted');
select isnt_empty('delete from website_members returning *', 'the owner removes');
select tests.act_as('col@a.test');
select is_empty('select * from websites', 'and the collaborator is out');
select tests.act_as('ann@a.test');
select set_eq($$select action from audit_logs where resource_type = 'website_member' and performed_by is not null$$, array['website_member.removed'], 'audited');
select is(metadata - 'website_id', jsonb_build_object('user_id', tests.user_of('col@a.test'), 'role', 'admin'), 'who it was') from audit_logs where action = 'website_member.removed';
