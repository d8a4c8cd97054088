-- S3: snapshot_json holds websiteId, publishedAt, branding, seoDefaults and pages with components, and no recipient
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into components (page_id, type, props) select id, 'contact_form', '{"heading": "Write", "recipient_email": "me@secret.test"}' from pages;
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
create temporary table s as select snapshot_json(d) as j from deployments d;
select is((select j ->> 'websiteId' from s), tests.website_of('ann@a.test')::text, 'websiteId');
select is((select (j ->> 'publishedAt')::timestamptz from s), (select deployed_at from deployments), 'publishedAt');
select ok((select j ?& array['branding', 'seoDefaults', 'navigation', 'pages'] from s), 'what all pages share');
select ok((select j -> 'pages' -> 0 ?& array['id', 'title', 'slug', 'seo_meta', 'components'] from s), 'pages');
select is((select j #> '{pages,0,components,5}' from s), (select jsonb_build_object('id', id, 'type', 'contact_form', 'order_key', order_key, 'is_visible', true,
  'props', '{"heading": "Write"}'::jsonb) from components where type = 'contact_form'), 'components, without the recipient');
select ok((select content_snapshot @> '[{"props": {"recipient_email": "me@secret.test"}}]' from page_versions), 'which the editors'' version keeps');
