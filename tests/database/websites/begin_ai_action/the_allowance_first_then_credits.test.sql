-- S13, S8: an action costs one: of the month's allowance first, then of the ledger; with neither it is 402, and logged
select tests.sign_up('ann@a.test');
update plans set ai_credits_per_month = 2 where slug = 'starter';
select private.add_credits(tests.tenant_of('ann@a.test'), 'free', 1, 'admin', 'x');
select tests.act_as('ann@a.test');
select is(row(a.status, a.reason, a.allowance_left, a.balance)::text, '(200,,1,1)', 'the first') from begin_ai_action('suggest_copy', tests.website_of('ann@a.test')) a;
select is(row(a.status, a.allowance_left, a.balance)::text, '(200,0,1)', 'the last of the allowance') from begin_ai_action('generate_layout') a;
select is(row(a.status, a.allowance_left, a.balance)::text, '(200,0,0)', 'the last credit') from begin_ai_action('seo_optimize', null, (select id from pages)) a;
select is(row(a.status, a.reason, a.allowance_left, a.balance)::text, '(402,insufficient_credits,0,0)', 'then none') from begin_ai_action('suggest_copy') a;
select is(current_setting('response.status'), '402', 'the status is set');
select results_eq('select action_type::text, status::text, credits, allowance_period is not null, error_message, website_id is not null from ai_usage_log order by created_at',
  $$values ('suggest_copy', 'reserved', 1, true, null, true), ('generate_layout', 'reserved', 1, true, null, false),
    ('seo_optimize', 'reserved', 1, false, null, true), ('suggest_copy', 'rate_limited', 0, false, 'insufficient_credits', false)$$, 'every attempt is logged');
select is((select used from tenant_usage(tests.tenant_of('ann@a.test')) where resource = 'ai_credits'), 2::bigint, 'usage shows the allowance''s');
select is((select string_agg(type::text || credits, ' ') from credit_transactions where ai_usage_id is not null), 'deduct-1', 'the ledger the other one');
select is((select used_credits from tenant_member_credit_limits), 3, 'the person''s are counted over both');
