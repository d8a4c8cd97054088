-- S3: a page of more than 1 MiB is not published, whatever it consists of
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select set_config('t.page', id::text, true) from pages;
insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text', jsonb_build_object('content', repeat('x', 12000)) from generate_series(1, 80);
select lives_ok($$select publish_website(tests.website_of('ann@a.test'))$$, 'a large one is');
insert into components (page_id, type, props) select current_setting('t.page')::uuid, 'rich_text', jsonb_build_object('content', repeat('x', 12000)) from generate_series(1, 10);
select tests.refuses($$select publish_website(tests.website_of('ann@a.test'))$$, 'page_too_large', 'a larger one is not');
select is(count(*), 1::bigint, 'and what is live stays') from deployments where is_live;
update components set is_visible = false where type = 'rich_text';
select lives_ok($$select publish_website(tests.website_of('ann@a.test'))$$, 'what is invisible does not count');
