-- S8: tenant_usage() shows what is used and allowed of each limit, to those who may read the tenant
-- breaks invariants on purpose
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
insert into assets (tenant_id, id, original_filename, cloudinary_public_id, size_bytes)
select t, i, 'a', format('tenantry/%s/%s/a', t, i), 5 from tests.tenant_of('ann@a.test') t, gen_random_uuid() i;
update usage_counters set widget_count = 1, interaction_count = 7, ai_credits_used = 3;
select tests.act_as('ann@a.test');
select set_eq(format('select * from tenant_usage(%L)', tests.tenant_of('ann@a.test')), $$values ('websites', 1::bigint, 1::bigint), ('pages_per_site', 1, 5), ('seats', 1, 1),
  ('storage_bytes', 5, 104857600), ('widgets', 1, 1), ('interactions', 7, 100), ('ai_credits', 3, 10)$$, 'all of them');
select is_empty(format('select * from tenant_usage(%L)', tests.tenant_of('bob@b.test')), 'nothing of others');
select tests.act_as_owner();
update usage_counters set period_start = now() - interval '2 months', period_end = now() - interval '1 month';
select tests.act_as('ann@a.test');
select is(sum(used)::integer, 0, 'what belongs to a past month is not counted') from tenant_usage(tests.tenant_of('ann@a.test')) where resource in ('interactions', 'ai_credits');
select tests.act_as_anon();
select throws_ok(format('select * from tenant_usage(%L)', tests.tenant_of('ann@a.test')), '42501', null, 'anonymous: no');
