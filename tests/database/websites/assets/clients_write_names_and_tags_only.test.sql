-- S11: a client names and tags what is there; all else is Cloudinary's to tell
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select lives_ok($$select reserve_asset('a.png', 10, 'image/png')$$, 'one');
select throws_ok(q, '42501', null, q) from unnest(array['update assets set size_bytes = 1', 'update assets set status = $$ready$$', 'update assets set secure_url = $$https://x$$',
  'update assets set cloudinary_public_id = $$x$$', 'update assets set website_id = null', 'update assets set width = 1', 'update assets set uploaded_by = null', 'update assets set format = $$svg$$']) q;
select throws_ok(format('update assets set %s', q), '23514', null, left(q, 40)) from unnest(array['display_name = $$$$', 'display_name = repeat($$x$$, 256)', 'tags = array_fill($$x$$::text, array[31])',
  'tags = array[repeat($$x$$, 2100)]', 'tags = array[null]']) q;
select throws_ok('update assets set tags = null', '23502', null, 'tags are never nothing');
select tests.act_as_owner();
select tests.refuses(format('update assets set %s', q), 'immutable', q) from unnest(array['original_filename = $$b.png$$', 'asset_type = $$raw$$', 'cloudinary_public_id = $$x$$', 'tenant_id = gen_random_uuid()']) q;
select throws_ok(format($$insert into assets (tenant_id, original_filename, cloudinary_public_id, size_bytes) values (%L, 'a', %L, 1)$$, tests.tenant_of('ann@a.test'), id), '23514', null, id)
from unnest(array['a', '../x', 'tenantry/x/y/z', format('tenantry/%s/%s/a', gen_random_uuid(), gen_random_uuid()), format('tenantry/%s/%s/a', tests.tenant_of('ann@a.test'), gen_random_uuid())]) id;
