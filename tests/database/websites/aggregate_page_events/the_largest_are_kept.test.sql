-- S12: breakdowns keep the 20 largest and add up; what cannot be stored is cut
select tests.counted_site('ann@a.test');
insert into private.raw_page_events select now(), tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), md5('v' || n || '-' || i)::uuid, true, '/page-' || n, 'site-' || n || '.example', chr(64 + n % 26 + 1) || 'X', 'desktop', null, 104857600
from generate_series(1, 30) n, generate_series(1, n) i;
insert into private.raw_page_events select now(), e.tenant_id, e.website_id, e.visitor_id, false, '/page-1', null, null, 'desktop', 1, 104857600 from private.raw_page_events e, generate_series(1, 220);
select private.aggregate_page_events((now() at time zone 'UTC')::date);
select is((select count(*) from jsonb_object_keys(referrer_breakdown)), 21::bigint, 'twenty sources and the rest') from usage_metrics;
select is(referrer_breakdown -> 'other', to_jsonb((select sum(n) from generate_series(1, 10) n)), 'which add up') from usage_metrics;
select is((select count(*) from jsonb_object_keys(country_breakdown)), 21::bigint, 'twenty countries and the rest') from usage_metrics;
select is(jsonb_array_length(top_pages), 20, 'twenty pages') from usage_metrics;
select is(top_pages -> 0, '{"slug": "/page-30", "views": 30}', 'the most viewed first') from usage_metrics;
select is(page_views, 465, 'all views') from usage_metrics;
select is(bandwidth_mb, 9999999.999, 'as much as fits') from usage_metrics;
select is(private.traffic_source(h), s, h) from (values ('www.google.co.uk', 'google'), ('notgoogle.com', 'notgoogle.com'), ('google.com.evil.example', 'google.com.evil.example'), ('t.co', 'twitter'), ('x.com', 'twitter'),
  ('netflix.com', 'netflix.com'), ('m.facebook.com', 'facebook'), ('duckduckgo.com', 'duckduckgo'), ('out.reddit.com', 'reddit')) x (h, s);
select is(private.traffic_source(null), 'direct', 'nowhere');
