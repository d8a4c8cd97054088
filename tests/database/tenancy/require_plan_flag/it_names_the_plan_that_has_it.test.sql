-- S8: what a plan has or has not is asked by name; the refusal says which plan has it
select tests.sign_up('ann@a.test');
select set_config('t.tenant', tests.tenant_of('ann@a.test')::text, true);
create temp table flag as select unnest(array['custom_domain_allowed', 'collaboration_enabled', 'analytics_enabled', 'priority_support']) as name;
prepare ask as select private.require_plan_flag(current_setting('t.tenant')::uuid, $1, 'That');
select tests.refuses(format('execute ask(%L)', name), 'plan_required', name || ': not on starter') from flag;
select throws_like($$execute ask('analytics_enabled')$$, 'That needs the growth plan', 'the next one');
select throws_like($$execute ask('priority_support')$$, 'That needs the pro plan', 'the first that has it');
update plans set is_active = false where slug = 'growth';
select throws_like($$execute ask('analytics_enabled')$$, 'That needs the pro plan', 'none that is retired');
select tests.on_plan(current_setting('t.tenant')::uuid, 'pro');
select lives_ok(format('execute ask(%L)', name), name || ': on pro') from flag;
select throws_ok($$execute ask('no_such_flag')$$, 'P0001', null, 'a flag that is none is a bug, and says so');
select throws_ok(format('set local role %I; select private.require_plan_flag(null, $$analytics_enabled$$, $$$$)', r), '42501', null, 'not for ' || r) from unnest(array['anon', 'authenticated', 'service_role']) r;
