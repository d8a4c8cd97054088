-- S8: an archived website is dark and makes room
select tests.sign_up('ann@a.test');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.act_as('ann@a.test');
select isnt(publish_website(current_setting('t.first')::uuid), null, 'published');
select is((archive_website(current_setting('t.first')::uuid)).status::text, 'archived', 'archived');
select is((live_page((select subdomain from websites where id = current_setting('t.first')::uuid) || '.localhost', '/')).status, 404, 'visitors find nothing');
select is((select used from tenant_usage(tests.tenant_of('ann@a.test')) where resource = 'websites'), 0::bigint, 'it is not counted');
select lives_ok($$select create_website('Second')$$, 'another one fits');
select is((select count(*)::integer from components), 10, 'its content stays');
select is((select count(*)::integer from audit_logs where action = 'website.archived'), 1, 'audited');
select is((archive_website(current_setting('t.first')::uuid)).status::text, 'archived', 'twice is once');
select is((select count(*)::integer from audit_logs where action = 'website.archived'), 1, 'and audited once');
