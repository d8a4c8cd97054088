-- Name, address and picture in the team list follow the person, in every tenant
select tests.sign_up('ann@a.test', '{"full_name": "Ann"}'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('bob@b.test'), 'growth');
select tests.add_member('ann@a.test', tests.tenant_of('bob@b.test'), 'viewer');
select is(count(*)::integer, 2, 'copied on joining') from tenant_members where display_name = 'Ann' and email = 'ann@a.test';
select tests.act_as('ann@a.test');
update users set full_name = 'Ann Lee', avatar_url = 'https://a.test/ann.png';
select tests.act_as_owner();
select is(count(*)::integer, 2, 'and on a change') from tenant_members where display_name = 'Ann Lee' and avatar_url = 'https://a.test/ann.png';
select is(count(*)::integer, 1, 'of that person only') from tenant_members where display_name is null;
