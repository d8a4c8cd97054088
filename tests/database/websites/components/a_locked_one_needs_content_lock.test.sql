-- S6: an editor can't touch a locked component, lock one, or delete it with its page
select tests.sign_up('ann@a.test');
select tests.sign_up('ed@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('ed@a.test', tests.tenant_of('ann@a.test'), 'editor');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug) values (tests.website_of('ann@a.test'), 'About', '/about');
insert into components (page_id, type, is_locked) select id, 'map', true from pages where slug = '/about';
select lives_ok($$update components set props = props || '{"zoom": 3}' where type = 'map'$$, 'its owner edits it');
select tests.act_as('ed@a.test');
select tests.refuses($$update components set is_visible = false where type = 'map'$$, 'forbidden', 'an editor does not');
select tests.refuses($$update components set is_locked = false where type = 'map'$$, 'forbidden', 'nor unlocks it');
select tests.refuses($$select move_component((select id from components where type = 'map'))$$, 'forbidden', 'nor moves it');
select tests.refuses($$delete from components where type = 'map'$$, 'forbidden', 'nor deletes it');
select tests.refuses($$delete from pages where slug = '/about'$$, 'forbidden', 'nor its page');
select tests.refuses($$update components set is_locked = true where type = 'hero'$$, 'forbidden', 'nor locks another');
select tests.refuses($$insert into components (page_id, type, is_locked) select id, 'faq', true from pages where slug = '/'$$, 'forbidden', 'nor adds a locked one');
select lives_ok($$update components set is_visible = false where type = 'hero'$$, 'an open one is the editor''s');
select tests.act_as('ann@a.test');
select lives_ok($$delete from pages where slug = '/about'$$, 'the owner deletes the page');
