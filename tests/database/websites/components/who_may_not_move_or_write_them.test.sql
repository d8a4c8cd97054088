-- A5, A6, S6: components are written with content.write on their website
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('vic@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('vic@a.test', tests.tenant_of('ann@a.test'), 'viewer');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.second', private.create_website_for(tests.tenant_of('ann@a.test'), 'Second', 'second-x1')::text, true);
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.second')::uuid, tests.user_of('col@a.test'), 'editor', now());
select set_config('t.page', p.id::text, true), set_config('t.hero', c.id::text, true)
from pages p join components c on c.page_id = p.id where c.type = 'hero' and p.website_id = current_setting('t.first')::uuid;
prepare add as insert into components (page_id, type) values (current_setting('t.page')::uuid, 'faq');
select tests.act_as('vic@a.test');
select throws_ok('add', '42501', null, 'a viewer');
select tests.refuses($$select move_component(current_setting('t.hero')::uuid)$$, 'forbidden', 'nor moves');
select is_empty($$update components set is_visible = false returning id$$, 'nor updates');
select is_empty($$delete from components returning id$$, 'nor deletes');
select tests.act_as('col@a.test');
select throws_ok('add', '42501', null, 'a collaborator on another website');
select tests.refuses($$select move_component(current_setting('t.hero')::uuid)$$, 'not_found', 'nor moves');
select tests.act_as('eve@e.test');
select throws_ok('add', '23503', null, 'another tenant: there is no such page');
select tests.refuses($$select move_component(current_setting('t.hero')::uuid)$$, 'not_found', 'nor moves');
select tests.act_as_anon();
select throws_ok('add', '42501', null, 'nobody in particular');
select throws_ok($$select move_component(current_setting('t.hero')::uuid)$$, '42501', null, 'nor moves');
