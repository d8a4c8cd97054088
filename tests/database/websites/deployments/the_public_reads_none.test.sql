-- S5: deployments are for the team; visitors have live_page alone
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select isnt(publish_website(tests.website_of('ann@a.test')), null, 'published');
select tests.act_as_anon();
select throws_ok('select * from ' || t, '42501', null, t)
from unnest(array['websites', 'pages', 'components', 'page_versions', 'deployments', 'deployment_pages', 'website_members', 'private.directory', 'private.page_passwords']) t;
