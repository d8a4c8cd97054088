-- T12, A6: a person reads their own addresses; no client writes them
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select results_eq('select email from user_emails', array['ann@a.test'], 'the own');
select throws_ok(q, '42501', null, q) from unnest(array['update user_emails set verified = true', 'delete from user_emails',
  format('insert into user_emails (user_id, email, verified) values (%L, $$x@x.test$$, true)', tests.user_of('ann@a.test'))]) q;
select tests.act_as_anon();
select throws_ok('select * from user_emails', '42501', null, 'anonymous: nothing');
