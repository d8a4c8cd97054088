-- S9: the newest websites beyond the plan are archived, the last people beyond it step back, never the owner; nothing is deleted, and an upgrade brings nothing back
select tests.sign_up('ann@a.test');
select tests.sign_up(e, '{"signup_as": "invitee"}') from unnest(array['old@a.test', 'new@a.test', 'col@a.test', 'off@a.test']) e;
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'pro');
select tests.act_as('ann@a.test');
select create_website('Site ' || i) from generate_series(2, 5) i;
insert into pages (website_id, title, slug) select id, 'P' || i, '/p' || i from websites, generate_series(1, 30) i where name !~ '^Site';
select tests.act_as_owner();
alter table websites disable trigger _200_keep;
update websites set created_at = case when name ~ '^Site' then now() - interval '1 day' * (9 - right(name, 1)::integer) else now() - interval '10 days' end;
alter table websites enable trigger _200_keep;
insert into tenant_members (tenant_id, user_id, role, accepted_at, is_active) values
  (current_setting('t.tenant')::uuid, tests.user_of('new@a.test'), 'admin', now() - interval '1 day', true),
  (current_setting('t.tenant')::uuid, tests.user_of('old@a.test'), 'viewer', now() - interval '5 days', true),
  (current_setting('t.tenant')::uuid, tests.user_of('off@a.test'), 'viewer', now() - interval '9 days', false);
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
  select tenant_id, id, tests.user_of('col@a.test'), 'editor', now() - interval '2 days' from websites where name = 'Site 2';
update plans set max_collaborators = 3 where slug = 'growth';
create temp table before as select (select count(*) from websites) + (select count(*) from pages) + (select count(*) from tenant_members) + (select count(*) from website_members) as rows;
select results_eq('select website_count, member_count from usage_counters', 'values (5, 4)', 'before');

select tests.on_plan(current_setting('t.tenant')::uuid, 'growth');
select set_eq($$select name from websites where status = 'archived'$$, $$values ('Site 4'), ('Site 5')$$, 'the newest websites');
select set_eq('select email from tenant_members where is_active', $$values ('ann@a.test'), ('old@a.test')$$, 'the last to join');
select is(accepted_at is not null, true, 'who came before them stays') from website_members;
select results_eq('select website_count, member_count from usage_counters', 'values (3, 3)', 'counted');
select tests.on_plan(current_setting('t.tenant')::uuid, 'starter');
select set_eq($$select name from websites where status <> 'archived'$$, $$select name from websites order by created_at limit 1$$, 'down to one');
select set_eq('select email from tenant_members where is_active', $$values ('ann@a.test')$$, 'the owner stays');
select is(accepted_at, null, 'a collaborator is to be invited again') from website_members;
select is((private.membership(tests.user_of('col@a.test'), current_setting('t.tenant')::uuid)).tenant_id, null, 'and is let in no more');
select results_eq('select website_count, member_count from usage_counters', 'values (1, 1)', 'counted');
select is((select count(*) from websites) + (select count(*) from pages) + (select count(*) from tenant_members) + (select count(*) from website_members), rows, 'nothing is deleted') from before;
select tests.act_as('ann@a.test');
select tests.refuses($$insert into pages (website_id, title, slug) select id, 'One more', '/more' from websites where status <> 'archived'$$, 'quota_exceeded', 'pages beyond the plan stay, and grow no further');
select tests.refuses($$update tenant_members set is_active = true where email = 'old@a.test'$$, 'quota_exceeded', 'no seat');
select tests.refuses($$select restore_website(id) from websites where name = 'Site 2'$$, 'quota_exceeded', 'no room');
select results_eq($$select count(*) filter (where action = 'website.archived' and metadata ->> 'reason' = 'plan_limit'), count(*) filter (where action = 'user.removed') from audit_logs$$, 'values (4::bigint, 2::bigint)', 'audited');
select tests.act_as_owner();
select tests.on_plan(current_setting('t.tenant')::uuid, 'pro');
select results_eq('select website_count, member_count from usage_counters', 'values (1, 1)', 'an upgrade brings nothing back');
select tests.act_as('ann@a.test');
select isnt(restore_website(id), null, 'one does: ' || name) from websites where status = 'archived' order by name;
update tenant_members set is_active = true where email = 'old@a.test';
select is(is_active, true, 'somebody') from tenant_members where email = 'old@a.test';
select throws_ok($$select private.change_plan(current_setting('t.tenant')::uuid, gen_random_uuid())$$, '42501', null, 'no client changes plans');
select throws_ok($$update tenants set plan_id = gen_random_uuid()$$, '42501', null, 'in no way');
