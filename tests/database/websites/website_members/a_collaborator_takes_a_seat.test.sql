-- T10, S8: collaborators count as seats, once a person
select tests.sign_up('ann@a.test');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.second', private.create_website_for(tests.tenant_of('ann@a.test'), 'Second', 'second-x1')::text, true);
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, tests.user_of('col@a.test'), 'editor', now());
select is((select member_count from usage_counters), 2, 'counted');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.second')::uuid, tests.user_of('col@a.test'), 'editor', now());
select is((select member_count from usage_counters), 2, 'once, on two websites');
delete from website_members;
select is((select member_count from usage_counters), 1, 'freed');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'starter');
select tests.refuses($$insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
  values (tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, tests.user_of('col@a.test'), 'editor', now())$$, 'quota_exceeded', 'a plan of one seat has none left');
select throws_ok(format('insert into website_members (tenant_id, website_id, user_id, role) values (%L, %L, %L, %L)',
  tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, tests.user_of('col@a.test'), r), '23514', null, 'nobody is ' || r || ' of a website')
from unnest(array['owner', 'custom']) r;
