-- S11: the notification makes it ready with the real size, type and dimensions; again, it changes nothing
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.asset', (reserve_asset('logo.jpeg', 1000, 'image/jpeg')).asset_id::text, true);
select tests.act_as_service();
select is((select tests.upload(current_setting('t.asset')::uuid, '{"bytes": 700, "format": "webp", "width": 640, "height": 480}')), 'ready', 'smaller, and of another format than told');
select tests.act_as('ann@a.test');
select results_eq($$select status::text, size_bytes, format, width, height, rejection from assets$$, $$values ('ready', 700::bigint, 'webp', 640, 480, null)$$, 'is what it is');
select matches((select secure_url from assets), '^https://res[.]cloudinary[.]com/demo/image/upload/v1/tenantry/', 'has its address');
select is((select used from tenant_usage(private.tenant_id()) where resource = 'storage_bytes'), 700::bigint, 'takes no more room than it needs');
select lives_ok($$update assets set display_name = 'Our logo', tags = '{logo,hero}'$$, 'and can be named and tagged');
select tests.act_as_owner();
select set_config('t.before', (select to_jsonb(a) from assets a)::text, true);
select is((select tests.upload(current_setting('t.asset')::uuid, '{"bytes": 700, "format": "png", "width": 1, "height": 1}')), 'ready', 'repeated');
select is((select to_jsonb(a) from assets a), current_setting('t.before')::jsonb, 'nothing changes');
select is_empty('select * from private.outbox', 'nothing is deleted');
-- sound, films and documents
select tests.act_as('ann@a.test');
create temporary table made as select t.type, (reserve_asset('file.x', 500, t.type)).asset_id as id
from unnest('{audio/mpeg,video/webm,application/pdf}'::text[]) t (type);
select tests.act_as_owner();
select is(tests.upload(id, case type when 'video/webm' then '{"format": "webm"}' else '{}' end::jsonb), 'ready', type) from made;
select results_eq('select a.asset_type::text, a.format, a.width from assets a join made m on m.id = a.id order by 1 desc',
  $$values ('video', 'webm', 640), ('raw', 'pdf', null), ('audio', 'mp3', null)$$, 'each with what it has');
