-- S3, S9: a publication that is refused when its time has come says why, and keeps no other waiting
select tests.sign_up(p || '@a.test') from unnest(array['archived', 'drafted', 'downgraded', 'suspended', 'fine']) p;
select tests.on_plan(tests.tenant_of(p || '@a.test'), 'pro') from unnest(array['archived', 'downgraded']) p;
select tests.act_as('downgraded@a.test');
insert into components (page_id, type) select id, 'custom_html' from pages;
select tests.act_as_owner();
insert into scheduled_publications (tenant_id, website_id, publish_at, scheduled_by)
select w.tenant_id, w.id, now() - interval '1 minute', m.user_id from websites w join tenant_members m using (tenant_id);
update websites set status = 'archived' where id = tests.website_of('archived@a.test');
update pages set status = 'draft' where website_id = tests.website_of('drafted@a.test');
select tests.on_plan(tests.tenant_of('downgraded@a.test'), 'starter');
update tenants set status = 'suspended' where id = tests.tenant_of('suspended@a.test');
select is(private.maintain_publications(), 5::bigint, 'each had its turn');
select results_eq($$select split_part(u.email, '@', 1), s.status::text, s.reason, s.error is not null and s.finished_at is not null = (s.finished_at is not null)
    from scheduled_publications s join users u on u.id = s.scheduled_by order by 1$$,
  $$values ('archived', 'failed', 'website_archived', true), ('downgraded', 'failed', 'plan_required', true), ('drafted', 'failed', 'no_published_home_page', true),
    ('fine', 'published', null, false), ('suspended', 'failed', 'tenant_suspended', true)$$, 'and tells what came of it');
select is((select count(*)::integer from deployments), 1, 'one was published');
select is((select count(*)::integer from audit_logs where action = 'website.publication_failed'), 4, 'the others are in the audit log');
select is(private.maintain_publications(), 0::bigint, 'none is tried again by itself');
select tests.act_as('drafted@a.test');
update pages set status = 'published';
select ok((publish_website(tests.website_of('drafted@a.test'), null, now() + interval '1 hour')).id is not null, 'but can be scheduled anew');
