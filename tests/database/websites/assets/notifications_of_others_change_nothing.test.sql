-- S11: a notification without a row deletes the file, if it is one of ours, and touches nothing else
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('ann@a.test');
select set_config('t.asset', (reserve_asset('a.png', 10, 'image/png')).asset_id::text, true);
select tests.act_as_owner();
select is(private.complete_asset(n::jsonb), 'unknown', n) from unnest(array[
  '{}', '[]', '"x"', '{"public_id": null}', '{"public_id": "sample"}', '{"public_id": "tenantry/../../x"}', '{"public_id": ["tenantry"]}', '{"public_id": 1e131071}',
  '{"public_id": "other/0d6f1b7e-2a53-4a0e-9a34-6a0d3d1f2b11/0d6f1b7e-2a53-4a0e-9a34-6a0d3d1f2b12/a", "resource_type": "image"}',
  '{"public_id": "tenantry/0d6f1b7e-2a53-4a0e-9a34-6a0d3d1f2b11/a", "resource_type": "image"}']) n;
select is_empty('select * from private.outbox', 'what is not ours stays');
-- the asset of one tenant under another's id, under another name, and one that was released
select is(private.complete_asset(jsonb_build_object('public_id', id, 'resource_type', 'image', 'bytes', 1, 'format', 'png', 'width', 1, 'height', 1)), 'unknown', id)
from unnest(array[
  format('tenantry/%s/%s/a', tests.tenant_of('bob@b.test'), current_setting('t.asset')),
  format('tenantry/%s/%s/b', tests.tenant_of('ann@a.test'), current_setting('t.asset')),
  format('tenantry/%s/%s/a', tests.tenant_of('ann@a.test'), gen_random_uuid())]) id;
select is((select count(*)::integer from private.outbox where kind = 'delete_asset' and payload ->> 'public_id' like 'tenantry/%'), 3, 'files in our folder that have no row go');
select is((select status::text from assets), 'pending', 'and the asset is untouched');
select is(private.complete_asset(jsonb_build_object('public_id', format('tenantry/%s/%s/b', tests.tenant_of('ann@a.test'), gen_random_uuid()), 'resource_type', 'x')), 'unknown', 'of a kind there is not');
select is((select count(*)::integer from private.outbox), 3, 'nothing to delete');
select tests.act_as('ann@a.test');
select throws_ok($$select complete_asset('{}')$$, '42501', null, 'no client tells of uploads');
select tests.act_as_anon();
select throws_ok($$select complete_asset('{}')$$, '42501', null, 'nor does a visitor');
select tests.act_as_service();
select is(complete_asset('{}'), 'unknown', 'the service does');
