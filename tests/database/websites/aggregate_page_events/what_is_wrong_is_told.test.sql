-- breaks invariants on purpose
-- S12: events outside their partition and days that do not add up are noticed
select tests.counted_site('ann@a.test');
insert into private.raw_page_events select now() - interval '1 year', tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), gen_random_uuid(), true, '/', null, null, 'desktop';
insert into usage_metrics (tenant_id, website_id, date, page_views, sessions) values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), now(), 1, 1);
select set_eq('select invariant from private.check_invariants()', array['the default partition of raw_page_events is empty', 'a day''s breakdowns add up to its sessions'], 'each');
select private.ensure_partitions();
select is_empty($$select from private.check_invariants() where invariant like '%partition%'$$, 'the next maintenance mends it');
