-- S8, S11: a reservation counts at once, and one beyond the plan is refused with the plan that lifts it
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.first', (reserve_asset('C:\fakepath\..\Über uns/Mein Logo (2).PNG', 1048576, 'image/png')).asset_id::text, true);
select results_eq($$select status::text, original_filename, display_name, asset_type::text, size_bytes, uploaded_by, upload_source::text, secure_url, website_id from assets$$,
  $$values ('pending', 'Mein Logo (2).PNG', null, 'image', 1048576::bigint, private.uid(), 'manual', null, null::uuid)$$, 'a pending asset, its folders forgotten');
select is((select cloudinary_public_id from assets), format('tenantry/%s/%s/mein-logo-2', private.tenant_id(), current_setting('t.first')), 'with a name of ours');
select is((select used from tenant_usage(private.tenant_id()) where resource = 'storage_bytes'), 1048576::bigint, 'counted');
select throws_ok($$select reserve_asset('big.mp4', 104857600, 'video/mp4')$$, 'PT402', 'Plan limit reached: storage_limit_mb (1048576 of 104857600 used)', 'one too large');
select lives_ok($$select reserve_asset('rest.mp4', 103809024, 'video/mp4', null, 'import')$$, 'to the last byte');
select tests.refuses($$select reserve_asset('one.txt', 1, 'text/csv')$$, 'quota_exceeded', 'not one more');
-- the plan is what the tenant has now
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select lives_ok($$select reserve_asset('one.csv', 1, 'text/csv')$$, 'a larger plan has room');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'starter');
select tests.act_as('ann@a.test');
select tests.refuses($$select reserve_asset('two.csv', 1, 'text/csv')$$, 'quota_exceeded', 'after a downgrade growth is refused');
select is((select count(*)::integer from assets), 3, 'and nothing was lost');
