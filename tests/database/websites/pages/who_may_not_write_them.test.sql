-- A5, A6: pages are written with content.write on their website
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('vic@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('vic@a.test', tests.tenant_of('ann@a.test'), 'viewer');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.second', private.create_website_for(tests.tenant_of('ann@a.test'), 'Second', 'second-x1')::text, true);
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.second')::uuid, tests.user_of('col@a.test'), 'editor', now());
select set_config('t.website', current_setting('t.first')::uuid::text, true);
prepare add_page as insert into pages (website_id, title, slug) values (current_setting('t.website')::uuid, 'X', '/x');
prepare add_page_as as insert into pages (tenant_id, website_id, title, slug) values (gen_random_uuid(), current_setting('t.website')::uuid, 'X', '/x');
select tests.act_as('vic@a.test');
select throws_ok('add_page', '42501', null, 'a viewer');
select is_empty($$update pages set title = 'X' returning id$$, 'nor updates');
select is_empty($$delete from pages returning id$$, 'nor deletes');
select is((select count(*)::integer from pages), 2, 'but reads');
select tests.act_as('col@a.test');
select throws_ok('add_page', '42501', null, 'a collaborator on another website');
select tests.act_as('eve@e.test');
select throws_ok('add_page', '23503', null, 'another tenant: there is no such website');
select tests.act_as('ann@a.test');
select throws_ok('add_page_as', '42501', null, 'nobody names a tenant');
select throws_ok('update pages set website_id = current_setting(''t.second'')::uuid', '42501', null, 'or moves a page to another website');
select throws_ok('update pages set password_protected = true', '42501', null, 'or protects it without a password');
select tests.act_as_anon();
select throws_ok('add_page', '42501', null, 'nobody in particular');
