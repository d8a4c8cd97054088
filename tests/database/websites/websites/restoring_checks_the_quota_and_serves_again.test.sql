-- S8, S9: restoring asks for room again, and brings back what there was
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select isnt(publish_website(current_setting('t.first')::uuid), null, 'published');
select isnt(archive_website(current_setting('t.first')::uuid), null, 'archived');
select isnt(create_website('Second'), null, 'its place is taken');
select tests.refuses($$select restore_website(current_setting('t.first')::uuid)$$, 'quota_exceeded', 'no room');
select isnt(archive_website((select id from websites where name = 'Second')), null, 'room is made');
select is((restore_website(current_setting('t.first')::uuid)).status::text, 'published', 'restored as it was');
select is((live_page((select subdomain from websites where id = current_setting('t.first')::uuid) || '.localhost', '/')).status, 200, 'visitors find it');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.act_as('ann@a.test');
select is((restore_website((select id from websites where name = 'Second'))).status::text, 'draft', 'one never published comes back a draft');
select is((select count(*)::integer from audit_logs where action = 'website.restored'), 2, 'audited');
