-- S13, O4: a process that died keeps no credit: after 15 minutes maintenance gives it back
select tests.sign_up('ann@a.test');
select private.add_credits(tests.tenant_of('ann@a.test'), 'free', 5, 'admin', 'x');
update plans set ai_credits_per_month = 1 where slug = 'starter';
select tests.act_as('ann@a.test');
select set_config('t.' || n, (begin_ai_action('suggest_copy')).id::text, true) from unnest(array['a', 'b', 'c']) n;
select tests.act_as_owner();
select is(private.maintain_ai_actions(), 0::bigint, 'they still run');
update ai_usage_log set created_at = created_at - interval '16 minutes' where id <> current_setting('t.c')::uuid;
select is(private.maintain_ai_actions(), 2::bigint, 'two do no more');
select is(private.maintain_ai_actions(), 0::bigint, 'once');
select results_eq('select status::text, credits, error_message from ai_usage_log order by created_at',
  $$values ('failed', 0, 'nobody finished it'), ('failed', 0, 'nobody finished it'), ('reserved', 1, null)$$, 'logged');
select tests.act_as('ann@a.test');
select is(row(c.balance, (select ai_credits_used from usage_counters), c.own_used)::text, '(4,0,1)', 'all given back but the one that runs') from credit_balance() c;
