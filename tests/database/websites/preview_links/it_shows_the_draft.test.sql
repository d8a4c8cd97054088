-- S5: who has the link sees the draft, page by page, and nobody else does
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.act_as('ann@a.test');
select set_config('t.host', subdomain || '.localhost', true) from websites;
select isnt((publish_website(tests.website_of('ann@a.test'))).id, null, 'published');
update components set props = props || '{"heading": "Not yet public"}' where type = 'hero';
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'Half done', '/half-done');
insert into components (page_id, type, props) select id, 'contact_form', '{"recipient_email": "office@a.test"}' from pages where slug = '/half-done';
insert into components (page_id, type, props, is_visible) select id, 'faq', '{"heading": "Hidden away"}', false from pages where slug = '/half-done';
select set_config('t.token', token, true), set_config('t.link', (preview_link).id::text, true) from create_preview_link(tests.website_of('ann@a.test'));
select matches(current_setting('t.token'), '^[0-9a-f]{64}$', 'the token is 32 random bytes');
select is((select host from create_preview_link(tests.website_of('ann@a.test'))), current_setting('t.host'), 'for this host');
select tests.act_as_anon();
select results_eq($$select status, deployment_id, page::text like '%Not yet public%', site ->> 'name' is not null from preview_page(current_setting('t.host'), '/', current_setting('t.token'))$$,
  $$values (200, null::uuid, true, true)$$, 'the draft');
select is(current_setting('response.status'), '200', 'as HTTP status too');
select ok((live_page(current_setting('t.host'), '/')).page::text not like '%Not yet public%', 'visitors see what was published');
select is((preview_page(current_setting('t.host') || ':3000', '/half-done/', current_setting('t.token'))).status, 200, 'a draft page, however its address is written');
select ok((preview_page(current_setting('t.host'), '/half-done', current_setting('t.token'))).page::text not like '%office@a.test%', 'without the address a form writes to');
select ok((preview_page(current_setting('t.host'), '/half-done', current_setting('t.token'))).page::text not like '%Hidden away%', 'and without invisible components');
select is((preview_page(current_setting('t.host'), '/nope', current_setting('t.token'))).status, 404, 'no page where there is none');
select is((preview_page(null, '/', current_setting('t.token'))).status, 404, 'no host');
select tests.act_as_owner();
select set_config('t.other', subdomain || '.localhost', true) from websites where id = tests.website_of('eve@e.test');
select is((select count(*)::integer from private.directory where kind = 'preview' and key = current_setting('t.token')), 0, 'the token itself is kept nowhere');
select tests.act_as_anon();
select is((preview_page(current_setting('t.other'), '/', current_setting('t.token'))).status, 404, 'another website''s host does not show it');
select throws_ok('select * from preview_links', '42501', null, 'and nobody lists the links');
