-- B6: everything about credits is a sum of transactions: reconciling finds what is not, and mends it; none is right
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 10, 'admin', 'x');
select tests.act_as('ann@a.test');
select is((consume_credits(4, null, 'k')).balance, 6::bigint, 'used');
select tests.act_as_platform_admin('eve@e.test');
select set_eq($$select what, kept, counted from reconcile_credits(current_setting('t.tenant')::uuid)$$, $$values ('balance', 6::bigint, 6::bigint), ('balance owed', 0, 0)$$, 'all is well');
select tests.act_as_owner();
update credits set remaining_credits = 9;
update credit_balances set remaining = 8, overdraft = 2;
insert into credit_overdrafts (tenant_id, credits) values (current_setting('t.tenant')::uuid, 1);
select is((select count(*)::integer from private.check_invariants_credits() where invariant ~ 'sums'), 4, 'the invariants see it');
select tests.act_as_platform_admin('eve@e.test');
select set_eq($$select what, kept, counted from reconcile_credits(current_setting('t.tenant')::uuid)$$,
  $$values ('grant', 9::bigint, 6::bigint), ('overdraft', 1, 0), ('balance', 8, 6), ('balance owed', 2, 0)$$, 'told');
select is_empty($$select * from reconcile_credits(current_setting('t.tenant')::uuid) where kept <> counted$$, 'and mended');
select is(row(remaining, overdraft)::text, '(6,0)', 'to what happened') from credit_balances;
