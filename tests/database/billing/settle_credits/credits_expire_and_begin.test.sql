-- B6, O4: expiry writes its own rows, by maintenance or whoever uses credits next; what begins can be used and repays
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true), set_config('t.other', tests.tenant_of('eve@e.test')::text, true);
select private.add_credits(t::uuid, 'subscription', 20, 'invoice', 'in_1', now() + interval '1 day'), private.add_credits(t::uuid, 'free', 5, 'admin', 'good')
from unnest(array[current_setting('t.tenant'), current_setting('t.other')]) t;
select private.add_credits(current_setting('t.tenant')::uuid, 'free', 7, 'admin', 'later', null, now() + interval '2 days');
select is(private.maintain_credits(), 0::bigint, 'nothing is due');
-- three days pass
alter table credits disable trigger user;
update credits set effective_at = effective_at - interval '3 days', expires_at = expires_at - interval '3 days';
update credit_balances set due_at = due_at - interval '3 days';
alter table credits enable trigger user;
select tests.act_as('ann@a.test');
select is(row(c.balance, c.usable)::text, '(12,12)', 'who looks sees it before anybody has written it') from credit_balance() c;
select is((consume_credits(10, null, 'k')).balance, 2::bigint, 'who uses credits settles them');
select results_eq($$select c.source_id, t.credits from credit_transactions t join credits c on c.id = t.credit_id where t.type = 'expire'$$, $$values ('in_1', -20::bigint)$$, 'the expired ones are gone');
select tests.act_as_owner();
select is(private.maintain_credits(), 1::bigint, 'maintenance does the rest');
select is(private.maintain_credits(), 0::bigint, 'once');
select is((select row(remaining, pending, due_at)::text from credit_balances where tenant_id = current_setting('t.other')::uuid), '(5,0,)', 'the other tenant''s');
