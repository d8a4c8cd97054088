-- T2: the first website is a draft with a published home page and five components, at the tenant's own name
select tests.sign_up('ann@a.test');
select results_eq(
  $$select w.status::text, w.subdomain = t.slug, w.page_count, w.published_at is null from websites w join tenants t on t.id = w.tenant_id$$,
  $$values ('draft', true, 1, true)$$, 'a draft at the tenant''s slug');
select results_eq('select slug, is_home, status::text from pages', $$values ('/', true, 'published')$$, 'a published home page');
select results_eq('select type, order_key collate "default" from components order by order_key',
  $$values ('navbar', 'a0'), ('hero', 'a1'), ('features', 'a2'), ('gallery', 'a3'), ('footer', 'a4')$$, 'five components, in order');
select is((select count(*)::integer from components c join component_types t using (type) where c.props <> t.default_props), 1,
  'with the defaults of their types, but for the headline');
select results_eq($$select key, deployment_id, serving from private.directory where kind = 'host'$$,
  $$select slug || '.localhost', null::uuid, false from tenants$$, 'its host is taken and not served');
select is((select website_count from usage_counters), 1, 'counted');
