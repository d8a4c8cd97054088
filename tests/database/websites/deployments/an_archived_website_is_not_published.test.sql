-- S3: archived websites are restored first
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'twice');
select isnt(archive_website(tests.website_of('ann@a.test')), null, 'archived');
select tests.refuses($$select publish_website(tests.website_of('ann@a.test'))$$, 'website_archived', 'not published');
select tests.refuses($$select rollback_website((select id from deployments where not is_live))$$, 'website_archived', 'not rolled back');
