-- S5: a page with a password asks for it in a preview too
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.host', subdomain || '.localhost', true) from websites;
select isnt(set_page_password((select id from pages), 'open sesame'), null, 'protected');
select set_config('t.token', token, true) from create_preview_link(tests.website_of('ann@a.test'));
select tests.act_as_anon();
select results_eq($$select status, page is null, site is not null from preview_page(current_setting('t.host'), '/', current_setting('t.token'))$$, $$values (401, true, true)$$, 'withheld');
select results_eq($$select status, page is null, pass from preview_page(current_setting('t.host'), '/', current_setting('t.token'), 'wrong')$$, $$values (401, true, null::text)$$, 'a wrong one');
select results_eq($$select status, page is null, set_config('t.pass', pass, true) <> '' from preview_page(current_setting('t.host'), '/', current_setting('t.token'), 'open sesame')$$, $$values (200, false, true)$$, 'the right one');
select is((preview_page(current_setting('t.host'), '/', current_setting('t.token'), null, current_setting('t.pass'))).status, 200, 'and the pass it gave');
