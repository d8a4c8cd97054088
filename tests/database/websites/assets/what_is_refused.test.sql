-- S11: scripts and unknown types, names and sizes that cannot be
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select tests.refuses(format($$select reserve_asset('a.svg', 10, %L)$$, type), 'file_type_refused', coalesce(type, 'none'))
from unnest(array['image/svg+xml', 'text/html', 'application/javascript', 'text/javascript', 'application/x-msdownload', 'image/png2', '', 'image', '../image/png', null]) type;
select throws_like($$select reserve_asset('a.svg', 10, 'image/svg+xml')$$, 'Files of the type image/svg+xml are not accepted', 'and is told which');
select tests.refuses(format($$select reserve_asset(%L, 10, 'image/png')$$, name), 'invalid_input', 'name ' || coalesce(left(name, 20), 'none'))
from unnest(array['', ' ', '.', '..', '../..', '/', 'a/', 'C:\', E'\n', repeat('a', 256), null]) name;
select tests.refuses(format($$select reserve_asset('a.png', %s, 'image/png')$$, bytes), 'invalid_input', 'bytes ' || bytes)
from unnest(array['0', '-1', '107374182401', '9223372036854775807', 'null']) bytes;
select throws_ok($$select reserve_asset('a.png', 9223372036854775808, 'image/png')$$, '42883', null, 'no number that large');
select tests.refuses($$select reserve_asset('a.png', 10, 'image/png', gen_random_uuid())$$, 'not_found', 'a website that is not there');
select is((select (reserve_asset('gnp.' || chr(8238) || 'exe' || chr(7) || '.png', 10, 'image/png')).asset_id is not null), true, 'signs that turn a text around');
select is((select original_filename from assets), 'gnp.exe.png', 'are left out');
select is((select used from tenant_usage(private.tenant_id()) where resource = 'storage_bytes'), 10::bigint, 'nothing else took room');
