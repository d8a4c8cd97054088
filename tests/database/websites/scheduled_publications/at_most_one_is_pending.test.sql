-- S3: scheduling again moves the one that is pending
select tests.sign_up('ann@a.test'), tests.sign_up('eve@e.test');
select tests.act_as('ann@a.test');
select set_config('t.first', (publish_website(tests.website_of('ann@a.test'), 'One', now() + interval '1 hour')).id::text, true);
select is((publish_website(tests.website_of('ann@a.test'), 'Two', now() + interval '2 hours')).id::text, current_setting('t.first'), 'the same one');
select results_eq('select notes, publish_at = now() + interval ''2 hours'', status::text from scheduled_publications', $$values ('Two', true, 'pending')$$, 'moved');
select isnt((publish_website(tests.website_of('ann@a.test'))).id::text, current_setting('t.first'), 'publishing now is something else');
select is((select status::text from scheduled_publications), 'pending', 'and leaves the plan alone');
select tests.act_as_owner();
select throws_ok($$insert into scheduled_publications (tenant_id, website_id, publish_at, scheduled_by) select tenant_id, website_id, publish_at, scheduled_by from scheduled_publications$$,
  '23505', null, 'a second one is impossible');
select tests.act_as('eve@e.test');
select ok((publish_website(tests.website_of('eve@e.test'), null, now() + interval '1 hour')).id is not null, 'another tenant has its own');
select is((select count(*)::integer from scheduled_publications), 1, 'and sees no other');
