-- S3: a plain insert is a publish; everything but the notes is the trigger's
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.act_as('ann@a.test');
select lives_ok($$insert into deployments (website_id, notes) values (tests.website_of('ann@a.test'), 'n')$$, 'an insert');
select is((select count(*)::integer from deployment_pages), 1, 'has its pages');
select throws_ok(format('insert into deployments (website_id, %s) values (tests.website_of(''ann@a.test''), %s)', c, v), '42501', null, c)
from (values ('id', 'gen_random_uuid()'), ('tenant_id', 'gen_random_uuid()'), ('site', '''{}'''), ('is_live', 'false'), ('deployed_by', 'gen_random_uuid()'), ('deployed_at', 'now()')) f (c, v);
select throws_ok($$insert into deployment_pages (deployment_id, website_id, page_id, slug, title, is_home, show_in_nav, content)
  select id, website_id, gen_random_uuid(), '/x', 'X', false, true, '{}' from deployments$$, '42501', null, 'a page of one''s own');
select tests.act_as_service(tests.tenant_of('ann@a.test'));
select lives_ok($$insert into deployments (website_id, is_live, site, deployed_by) values (tests.website_of('ann@a.test'), false, '{}', tests.user_of('eve@e.test'))$$, 'the service publishes too');
select results_eq('select is_live, deployed_by, site ->> ''home'' from deployments order by deployed_at desc limit 1',
  $$values (true, null::uuid, '/')$$, 'and forges nothing either');
