-- S5: neither a draft page nor an invisible component, a recipient or a note reaches a visitor
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug, status) values (tests.website_of('ann@a.test'), 'Secret plan', '/plan', 'draft');
insert into components (page_id, type, props, is_visible) select id, 'faq', '{"heading": "Secret offer"}', false from pages where slug = '/';
insert into components (page_id, type, props) select id, 'contact_form', '{"recipient_email": "me@secret.test"}' from pages where slug = '/';
update websites set description = 'Secret aim', settings = '{"key": "Secret key"}';
select isnt(publish_website(tests.website_of('ann@a.test'), 'Secret note'), null, 'published');
select set_config('t.host', subdomain || '.localhost', true) from websites;
select tests.act_as_anon();
select is((live_page(current_setting('t.host'), '/plan')).status, 404, 'the draft page is not there');
select ok((live_page(current_setting('t.host'), '/'))::text !~* 'secret', 'nothing secret on the others');
