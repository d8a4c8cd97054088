-- T7: who leaves for good is anonymised; what they did stays, their seat is free
select tests.sign_up('ann@a.test', '{"full_name": "Ann"}'), tests.sign_up('bob@b.test', '{"full_name": "Bob", "signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('bob@b.test', tests.tenant_of('ann@a.test'), 'editor');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), 'viewer', now());
update users set username = 'bob', preferences = '{"a": 1}', avatar_path = id || '/avatar' where email = 'bob@b.test';
delete from auth.users where email = 'bob@b.test';
select is(count(*)::integer, 1, 'the row stays, without a name') from users
where deleted_at is not null and status = 'disabled' and num_nonnulls(email, username, first_name, last_name, full_name, avatar_url, avatar_path, active_tenant_id) = 0
  and preferences = '{}';
select is_empty($$select * from user_emails where email = 'bob@b.test'$$, 'the address is gone');
select is(count(*)::integer, 1, 'the membership stays, inactive and nameless') from tenant_members
where role = 'editor' and not is_active and num_nonnulls(display_name, email, avatar_url) = 0;
select is_empty('select * from website_members', 'no website either');
select is(member_count, 1, 'the seat is free') from usage_counters;
select lives_ok($$select tests.sign_up('bob@b.test')$$, 'the address may sign up again');
