-- B6: a grant that has not begun repays nothing; once it begins it does
insert into plans (name, slug, credit_overdraft_limit, price_monthly_cents, display_order) values ('Owing', 'owing', 10, 1, 9);
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'owing');
select tests.act_as('ann@a.test');
select is((consume_credits(4, null, 'k')).balance, -4::bigint, 'owed');
select tests.act_as_owner();
select is((private.add_credits(current_setting('t.tenant')::uuid, 'free', 10, 'admin', 'later', null, now() + interval '1 day')).remaining_credits, 10::bigint, 'not begun: untouched');
alter table credits disable trigger user;
update credits set effective_at = effective_at - interval '2 days';
update credit_balances set due_at = due_at - interval '2 days';
alter table credits enable trigger user;
select is(private.maintain_credits(), 1::bigint, 'begun');
select is((select remaining_credits from credits), 6::bigint, 'it repays');
select is_empty('select * from credit_overdrafts', 'all of it');
