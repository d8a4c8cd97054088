-- S7: what the AI is about to edit is saved as pre_ai, and restored from there like any other; a page that is not there is 404
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.version', (save_page_version(id, 'pre_ai', 'Before the AI')).id::text, true) from pages;
select is(trigger::text, 'pre_ai', 'saved before') from page_versions;
update components set props = props || '{"heading": "Written by AI"}' where type = 'hero';
select isnt(restore_page_version(current_setting('t.version')::uuid), null, 'restored');
select isnt(props ->> 'heading', 'Written by AI', 'as it was') from components where type = 'hero';
select tests.refuses('select save_page_version(gen_random_uuid())', 'not_found', 'no such page');
select tests.refuses('insert into page_versions (page_id) values (gen_random_uuid())', 'not_found', 'by a plain insert, too');
select tests.act_as_service(tests.tenant_of('ann@a.test'));
select tests.refuses($$insert into page_versions (page_id) values (gen_random_uuid())$$, 'not_found', 'for the service as well');
