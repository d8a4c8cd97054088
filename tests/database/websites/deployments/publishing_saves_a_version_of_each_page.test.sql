-- S3, S7: each page that is published is saved as pre_publish
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
insert into pages (website_id, title, slug, status) values (tests.website_of('ann@a.test'), 'About', '/about', 'published');
update components set is_visible = false where type = 'hero';
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select results_eq($$select p.slug, v.trigger::text, jsonb_array_length(v.content_snapshot), v.saved_by
  from page_versions v join pages p on p.id = v.page_id order by 1$$,
  $$values ('/', 'pre_publish', 5, tests.user_of('ann@a.test')), ('/about', 'pre_publish', 0, tests.user_of('ann@a.test'))$$, 'complete, hidden components too');
