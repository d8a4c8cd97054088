-- S13, B6: credits that were owed and repaid from several grants go back to each as far as it repaid them, once
insert into plans (name, slug, credit_overdraft_limit, ai_credits_per_month, price_monthly_cents, display_order) values ('Owing', 'owing', 10, 0, 1, 9);
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.on_plan(current_setting('t.tenant')::uuid, 'owing');
select tests.act_as('ann@a.test');
select set_config('t.' || n, (begin_ai_action('suggest_copy')).id::text, true) from unnest(array['a', 'b']) n;
select tests.act_as_owner();
select is((private.add_credits(current_setting('t.tenant')::uuid, 'free', 1, 'admin', g)).remaining_credits, 0::bigint, g || ' repays one') from unnest(array['x', 'y']) g;
select tests.act_as_service();
select is((finish_ai_action(current_setting('t.tenant')::uuid, current_setting('t.' || n)::uuid, 'failed')).status, 'failed', n || ' fails') from unnest(array['a', 'b']) n;
select results_eq('select remaining_credits from credits order by source_id', 'values (1::bigint), (1)', 'each grant has its own again');
select tests.act_as('ann@a.test');
select is((begin_ai_action('suggest_copy')).status, 200, 'used again') from generate_series(1, 2);
select is((credit_balance()).balance, 0::bigint, 'once');
