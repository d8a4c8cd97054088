-- S11: used_in_websites follows components, pages and websites that mention any of its addresses
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select set_config('t.other', private.create_website_for(tests.tenant_of('ann@a.test'), 'Other', 'other-site')::text, true);
select tests.act_as('ann@a.test');
select set_config('t.logo', (reserve_asset('logo.png', 10, 'image/png')).asset_id::text, true), set_config('t.photo', (reserve_asset('photo.jpg', 10, 'image/jpeg')).asset_id::text, true);
select tests.act_as_owner();
select is(tests.upload(id), 'ready', original_filename) from assets;
create temporary view uses as select case a.id when current_setting('t.logo')::uuid then 'logo' else 'photo' end as asset,
  case w when current_setting('t.first')::uuid then 'first' else 'other' end as website
from assets a, unnest(used_in_websites(a)) w;
grant select on uses to public;
alter view uses set (security_invoker = true);
select set_config('t.url', (select secure_url from assets where original_filename = 'logo.png'), true), set_config('t.photo_url', (select secure_url from assets where original_filename = 'photo.jpg'), true);
select tests.act_as('ann@a.test');
select is_empty('select * from uses', 'none to begin with');
update components set props = props || jsonb_build_object('background_image', current_setting('t.photo_url')) where type = 'hero' and website_id = current_setting('t.first')::uuid;
select set_eq('select * from uses', $$values ('photo', 'first')$$, 'a picture of a block');
insert into components (page_id, type, props) select id, 'rich_text', jsonb_build_object('content', format('<img src="%s"><img src="%s">',
  replace(current_setting('t.url'), '/upload/', '/upload/w_300,c_fill/f_webp/'), current_setting('t.photo_url'))) from pages where website_id = current_setting('t.other')::uuid;
select set_eq('select * from uses', $$values ('photo', 'first'), ('photo', 'other'), ('logo', 'other')$$, 'text, with a transformed address');
update components set order_key = order_key, is_visible = false where type = 'rich_text';
update components set props = jsonb_set(props, '{content}', to_jsonb(current_setting('t.url'))) where type = 'rich_text';
select set_eq('select * from uses', $$values ('photo', 'first'), ('logo', 'other')$$, 'one is taken out');
update websites set branding_config = jsonb_build_object('logo', jsonb_build_object('url', current_setting('t.url'))), favicon_url = current_setting('t.photo_url') where id = current_setting('t.first')::uuid;
select set_eq('select * from uses', $$values ('photo', 'first'), ('logo', 'other'), ('logo', 'first')$$, 'a logo, and a second use');
update pages set seo_meta = jsonb_build_object('og_image', current_setting('t.photo_url')) where website_id = current_setting('t.other')::uuid;
update websites set seo_defaults = jsonb_build_object('og_image', current_setting('t.photo_url')) where id = current_setting('t.other')::uuid;
select set_eq('select * from uses', $$values ('photo', 'first'), ('photo', 'other'), ('logo', 'other'), ('logo', 'first')$$, 'SEO images');
update websites set branding_config = '{}', favicon_url = null, seo_defaults = '{}';
delete from components where type = 'rich_text';
select set_eq('select * from uses', $$values ('photo', 'first'), ('photo', 'other')$$, 'uses end one by one');
update components set props = props || '{"background_image": ""}' where type = 'hero';
update pages set seo_meta = '{}';
select is_empty('select * from uses', 'and are over with the last');
-- what goes with its page
insert into pages (website_id, title, slug, seo_meta) values (current_setting('t.other')::uuid, 'New', '/new', jsonb_build_object('og_image', current_setting('t.photo_url')));
insert into components (page_id, type, props) select id, 'image_text', jsonb_build_object('image_url', current_setting('t.url')) from pages where slug = '/new';
select is((select count(*)::integer from asset_uses), 2, 'of a new page');
select lives_ok($$select save_page_version(id) from pages where slug = '/new'$$, 'saved');
delete from components where type = 'image_text';
select is((select count(*)::integer from asset_uses), 1, 'a block deleted');
select lives_ok($$select restore_page_version(v.id) from page_versions v join pages p on p.id = v.page_id where p.slug = '/new' and v.trigger = 'manual'$$, 'restored');
select is((select count(*)::integer from asset_uses), 2, 'is used again');
delete from pages where slug = '/new';
select is_empty('select * from uses', 'the page deleted');
-- addresses of others
update components set props = props || jsonb_build_object('background_image', format('https://res.cloudinary.com/demo/image/upload/tenantry/%s/%s/x.png', private.tenant_id(), gen_random_uuid())) where type = 'hero';
select is_empty('select * from asset_uses', 'an asset that is not there');
select tests.act_as('bob@b.test');
update components set props = props || jsonb_build_object('background_image', current_setting('t.url')) where type = 'hero';
select is_empty('select * from asset_uses', 'another tenant''s');
select throws_ok('insert into asset_uses (tenant_id, used_by, asset_id, website_id) values (private.tenant_id(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid())', '42501', null, 'nobody writes it');
