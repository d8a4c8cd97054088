-- B6: credits that expired unused are not owed when their money goes back
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select private.add_credits(current_setting('t.tenant')::uuid, 'subscription', 100, 'invoice', 'in_1', now() + interval '1 day');
select tests.act_as('ann@a.test');
select is((consume_credits(30, null, 'k')).balance, 70::bigint, 'thirty are used');
select tests.act_as_owner();
alter table credits disable trigger user;
update credits set effective_at = effective_at - interval '2 days', expires_at = expires_at - interval '2 days';
update credit_balances set due_at = due_at - interval '2 days';
alter table credits enable trigger user;
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'in_1', 60), 0::bigint, 'less than what expired');
select is(private.refund_credits(current_setting('t.tenant')::uuid, 'in_1', 100), 30::bigint, 'all of it');
select is((select row(remaining, overdraft)::text from credit_balances), '(0,30)', 'only what was used is owed');
