-- S11: larger than reserved, of another type, impossible: rejected, its room given back, its file deleted
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
create temporary table made as
select t.told, t.problem, (reserve_asset('file.png', 1000, 'image/png')).asset_id as id
from (values
  ('{"bytes": 1001}', 'The file is larger than the 1000 bytes it was to be'),
  ('{"bytes": 1e30}', 'The file is larger than the 1000 bytes it was to be'),
  ('{"bytes": 0}', 'The size of the file is not known'),
  ('{"bytes": -5}', 'The size of the file is not known'),
  ('{"bytes": 0.5}', 'The size of the file is not known'),
  ('{"bytes": "900"}', 'The size of the file is not known'),
  ('{"bytes": null}', 'The size of the file is not known'),
  ('{"format": "svg"}', 'Files of the format svg are not accepted'),
  ('{"format": "pdf"}', 'Files of the format pdf are not accepted'),
  ('{"format": null}', 'Files of the format unknown are not accepted'),
  ('{"resource_type": "raw", "format": "html"}', 'The file is no image'),
  ('{"resource_type": "video", "format": "mp4"}', 'The file is no image'),
  ('{"width": 100001}', 'The picture has dimensions that cannot be'),
  ('{"width": 1e131071, "height": 1e131071}', 'The picture has dimensions that cannot be'),
  ('{"height": 99999999999999999999}', 'The picture has dimensions that cannot be'),
  ('{"width": 0}', 'The picture has dimensions that cannot be'),
  ('{"height": 1.5}', 'The picture has dimensions that cannot be'),
  ('{"height": null}', 'The picture has dimensions that cannot be'),
  ('{"secure_url": "javascript:alert(1)"}', 'The file has no address'),
  ('{"secure_url": "https://evil.test/x.png"}', 'The file has no address'),
  ('{"url": null}', 'The file has no address')) t (told, problem);
select tests.act_as_owner();
select is(tests.upload(id, told::jsonb), 'rejected', told) from made;
select is(a.rejection, m.problem, m.told) from made m join assets a on a.id = m.id;
select is((select storage_bytes from usage_counters where tenant_id = tests.tenant_of('ann@a.test')), 0::bigint, 'no room is taken');
select set_eq($$select payload ->> 'public_id' from private.outbox where kind = 'delete_asset' and payload ->> 'resource_type' = 'image'$$,
  'select cloudinary_public_id from assets', 'each file is deleted');
-- a larger file in the place of one that was ready
select tests.act_as('ann@a.test');
select set_config('t.asset', (reserve_asset('small.png', 1000, 'image/png')).asset_id::text, true);
select tests.act_as_owner();
select is(tests.upload(current_setting('t.asset')::uuid, '{"bytes": 900}'), 'ready', 'one that was as reserved');
select is(tests.upload(current_setting('t.asset')::uuid, '{"bytes": 901}'), 'rejected', 'and grew');
select is((select secure_url from assets where id = current_setting('t.asset')::uuid), null, 'is shown no more');
select is((select count(*)::integer from private.outbox), 22, 'its file goes');
select is(tests.upload(current_setting('t.asset')::uuid, '{"bytes": 900}'), 'rejected', 'and stays rejected');
select is((select count(*)::integer from private.outbox), 23, 'whatever is uploaded again goes too');
select is((select count(*)::integer from audit_logs where action = 'asset.rejected'), 22, 'the log knows');
