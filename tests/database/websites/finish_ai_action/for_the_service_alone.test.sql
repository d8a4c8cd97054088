-- S13, A6: nobody says of their own action that it failed, and nobody writes the log
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.id', (begin_ai_action('suggest_copy')).id::text, true);
select throws_ok($$select finish_ai_action(tests.tenant_of('ann@a.test'), current_setting('t.id')::uuid, 'failed')$$, '42501', null, 'not the person');
select throws_ok($$update ai_usage_log set status = 'failed', credits = 0$$, '42501', null, 'by no update');
select throws_ok($$insert into ai_usage_log (user_id, action_type) values (tests.user_of('ann@a.test'), 'suggest_copy')$$, '42501', null, 'and no insert');
select throws_ok('delete from ai_usage_log', '42501', null, 'or delete');
select tests.act_as_anon();
select throws_ok($$select finish_ai_action(tests.tenant_of('ann@a.test'), current_setting('t.id')::uuid, 'failed')$$, '42501', null, 'not anybody');
select tests.act_as_service();
select throws_ok($$update ai_usage_log set status = 'failed', credits = 0$$, '42501', null, 'the service by the function alone');
