-- B6, T11: a platform admin grants credits once a key, audited; they can be used at once, or from when they begin
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
update user_roles set role = 'admin' where user_id = tests.user_of('eve@e.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
select tests.act_as_platform_admin('eve@e.test');
select is(row(g.mode, g.total_credits, g.remaining_credits, g.source_type, g.priority, g.expires_at)::text, '(free,50,50,admin,50,)', 'granted')
from grant_credits(current_setting('t.tenant')::uuid, 50, 'sorry-1', 'For the outage') g;
select is((grant_credits(current_setting('t.tenant')::uuid, 50, 'sorry-1')).remaining_credits, 50::bigint, 'the same key again: the same grant');
select tests.refuses($$select grant_credits(current_setting('t.tenant')::uuid, 60, 'sorry-1')$$, 'key_reused', 'for something else');
select is((grant_credits(current_setting('t.tenant')::uuid, 5, 'later', null, null, now() + interval '1 day', 90)).remaining_credits, 5::bigint, 'one that begins tomorrow');
select is((select count(*)::integer from credits), 2, 'two in all');
select tests.act_as('ann@a.test');
select is(row(c.balance, c.usable)::text, '(55,50)', 'not all can be used') from credit_balance() c;
select is((consume_credits(50, null, 'k')).balance, 5::bigint, 'what can');
select tests.refuses($$select consume_credits(1, null, 'k2')$$, 'insufficient_credits', 'tomorrow''s not today');
select results_eq($$select performed_by, metadata ->> 'credits', metadata ->> 'description' from audit_logs where action = 'credits.granted' order by created_at, metadata ->> 'credits' desc$$,
  $$values (tests.user_of('eve@e.test'), '50', 'For the outage'), (tests.user_of('eve@e.test'), '5', null)$$, 'the tenant sees who gave them');
