-- B6: a plan may let a tenant owe; the next grant repays, whoever owes first, before it can be used
insert into plans (name, slug, credit_overdraft_limit, max_collaborators, price_monthly_cents, display_order) values ('Owing', 'owing', 10, 9, 1, 9);
select tests.sign_up('ann@a.test'), tests.sign_up('ed@a.test', '{"signup_as": "invitee"}');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'owing'), tests.add_member('ed@a.test', current_setting('t.tenant')::uuid, 'editor');
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 3, 'admin', 'x');
select tests.act_as('ann@a.test');
select is((consume_credits(7, null, 'k1')).balance, -4::bigint, 'four are owed');
select tests.act_as('ed@a.test');
select is((consume_credits(6, null, 'k2')).balance, -10::bigint, 'and six more, to the limit');
select tests.refuses($$select consume_credits(1, null, 'k3')$$, 'insufficient_credits', 'no further');
select tests.act_as('ann@a.test');
select results_eq('select user_id, credits from credit_overdrafts order by created_at',
  $$values (tests.user_of('ann@a.test'), 4::bigint), (tests.user_of('ed@a.test'), 6)$$, 'by person');
select tests.act_as_owner();
select is((private.add_credits(current_setting('t.tenant')::uuid, 'one_time:credits', 7, 'checkout', 'cs_1')).remaining_credits, 0::bigint, 'a purchase repays');
select tests.act_as('ann@a.test');
select results_eq('select user_id, credits from credit_overdrafts', $$values (tests.user_of('ed@a.test'), 3::bigint)$$, 'the oldest debt first');
select is(row(c.balance, c.usable, c.overdraft)::text, '(-3,0,3)', 'the balance') from credit_balance() c;
select tests.act_as_owner();
select is((private.add_credits(current_setting('t.tenant')::uuid, 'one_time:credits', 7, 'checkout', 'cs_2')).remaining_credits, 4::bigint, 'what is left can be used');
select is_empty('select * from credit_overdrafts', 'nothing is owed');
select is((select sum(credits) from credit_transactions), 4::numeric, 'the sum is the balance');
select tests.on_plan(current_setting('t.tenant')::uuid, 'starter');
select tests.act_as('ann@a.test');
select tests.refuses($$select consume_credits(5, null, 'k4')$$, 'insufficient_credits', 'a plan without overdraft has none');
