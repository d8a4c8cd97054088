-- B6: higher priority first, then what expires soonest; one transaction row a grant, one operation a call
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select private.add_credits(current_setting('t.tenant')::uuid, 'one_time:credits', 10, 'checkout', 'for good');
select private.add_credits(current_setting('t.tenant')::uuid, 'one_time:credits', 10, 'checkout', 'late', now() + interval '2 days');
select private.add_credits(current_setting('t.tenant')::uuid, 'subscription', 10, 'invoice', 'soon', now() + interval '1 day');
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 10, 'admin', 'first', now() + interval '9 days', p_priority => 90);
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 10, 'admin', 'last', now() + interval '1 hour', p_priority => 10);
select tests.act_as('ann@a.test');
select is(row(amount, balance, description)::text, '(25,25,"A poster")', 'the answer') from consume_credits(25, 'A poster', 'k1');
select results_eq('select source_id, remaining_credits from credits order by remaining_credits, source_id collate "C"',
  $$values ('first', 0::bigint), ('soon', 0), ('late', 5), ('for good', 10), ('last', 10)$$, 'in order');
select results_eq($$select c.source_id, t.credits, t.type::text, t.user_id = tests.user_of('ann@a.test') from credit_transactions t join credits c on c.id = t.credit_id where t.operation = 'k1' order by t.created_at$$,
  $$values ('first', -10::bigint, 'deduct', true), ('soon', -10, 'deduct', true), ('late', -5, 'deduct', true)$$, 'a row a grant');
select is((consume_credits(25, null, 'k2')).balance, 0::bigint, 'to the last one');
select tests.refuses($$select consume_credits(1, null, 'k3')$$, 'insufficient_credits', 'and no further');
select is((select count(*)::integer from credit_operations), 2, 'a refused call leaves nothing');
