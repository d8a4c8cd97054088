-- T10: deactivating a member ends what they were a collaborator on; a later invitation counts
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'viewer');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), 'editor', now());
select tests.act_as('ann@a.test');
update tenant_members set is_active = false where email = 'bob@b.test';
select is_empty('select from website_members', 'the collaboration is gone');
select is((select member_count from usage_counters), 1, 'and so is the seat');
select tests.act_as_owner();
select throws_ok($$select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'))$$, 'PT403', null, 'no access is left');
select tests.act_as_owner();
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), 'viewer', now());
select lives_ok($$select tests.act_as('bob@b.test', tests.tenant_of('ann@a.test'))$$, 'unless they are invited again');
