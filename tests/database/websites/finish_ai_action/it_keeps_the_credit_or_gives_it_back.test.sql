-- S13: success keeps the credit, failure gives it back to where it came from; the first word counts
select tests.sign_up('ann@a.test');
update plans set ai_credits_per_month = 2 where slug = 'starter';
select private.add_credits(tests.tenant_of('ann@a.test'), 'free', 2, 'admin', 'x');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.act_as('ann@a.test');
select set_config('t.' || n, (begin_ai_action('suggest_copy')).id::text, true) from unnest(array['a', 'b', 'c', 'd']) n;
select tests.act_as_service();
select is(row(f.status, f.credits, f.prompt_tokens, f.completion_tokens, f.total_tokens, f.estimated_cost_usd)::text, '(success,1,100,20,120,0.001250)', 'kept')
from finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.a')::uuid, 'success', 100, 20, 0.00125) f;
select is(row(f.status, f.credits, f.error_message)::text, '(failed,0,timeout)', 'given back') from finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.b')::uuid, 'failed', 7, 0, 0, 'timeout') f;
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.c')::uuid, 'success')).status::text, 'success', 'one of the ledger kept');
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.d')::uuid, 'failed')).status::text, 'failed', 'and one given back');
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.a')::uuid, 'failed')).status::text, 'success', 'ended is ended');
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.b')::uuid, 'success')).credits, 0, 'the other way too');
select tests.refuses($$select finish_ai_action(current_setting('t.tenant')::uuid, gen_random_uuid(), 'failed')$$, 'not_found', 'one that is not there');
select tests.refuses($$select finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.a')::uuid, 'reserved')$$, 'invalid_input', 'no end');
select tests.refuses($$select finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.a')::uuid, 'success', -1)$$, 'invalid_input', 'fewer than no tokens');
select tests.act_as('ann@a.test');
select is((select ai_credits_used from usage_counters), 1, 'one of the allowance');
select is((credit_balance()).balance, 1::bigint, 'one of the ledger');
select is((credit_balance()).own_used, 2, 'two of the person''s');
select results_eq($$select type::text, credits from credit_transactions where ai_usage_id = current_setting('t.d')::uuid order by created_at$$, $$values ('deduct', -1::bigint), ('return', 1)$$, 'there and back');
select is(get_monthly_ai_credits(current_setting('t.tenant')::uuid), 2, 'this month''s successes');
