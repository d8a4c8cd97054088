-- S13, B6: what several grants repaid goes back to each of them once, so that no grant has more than it began with
insert into plans (name, slug, credit_overdraft_limit, ai_credits_per_month, price_monthly_cents, display_order) values ('Owing', 'owing', 10, 0, 1, 9);
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'owing');
select tests.act_as('ann@a.test');
select set_config('t.' || n, (begin_ai_action('suggest_copy')).id::text, true) from unnest(array['a', 'b']) n;
select tests.act_as_owner();
select is((private.add_credits(current_setting('t.tenant')::uuid, 'free', 1, 'admin', s)).remaining_credits, 0::bigint, s || ' repays one') from unnest(array['x', 'y']) s;
select tests.act_as_service();
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.a')::uuid, 'failed')).credits, 0, 'one fails');
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.b')::uuid, 'failed')).credits, 0, 'and the other');
select results_eq('select source_id, remaining_credits from credits order by 1', $$values ('x', 1::bigint), ('y', 1)$$, 'each grant has its own again');
