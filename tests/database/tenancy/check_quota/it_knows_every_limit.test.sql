-- S8: check_quota() compares with the plan's column, and the error names limit, use and the plan that lifts it
select tests.sign_up('ann@a.test');
create temp table t as select tests.tenant_of('ann@a.test') as id;
create function pg_temp.hint(p_limit text, p_used bigint) returns text language plpgsql as $$
declare v_hint text;
begin
  perform private.check_quota((select id from t), p_limit, p_used, 1);
  return 'fits';
exception when sqlstate 'PT402' then
  get stacked diagnostics v_hint = pg_exception_hint;
  return sqlerrm || '. ' || v_hint;
end
$$;
select is(pg_temp.hint(l, allowed), 'fits', l || ': up to the limit') from (values ('max_websites', 1), ('max_pages_per_site', 5), ('storage_limit_mb', 104857600),
  ('ai_credits_per_month', 10), ('max_collaborators', 1), ('max_widgets', 1), ('max_interactions_per_month', 100)) v (l, allowed);
select is(pg_temp.hint('max_websites', 2), 'Plan limit reached: max_websites (1 of 1 used). The Growth plan allows more.', 'the next plan');
select is(pg_temp.hint('max_websites', 7), 'Plan limit reached: max_websites (6 of 1 used). The Pro plan allows more.', 'the first that is big enough');
select is(pg_temp.hint('max_websites', 11), 'Plan limit reached: max_websites (10 of 1 used). No plan allows more; remove something first.', 'none is');
select is(pg_temp.hint('storage_limit_mb', 104857601), 'Plan limit reached: storage_limit_mb (104857600 of 104857600 used). The Growth plan allows more.', 'storage is in bytes');
update plans set is_active = false where slug = 'growth';
select is(pg_temp.hint('max_websites', 2), 'Plan limit reached: max_websites (1 of 1 used). The Pro plan allows more.', 'a retired plan is not offered');
select throws_ok(format('select private.check_quota(%L, $$no_such_limit$$, 1, 1)', id), null, null, 'a limit that is none is a bug, and says so') from t;
select throws_ok(format('set local role %I; select private.check_quota(null, $$max_websites$$, 1, 1)', r), '42501', null, 'not for ' || r) from unnest(array['anon', 'authenticated', 'service_role']) r;
