-- B6, B2: what was paid for is granted once, under however many events and types it comes; one in the past is there and gone
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select is((private.add_credits(current_setting('t.tenant')::uuid, 'subscription', 100, 'invoice', 'in_1', now() + interval '30 days')).remaining_credits, 100::bigint, 'granted');
select is((private.add_credits(current_setting('t.tenant')::uuid, 'subscription', 100, 'invoice', 'in_1', now() + interval '31 days')).total_credits, 100::bigint, 'again');
select is((select remaining from credit_balances), 100::bigint, 'is the same one');
select is((private.add_credits(current_setting('t.tenant')::uuid, 'subscription', 100, 'invoice', 'in_0', now() - interval '1 day')).remaining_credits, 0::bigint, 'of a period that is over');
select results_eq($$select t.type::text, t.credits from credit_transactions t join credits c on c.id = t.credit_id where c.source_id = 'in_0' order by t.created_at$$,
  $$values ('add:subscription', 100::bigint), ('expire', -100)$$, 'there and gone');
select is((select remaining from credit_balances), 100::bigint, 'and nothing to use');
