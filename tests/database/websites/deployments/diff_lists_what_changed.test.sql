-- S4: pages and components added, removed and changed between two deployments
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug, status) values (tests.website_of('ann@a.test'), 'Old', '/old', 'published');
select set_config('t.a', (publish_website(tests.website_of('ann@a.test'))).id::text, true);
delete from pages where slug = '/old';
insert into pages (website_id, title, slug, status) values (tests.website_of('ann@a.test'), 'New', '/new', 'published');
update pages set seo_meta = '{"title": "T"}' where slug = '/';
delete from components where type = 'gallery';
update components set props = props || '{"heading": "X"}' where type = 'hero';
insert into components (page_id, type) select id, 'faq' from pages where slug = '/new';
select set_config('t.b', (publish_website(tests.website_of('ann@a.test'))).id::text, true);
select set_eq($$select change::text, page_slug, component_type from diff_deployments(current_setting('t.a')::uuid, current_setting('t.b')::uuid)$$,
  $$values ('changed', '/', null), ('removed', '/', 'gallery'), ('changed', '/', 'hero'), ('added', '/new', null), ('added', '/new', 'faq'), ('removed', '/old', null)$$, 'a to b');
select set_eq($$select change::text, page_slug from diff_deployments(current_setting('t.b')::uuid, current_setting('t.a')::uuid) where component_id is null$$,
  $$values ('changed', '/'), ('removed', '/new'), ('added', '/old')$$, 'b to a');
select is_empty($$select * from diff_deployments(current_setting('t.a')::uuid, current_setting('t.a')::uuid)$$, 'nothing between one and itself');
select tests.act_as_owner();
select tests.sign_up('eve@e.test'), tests.act_as('eve@e.test');
select is_empty($$select * from diff_deployments(current_setting('t.a')::uuid, current_setting('t.b')::uuid)$$, 'another tenant gets nothing');
