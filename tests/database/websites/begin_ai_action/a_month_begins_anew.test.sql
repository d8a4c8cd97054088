-- S13: the allowance belongs to a UTC month: the first action after it begins anew; what is given back late belongs to the old one
select tests.sign_up('ann@a.test');
update plans set ai_credits_per_month = 1 where slug = 'starter';
select tests.act_as('ann@a.test');
select set_config('t.first', (begin_ai_action('suggest_copy')).id::text, true);
select is((begin_ai_action('suggest_copy')).status, 402, 'the allowance is used up');
select tests.act_as_owner();
-- a month passes
update usage_counters set period_start = period_start - interval '1 month', period_end = period_start;
update ai_usage_log set allowance_period = (select period_start from usage_counters) where allowance_period is not null;
select tests.act_as('ann@a.test');
select is((begin_ai_action('suggest_copy')).status, 200, 'a new month');
select tests.act_as_service();
select is((finish_ai_action(tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, 'failed')).credits, 0, 'last month''s failed');
select tests.act_as('ann@a.test');
select is((select ai_credits_used from usage_counters), 1, 'this month''s stays counted');
