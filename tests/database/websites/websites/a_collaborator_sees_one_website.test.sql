-- T10, A5: a collaborator works on one website and sees no other
select tests.sign_up('ann@a.test');
select set_config('t.first', tests.website_of('ann@a.test')::text, true);
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
select set_config('t.second', private.create_website_for(tests.tenant_of('ann@a.test'), 'Second', 'second-x1')::text, true);
select tests.sign_up('col@a.test', '{"signup_as": "invitee"}');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), current_setting('t.first')::uuid, tests.user_of('col@a.test'), 'developer', now());
select tests.act_as('col@a.test');
select results_eq('select id from websites', $$values (current_setting('t.first')::uuid)$$, 'one website');
select results_eq('select distinct website_id from pages', $$values (current_setting('t.first')::uuid)$$, 'its pages');
select results_eq('select distinct website_id from components', $$values (current_setting('t.first')::uuid)$$, 'its components');
select lives_ok($$update websites set name = 'Ours'$$, 'edits go to this one');
select results_eq('select name from websites', $$values ('Ours')$$, 'and this one only');
select throws_ok($$insert into pages (website_id, title, slug) values (current_setting('t.second')::uuid, 'X', '/x')$$, '42501', null, 'no page on the other');
select tests.refuses($$select publish_website(current_setting('t.second')::uuid)$$, 'forbidden', 'nor a publish');
select lives_ok($$select publish_website(current_setting('t.first')::uuid)$$, 'this one is published');
select tests.act_as_owner();
select isnt((select name from websites where id = current_setting('t.second')::uuid), 'Ours', 'the other is as it was');
