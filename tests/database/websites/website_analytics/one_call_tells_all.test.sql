-- S12: totals, each day, pages, sources, countries and devices in one answer
select tests.counted_site('ann@a.test');
create temp table today as select (now() at time zone 'UTC')::date as day;
grant select on today to public;
insert into usage_metrics (tenant_id, website_id, date, page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms, bounce_rate, avg_session_duration_s, referrer_breakdown, top_pages, country_breakdown, device_breakdown)
select tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), day - n, 10 * n, 2, 2 * n, 1.5, case when n <> 2 then 100 * n end, least(25 * n, 100), 10, jsonb_build_object('direct', n, 'google', n), '[{"slug": "/", "views": 5}, {"slug": "/menu", "views": 2}]',
  jsonb_build_object('US', 2 * n), jsonb_build_object('mobile', 2 * n) from today, unnest(array[1, 2, 3, 40]) n;
select tests.act_as('ann@a.test');
select results_eq($$select "from", "to", page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms, bounce_rate, avg_session_duration_s from website_analytics(tests.website_of('ann@a.test'))$$,
  $$select day - 29, day, 60::bigint, 6::bigint, 12::bigint, 4.500, 250, 58.33, 10 from today$$, 'the last thirty days');
select results_eq($$select page_views, json_array_length(days), (days -> 0)::text from today, website_analytics(tests.website_of('ann@a.test'), day - 2, day - 1)$$,
  $$select 30::bigint, 2, format('{"date" : "%s", "page_views" : 20, "unique_visitors" : 2, "sessions" : 4}', day - 2) from today$$, 'two days');
select results_eq($$select days::jsonb -> 0 -> 'page_views', top_pages::jsonb, referrers::jsonb, countries::jsonb, devices::jsonb from website_analytics(tests.website_of('ann@a.test'))$$,
  $$values ('0'::jsonb, '[{"slug": "/", "views": 15}, {"slug": "/menu", "views": 6}]'::jsonb, '[{"name": "direct", "sessions": 6}, {"name": "google", "sessions": 6}]'::jsonb, '[{"name": "US", "sessions": 12}]'::jsonb, '[{"name": "mobile", "sessions": 12}]'::jsonb)$$, 'days without visits too; the largest first');
select results_eq($$select page_views, sessions, avg_load_time_ms, bounce_rate, json_array_length(days), top_pages::text, referrers::text from website_analytics(tests.website_of('ann@a.test'), '2020-01-01', '2020-01-02')$$,
  $$values (0::bigint, 0::bigint, null::integer, null::numeric, 2, '[]', '[]')$$, 'nothing is nothing');
select tests.refuses(format($$select website_analytics(tests.website_of('ann@a.test'), %L, %L)$$, f, t), 'invalid_input', f || ' to ' || t) from (values ('2026-01-02', '2026-01-01'), ('2020-01-01', '2026-01-01'), ('-infinity', 'infinity')) x (f, t);
select is(get_total_page_views(tests.tenant_of('ann@a.test'), now() - interval '2 days'), 30::bigint, 'views since a day');
select is(get_total_page_views(tests.tenant_of('ann@a.test'), '-infinity'), 460::bigint, 'all of them');
select is(get_total_page_views(tests.tenant_of('ann@a.test'), now()), 0::bigint, 'none');
