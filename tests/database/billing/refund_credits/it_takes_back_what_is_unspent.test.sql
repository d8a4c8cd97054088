-- B6, B2: a refund takes what is unspent, the rest is owed, whatever the plan allows; told twice or out of order it is the same
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select private.add_credits(current_setting('t.tenant')::uuid, 'one_time:credits', 100, 'checkout', 'cs_1', p_user => tests.user_of('ann@a.test'));
select tests.act_as('ann@a.test');
select is((consume_credits(30, null, 'k')).balance, 70::bigint, 'thirty are used');
select tests.act_as_owner();
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'cs_1', 50), 50::bigint, 'half of it is refunded');
select is((select remaining_credits from credits), 20::bigint, 'out of what is there');
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'cs_1', 50), 0::bigint, 'told again');
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'cs_1', 25), 0::bigint, 'an earlier one, told later');
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'cs_1', 1000), 50::bigint, 'all of it');
select is((select row(remaining, overdraft)::text from credit_balances), '(0,30)', 'what was used is owed');
select results_eq($$select type::text, credits, credit_id is null from credit_transactions where type = 'refund' order by created_at$$,
  $$values ('refund', -50::bigint, false), ('refund', -20, false), ('refund', -30, true)$$, 'by rows of its own');
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'cs_9', 10), 0::bigint, 'nothing was granted for that');
select is((private.add_credits(current_setting('t.tenant')::uuid, 'one_time:credits', 40, 'checkout', 'cs_2')).remaining_credits, 10::bigint, 'the next purchase repays');
