-- S6: large components make no page of more than 1 MiB, be they added or changed
select tests.sign_up('ann@a.test'), tests.sign_up('col@c.test', '{"signup_as": "invitee"}');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
insert into website_members (tenant_id, website_id, user_id, role, accepted_at)
values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), tests.user_of('col@c.test'), 'editor', now());
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
select tests.refuses($$insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text', jsonb_build_object('content', repeat('x', 99000)) from generate_series(1, 11)$$,
  'page_too_large', 'eleven at once');
insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text', jsonb_build_object('content', repeat('x', 99000)) from generate_series(1, 10);
insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text', '{"content": "<p>Small</p>"}';
select tests.act_as('col@c.test', tests.tenant_of('ann@a.test'));
select tests.refuses($$insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text', jsonb_build_object('content', repeat('x', 99000))$$,
  'page_too_large', 'one more, by a collaborator');
select tests.refuses($$update components set props = jsonb_build_object('content', repeat('x', 99000)) where props ->> 'content' = '<p>Small</p>'$$, 'page_too_large', 'a small one that grows');
select lives_ok($$update components set props = jsonb_build_object('content', repeat('y', 99000)) where type = 'rich_text' and length(props ->> 'content') = 99000$$, 'large ones that stay as large');
select lives_ok($$insert into components (page_id, type) values (current_setting('t.page')::uuid, 'cta')$$, 'small ones are still added');
