-- S13: successes of this UTC month, of one's own tenant
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
insert into ai_usage_log (tenant_id, user_id, action_type, status, credits, allowance_period, finished_at, created_at)
select tests.tenant_of('ann@a.test'), tests.user_of('ann@a.test'), 'suggest_copy', s::ai_action_status, case s when 'success' then 1 else 0 end, 'epoch', at, at
from unnest(array['success', 'failed', 'rate_limited']) s,
  unnest(array[date_trunc('month', now(), 'UTC'), now(), date_trunc('month', now(), 'UTC') - interval '1 second']) at;
select tests.act_as('ann@a.test');
select is(get_monthly_ai_credits(tests.tenant_of('ann@a.test')), 2, 'two');
select tests.act_as('eve@e.test');
select is(get_monthly_ai_credits(tests.tenant_of('ann@a.test')), null, 'not another tenant''s');
select tests.act_as_service();
select is(get_monthly_ai_credits(tests.tenant_of('ann@a.test')), 2, 'the service');
select tests.act_as_anon();
select throws_ok($$select get_monthly_ai_credits(tests.tenant_of('ann@a.test'))$$, '42501', null, 'nobody in particular');
