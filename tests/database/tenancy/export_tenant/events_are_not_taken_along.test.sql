-- T6: visits go along as the numbers they became; single events, which have no key and are dropped within days, do not
select tests.counted_site('ann@a.test');
insert into private.raw_page_events select now(), tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), gen_random_uuid(), true, '/', null, null, 'desktop' from generate_series(1, 30);
select private.aggregate_page_events((now() at time zone 'UTC')::date);
select is_empty($$select from private.export_tables(true) where name like '%raw_page_events%'$$, 'not listed');
select is(count(*), 1::bigint, 'the day is') from private.export_page(tests.tenant_of('ann@a.test'), null, 1000, true) where "table" in ('usage_metrics', 'public.usage_metrics');
select is_empty($$select from private.export_page(tests.tenant_of('ann@a.test'), null, 1000, true) where "table" like '%page_event%'$$, 'the events are not');
