-- A3: a suspended or offboarded tenant's sites go dark, and come back
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select tests.act_as_owner();
select set_config('t.host', key, true) from private.directory;
update tenants set status = 'suspended';
select is((live_page(current_setting('t.host'), '/')).status, 403, 'suspended');
update tenants set status = 'active';
select is((live_page(current_setting('t.host'), '/')).status, 200, 'active again');
update tenants set status = 'offboarded';
select is((live_page(current_setting('t.host'), '/')).status, 404, 'offboarded');
