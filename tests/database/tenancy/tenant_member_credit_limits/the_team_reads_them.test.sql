-- T8: members read the team's credit limits; no client writes them
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('vic@v.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth'), tests.add_member('vic@v.test', tests.tenant_of('ann@a.test'), 'viewer');
insert into tenant_member_credit_limits (tenant_id, user_id, credit_limit) values (tests.tenant_of('ann@a.test'), tests.user_of('vic@v.test'), 10);
select throws_ok(q, s, null, q) from (values ('insert into tenant_member_credit_limits (tenant_id, user_id) select tenant_id, user_id from tenant_member_credit_limits', '23505'),
  ('update tenant_member_credit_limits set credit_limit = -2', '23514'), ('update tenant_member_credit_limits set used_credits = -1', '23514')) v (q, s);
select tests.act_as('vic@v.test');
select results_eq('select credit_limit from tenant_member_credit_limits', array[10], 'a viewer, their own');
select throws_ok(q, '42501', null, q) from unnest(array['insert into tenant_member_credit_limits (user_id) values (gen_random_uuid())', 'update tenant_member_credit_limits set credit_limit = -1', 'delete from tenant_member_credit_limits']) q;
select tests.act_as('bob@b.test');
select is_empty('select * from tenant_member_credit_limits', 'another tenant: none');
select tests.act_as_anon();
select throws_ok('select * from tenant_member_credit_limits', '42501', null, 'anonymous: nothing');
