-- S3: a publish freezes published and hidden pages with their visible components; drafts stay out
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug, status, nav_label, nav_order) values
  (tests.website_of('ann@a.test'), 'About us', '/about', 'published', 'About', 2), (tests.website_of('ann@a.test'), 'Thanks', '/thanks', 'hidden', null, 1),
  (tests.website_of('ann@a.test'), 'Soon', '/soon', 'draft', null, 0);
update components set is_visible = false where type = 'gallery';
update websites set branding_config = '{"colors": {"primary": "#123456"}}', seo_defaults = '{"description": "d"}';
select results_eq($$select is_live, notes, deployed_by from publish_website(tests.website_of('ann@a.test'), 'First')$$,
  $$values (true, 'First', tests.user_of('ann@a.test'))$$, 'answers the deployment');
select results_eq('select slug, is_home, show_in_nav from deployment_pages order by slug',
  $$values ('/', true, true), ('/about', false, true), ('/thanks', false, false)$$, 'two published and one hidden page');
select is((select array_agg(c ->> 'type') from deployment_pages p, json_array_elements(p.content -> 'components') c where slug = '/'),
  array['navbar', 'hero', 'features', 'footer'], 'visible components, in order');
select is((select array_agg((n ->> 'label') || ' ' || (n ->> 'href')) from deployments, json_array_elements(site -> 'navigation') n),
  array['Home /', 'About /about'], 'navigation in its order, without hidden pages');
select is((select site #>> '{branding,colors,primary}' from deployments), '#123456', 'branding');
select is((select site #>> '{seoDefaults,description}' from deployments), 'd', 'SEO defaults');
select ok((select status = 'published' and published_at = last_deployed_at from websites), 'the website is published');
select results_eq($$select metadata ->> 'notes' from audit_logs where action = 'website.published'$$, $$values ('First')$$, 'audited');
