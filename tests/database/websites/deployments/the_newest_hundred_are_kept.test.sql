-- S4: publishing again and again fills no disk: the newest hundred are kept, and the live one
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test');
select tests.act_as('bob@b.test');
select isnt(publish_website(tests.website_of('bob@b.test')), null, 'somebody else''s');
select tests.act_as('ann@a.test');
insert into deployments (website_id, notes) select tests.website_of('ann@a.test'), i::text from generate_series(1, 101) i;
select results_eq('select notes from deployments order by deployed_at limit 2', array['2', '3'], 'the oldest went');
select is(count(*), 100::bigint, 'a hundred') from deployments;
select isnt(rollback_website((select id from deployments where notes = '2')), null, 'the oldest is live again');
insert into deployments (website_id, notes) values (tests.website_of('ann@a.test'), '102');
select is(count(*), 100::bigint, 'a hundred, whichever was live') from deployments;
select tests.act_as_owner();
select is_empty('select deployment_id from deployment_pages p where not exists (select from deployments d where d.id = p.deployment_id)', 'their pages went with them');
select is(count(*), 1::bigint, 'and nobody else''s') from deployments where tenant_id = tests.tenant_of('bob@b.test');
