-- S13, O4: an action that nobody can end keeps no other tenant's credits from going back
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth'), tests.on_plan(tests.tenant_of('bob@b.test'), 'growth');
select tests.act_as('ann@a.test');
select set_config('t.a', (begin_ai_action('suggest_copy')).id::text, true);
select tests.act_as('bob@b.test');
select set_config('t.b', (begin_ai_action('suggest_copy')).id::text, true);
select tests.act_as_owner();
alter table ai_usage_log disable trigger user;
update ai_usage_log set created_at = created_at - case id::text when current_setting('t.a') then interval '30 minutes' else interval '20 minutes' end;
alter table ai_usage_log enable trigger user;
-- a counter that would go below zero
update usage_counters set ai_credits_used = 0 where tenant_id = tests.tenant_of('ann@a.test');
select is((select done from private.run_maintenance('ai_actions')), 1::bigint, 'one is ended');
select is((select problem from private.run_maintenance('ai_actions')), null, 'and nothing stops the task');
select is((select status from ai_usage_log where id = current_setting('t.b')::uuid), 'failed', 'the other one');
select is((select status from ai_usage_log where id = current_setting('t.a')::uuid), 'reserved', 'which stays for the next time');
update usage_counters set ai_credits_used = 1 where tenant_id = tests.tenant_of('ann@a.test');
select is((select done from private.run_maintenance('ai_actions')), 1::bigint, 'and is ended then');
