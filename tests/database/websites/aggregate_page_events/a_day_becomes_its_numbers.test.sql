-- S12: every column of a day, by hand; counting again changes nothing
select tests.counted_site('ann@a.test');
create temp table today as select (now() at time zone 'UTC')::date as day;
create function pg_temp.event(p_visitor integer, p_at interval, p_view boolean, p_page text, p_referrer text default null, p_country text default null, p_device text default 'desktop', p_load integer default null, p_bytes bigint default null) returns void
language sql as $$
  insert into private.raw_page_events select day::timestamp at time zone 'UTC' + p_at, tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), md5('v' || p_visitor)::uuid,
    p_view, p_page, p_referrer, p_country, p_device, p_load, p_bytes from today
$$;
-- one visitor: two pages and a leave, then 31 minutes later another session of one page
select pg_temp.event(1, '01:00', true, '/', 'www.google.de', 'DE', 'mobile'), pg_temp.event(1, '01:10', false, '/', null, 'DE', 'mobile', 200, 1048576),
  pg_temp.event(1, '01:10', true, '/menu', null, 'DE', 'mobile'), pg_temp.event(1, '01:40', false, '/menu', null, 'DE', 'mobile', 400, 524288),
  pg_temp.event(1, '02:10:00.000001', true, '/', 'l.facebook.com', 'DE', 'mobile');
-- another: one page; a third is only seen to leave
select pg_temp.event(2, '00:00', true, '/', 'blog.example', null, 'tablet'), pg_temp.event(3, '23:59:59.999', false, '/menu', null, 'US', 'desktop', 600);
-- a day before, a day after
select pg_temp.event(4, '-00:00:00.000001', true, '/'), pg_temp.event(4, '24:00', true, '/');
select is(private.aggregate_page_events(day), 1::bigint, 'one row') from today;
select results_eq($$select page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms, bounce_rate, avg_session_duration_s from usage_metrics join today on day = date$$,
  $$values (4, 2, 3, 1.500, 400, 66.67, 800)$$, 'counts and averages');
select results_eq($$select referrer_breakdown, top_pages, country_breakdown, device_breakdown from usage_metrics join today on day = date$$,
  $$values ('{"google": 1, "facebook": 1, "blog.example": 1}'::jsonb, '[{"slug": "/", "views": 3}, {"slug": "/menu", "views": 1}]'::jsonb, '{"DE": 2, "other": 1}'::jsonb, '{"mobile": 2, "tablet": 1}'::jsonb)$$, 'what they consist of');
create temp table before as select * from usage_metrics;
select is(private.aggregate_page_events(day), 0::bigint, 'again') from today;
select results_eq('select * from usage_metrics', 'select * from before', 'nothing has changed');
select pg_temp.event(5, '12:00', true, '/');
select is(private.aggregate_page_events(day), 1::bigint, 'one that came late') from today;
select results_eq($$select id, page_views from usage_metrics join today on day = date$$, 'select id, 5 from before', 'is added to the same row');
select is(private.aggregate_page_events(day - 1), 1::bigint, 'the day before has its own') from today;
select is(private.aggregate_page_events(day + 1), 1::bigint, 'the day after too') from today;
select is(private.aggregate_page_events('2020-01-01'), 0::bigint, 'a day without events has none');
select set_eq('select date - day from usage_metrics, today', array[-1, 0, 1], 'three days');
