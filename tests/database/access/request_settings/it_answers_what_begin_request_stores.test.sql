-- A1: request_settings() is the context as settings, for servers that set it in each transaction
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
create temp table answer as select * from jsonb_each_text(private.request_settings());
select is(current_setting(key), value, key) from answer;
select is(count(*)::integer, 8, 'all of it') from answer;
select set_config(key, '', true) from answer;
select set_config(key, value, true) from answer;
select is(private.tenant_id(), tests.tenant_of('ann@a.test'), 'set again, it counts');
