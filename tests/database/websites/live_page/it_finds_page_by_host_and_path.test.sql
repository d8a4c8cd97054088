-- S5: host in any case and with a port, path with or without a final slash
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug, status) values (tests.website_of('ann@a.test'), 'Menu', '/our/menu', 'published');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select set_config('t.host', subdomain || '.localhost', true), set_config('t.website', id::text, true) from websites;
select tests.act_as_anon();
select is((live_page(h, p)).status, 200, h || p) from unnest(array[current_setting('t.host'), upper(current_setting('t.host')), current_setting('t.host') || ':3000',
  current_setting('t.host') || '.']) h, unnest(array['/our/menu', '/our/menu/', '/', '']) p;
select results_eq($$select status, website_id, page ->> 'title', page ->> 'slug', site ->> 'home' from live_page(current_setting('t.host'), '/our/menu')$$,
  $$values (200, current_setting('t.website')::uuid, 'Menu', '/our/menu', '/')$$, 'with page and site');
select results_eq($$select status, page::text, page_id, site ->> 'home' from live_page(current_setting('t.host'), '/nothing')$$,
  $$values (404, null, null::uuid, '/')$$, 'a missing page: the site to say so in');
select is((live_page(current_setting('t.host'), p)).status, 404, 'path ' || p) from unnest(array['/Our/Menu', '/our', '/our//menu', '/%2e%2e']) p;
