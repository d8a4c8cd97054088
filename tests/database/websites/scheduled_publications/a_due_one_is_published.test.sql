-- S3: what was scheduled is published when its time has come, as the website is then, for the person who scheduled it
select tests.sign_up('ann@a.test');
select tests.act_as('ann@a.test');
select results_eq($$select is_live, notes, deployed_by, deployed_at > now(), website_id from publish_website(tests.website_of('ann@a.test'), 'Opening day', now() + interval '2 hours')$$,
  $$values (false, 'Opening day', tests.user_of('ann@a.test'), true, tests.website_of('ann@a.test'))$$, 'answers the deployment that will be');
select is_empty('select * from deployments', 'and publishes nothing yet');
select results_eq('select status::text, publish_at > now(), finished_at from scheduled_publications', $$values ('pending', true, null::timestamptz)$$, 'it is listed');
select tests.act_as_owner();
select is(private.maintain_publications(), 0::bigint, 'too early');
update components set props = props || '{"heading": "Written afterwards"}' where type = 'hero';
update scheduled_publications set publish_at = now() - interval '1 minute';
select is(private.maintain_publications(), 1::bigint, 'due');
select results_eq($$select d.is_live, d.notes, d.deployed_by = tests.user_of('ann@a.test'), s.status::text, s.finished_at is not null from deployments d join scheduled_publications s on s.id = d.id$$,
  $$values (true, 'Opening day', true, 'published', true)$$, 'a deployment of the same id, by the same person');
select ok((live_page((select subdomain from websites) || '.localhost', '/')).page::text like '%Written afterwards%', 'with what was written until then');
select is(private.maintain_publications(), 0::bigint, 'once');
select is((select count(*)::integer from deployments), 1, 'and no more than that');
select results_eq($$select action, performed_by from audit_logs where action like 'website.publi%' order by created_at, action$$,
  $$values ('website.publication_scheduled', tests.user_of('ann@a.test')), ('website.published', null)$$, 'both are in the audit log');
select is((select (metadata ->> 'scheduled_by')::uuid from audit_logs where action = 'website.published'), tests.user_of('ann@a.test'), 'which tells for whom');
