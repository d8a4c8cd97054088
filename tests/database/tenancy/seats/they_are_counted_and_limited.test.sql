-- S8: active members take seats; the statement that goes beyond the plan is refused whole
select tests.sign_up('ann@a.test');
select tests.sign_up('m' || n || '@a.test', '{"signup_as": "invitee"}') from generate_series(1, 6) n;
select tests.refuses($$select tests.add_member('m1@a.test', tests.tenant_of('ann@a.test'), 'viewer')$$, 'quota_exceeded', 'one seat on the free plan: the owner''s');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('m1@a.test', tests.tenant_of('ann@a.test'), 'viewer');
select is(member_count, 2, 'counted') from usage_counters;
create temp view many as select tests.tenant_of('ann@a.test') as tenant_id, id as user_id from users where email between 'm2@a.test' and 'm5@a.test';
select tests.refuses('insert into tenant_members (tenant_id, user_id) select * from many', 'quota_exceeded', 'four at once are one too many');
select is(member_count, 2, 'none of them is counted') from usage_counters;
select lives_ok('insert into tenant_members (tenant_id, user_id) select * from many limit 3', 'three fit');
select throws_like($$select tests.add_member('m6@a.test', tests.tenant_of('ann@a.test'), 'viewer')$$, 'Plan limit reached: max_collaborators (5 of 5 used)', 'the error names the limit and what is used');
select is(member_count, 5, 'five of five') from usage_counters;
