-- T12: Auth's change of address reaches the person, their addresses and every team list
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('bob@b.test'), 'growth');
select tests.add_member('ann@a.test', tests.tenant_of('bob@b.test'), 'viewer');
update auth.users set email = 'Ann@New.test' where email = 'ann@a.test';
select is(count(*)::integer, 1, 'the person') from users where email = 'ann@new.test';
select set_eq($$select email, is_primary from user_emails where user_id = tests.user_of('ann@new.test')$$,
  $$values ('ann@a.test', false), ('ann@new.test', true)$$, 'the addresses');
select is(count(*)::integer, 2, 'both memberships') from tenant_members where email = 'ann@new.test';
update auth.users set email = 'ann@a.test' where email = 'Ann@New.test';
select set_eq($$select email, is_primary from user_emails where user_id = tests.user_of('ann@a.test')$$,
  $$values ('ann@a.test', true), ('ann@new.test', false)$$, 'and back');
select is(count(*)::integer, 1, 'others are not touched') from user_emails where user_id = tests.user_of('bob@b.test') and is_primary;
