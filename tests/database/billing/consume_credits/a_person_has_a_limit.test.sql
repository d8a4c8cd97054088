-- B6: a person's own limit holds over grants and overdraft, and a refusal counts nothing
select tests.sign_up('ann@a.test'), tests.sign_up('ed@a.test', '{"signup_as": "invitee"}');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'growth'), tests.add_member('ed@a.test', current_setting('t.tenant')::uuid, 'editor');
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 100, 'admin', 'x');
insert into tenant_member_credit_limits (tenant_id, user_id, credit_limit) values (current_setting('t.tenant')::uuid, tests.user_of('ed@a.test'), 5);
select tests.act_as('ed@a.test');
select is((consume_credits(3, null, 'k1')).amount, 3::bigint, 'within it');
select tests.refuses($$select consume_credits(3, null, 'k2')$$, 'credit_limit_reached', 'beyond it');
select is((consume_credits(2, null, 'k3')).balance, 95::bigint, 'up to it');
select is(row(c.own_limit, c.own_used)::text, '(5,5)', 'counted') from credit_balance() c;
select tests.act_as('ann@a.test');
select is((consume_credits(50, null, 'k4')).balance, 45::bigint, 'who has none is free');
select is((select used_credits from tenant_member_credit_limits where user_id = tests.user_of('ann@a.test')), 50, 'and counted too');
