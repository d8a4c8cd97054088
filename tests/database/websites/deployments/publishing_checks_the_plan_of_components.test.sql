-- S6, S9: after a downgrade plan-gated components stay live but can't be published again
select tests.sign_up('ann@a.test');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'pro');
select tests.act_as('ann@a.test');
insert into components (page_id, type) select id, 'custom_html' from pages;
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published on pro');
select tests.act_as_owner();
select tests.on_plan(tests.tenant_of('ann@a.test'), 'starter');
select tests.act_as('ann@a.test');
select tests.refuses($$select publish_website(tests.website_of('ann@a.test'))$$, 'plan_required', 'not on starter');
select ok((live_page((select subdomain from websites) || '.localhost', '/')).page::text like '%custom_html%', 'what is live stays');
update components set is_visible = false where type = 'custom_html';
select lives_ok($$select publish_website(tests.website_of('ann@a.test'))$$, 'an invisible one is in nobody''s way');
