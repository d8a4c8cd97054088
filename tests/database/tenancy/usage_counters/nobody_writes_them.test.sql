-- A6, S8: counters are read with tenant.read and written by triggers alone
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select results_eq('select tenant_id from usage_counters', array[tests.tenant_of('ann@a.test')], 'the own row');
select throws_ok(q, '42501', null, q) from unnest(array['update usage_counters set website_count = 0', 'delete from usage_counters', 'insert into usage_counters (tenant_id) values (gen_random_uuid())']) q;
select tests.act_as_service();
select throws_ok('update usage_counters set website_count = 0', '42501', null, 'not by the service');
select tests.act_as_owner();
select throws_ok('update usage_counters set website_count = -1', '23514', null, 'never below zero');
