-- S3: without a published home page nothing is published
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
update pages set status = 'draft';
select tests.refuses($$select publish_website(tests.website_of('ann@a.test'))$$, 'no_published_home_page', 'a draft home page');
update pages set status = 'hidden';
select lives_ok($$select publish_website(tests.website_of('ann@a.test'))$$, 'a hidden one is published, only not in the navigation');
select is((select json_array_length(site -> 'navigation') from deployments), 0, 'which is empty');
