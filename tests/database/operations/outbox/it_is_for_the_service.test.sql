-- O5: only the service takes and ends things; only platform admins see failures, and never what is in them
select tests.sign_up('ann@a.test');
select tests.sign_up('was@p.test');
insert into private.outbox (kind, payload) values ('send_mail', '{}');
create temp table calls (who text, call text);
insert into calls select w, c from unnest(array['anon', 'ann', 'admin by token alone']) w,
  unnest(array['claim_outbox(''send_mail'')', 'finish_outbox(1, 1)', 'waiting_outbox()', 'failed_effects()', 'retry_effect(1)']) c;
grant select on calls to public;
select tests.act_as_anon();
select throws_ok('select * from ' || call, '42501', null, who || ': ' || call) from calls where who = 'anon';
select tests.act_as('ann@a.test');
select throws_ok('select * from ' || call, '42501', null, who || ': ' || call) from calls where who = 'ann';
select tests.act_as_platform_admin('was@p.test');
select throws_ok('select * from ' || call, '42501', null, who || ': ' || call) from calls where who like 'admin%' and call not like '%failed%' and call not like 'retry%';
select tests.refuses('select * from ' || call, 'forbidden', who || ': ' || call) from calls where who like 'admin%' and (call like '%failed%' or call like 'retry%');
select tests.act_as_service();
select results_eq('select kind, waiting from waiting_outbox()', $$values ('send_mail', 1::bigint)$$, 'the service sees what is due');
select is((select finish_outbox(c.id, c.attempt) from claim_outbox('send_mail') c), true, 'takes it and ends it');
select throws_ok('select * from failed_effects()', '42501', null, 'failures are the admins''');
