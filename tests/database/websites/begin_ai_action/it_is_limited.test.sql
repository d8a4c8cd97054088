-- S13, A10: twenty at once a person; one refused is logged and takes nothing; a person's credit limit holds here too
select tests.sign_up('ann@a.test'), tests.sign_up('ed@a.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro'), tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.act_as('ann@a.test');
select is((select count(*)::integer from generate_series(1, 20) where (begin_ai_action('suggest_copy')).status = 200), 20, 'twenty');
select is(row(a.status, a.reason, a.retry_after between 1 and 6)::text, '(429,rate_limited,t)', 'no more') from begin_ai_action('suggest_copy') a;
select is((select row(status, credits, error_message)::text from ai_usage_log where status = 'rate_limited'), '(rate_limited,0,rate_limited)', 'logged');
select is((select ai_credits_used from usage_counters), 20, 'and not counted');
select is((set_credit_limit(tests.user_of('ed@a.test'), 1)).credit_limit, 1, 'a limit');
select tests.act_as('ed@a.test');
select is((begin_ai_action('suggest_copy')).status, 200, 'somebody else goes on');
select is(row(a.status, a.reason)::text, '(402,credit_limit_reached)', 'to the own limit') from begin_ai_action('suggest_copy') a;
select is((select ai_credits_used from usage_counters), 21, 'which takes nothing of the allowance');
