-- S1, A6: who may not choose the home page
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.sign_up('vic@a.test', '{"signup_as": "invitee"}'), tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select tests.add_member('vic@a.test', tests.tenant_of('ann@a.test'), 'viewer');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.second', private.create_website_for(tests.tenant_of('ann@a.test'), 'Second', 'second-x1')::text, true);
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.second')::uuid, tests.user_of('col@a.test'), 'editor', now());
insert into pages (tenant_id, website_id, title, slug) values (tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, 'About', '/about');
select set_config('t.page', id::text, true) from pages where slug = '/about';
select tests.act_as('vic@a.test');
select tests.refuses($$select set_home_page(current_setting('t.page')::uuid)$$, 'forbidden', 'a viewer');
select tests.act_as('col@a.test');
select tests.refuses($$select set_home_page(current_setting('t.page')::uuid)$$, 'not_found', 'a collaborator on another website');
select tests.act_as('eve@e.test');
select tests.refuses($$select set_home_page(current_setting('t.page')::uuid)$$, 'not_found', 'another tenant');
select tests.refuses('select set_home_page(null)', 'not_found', 'none');
select tests.act_as_anon();
select throws_ok($$select set_home_page(current_setting('t.page')::uuid)$$, '42501', null, 'nobody in particular');
