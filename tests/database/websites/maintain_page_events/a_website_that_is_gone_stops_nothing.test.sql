-- S12, O4: visits of a website that has been deleted count nowhere, and keep no other from being counted
select tests.counted_site('ann@a.test'), tests.counted_site('bob@b.test');
insert into private.raw_page_events select now(), tests.tenant_of(p), tests.website_of(p), gen_random_uuid(), true, '/', null, null, 'desktop' from unnest(array['ann@a.test', 'bob@b.test']) p;
delete from websites where id = tests.website_of('ann@a.test');
select is(problem, null, 'no problem') from private.run_maintenance('page_events');
select results_eq('select website_id, page_views from usage_metrics', $$select tests.website_of('bob@b.test'), 1$$, 'the other is counted');
