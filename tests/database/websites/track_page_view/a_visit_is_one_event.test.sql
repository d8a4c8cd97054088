-- S12: a visit is one row with what the request and the page say; address and agent are not in it
create temp table site as select tests.counted_site('ann@a.test') as host;
grant select on site to public;
select tests.visit_as('192.0.2.7, 10.0.0.1', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari');
select lives_ok($$select track_page_view(host || ':3000', '/?utm=1', referrer => 'https://www.Google.com/search?q=secret') from site$$, 'a view');
select lives_ok($$select track_page_view(upper(host) || '.', '/', 'leave', load_time_ms => 321, bytes => 4096) from site$$, 'a leave');
select tests.act_as_owner();
select results_eq($$select is_view, page_slug, referrer, country, device, load_time_ms, bytes from private.raw_page_events order by is_view desc$$,
  $$values (true, '/', 'google.com', null::text, 'mobile', null::integer, null::bigint), (false, '/', null, null, 'mobile', 321, 4096)$$, 'what is kept');
select is(tenant_id, tests.tenant_of('ann@a.test'), 'for the host''s tenant') from private.raw_page_events limit 1;
select is(website_id, tests.website_of('ann@a.test'), 'and website') from private.raw_page_events limit 1;
select is(count(distinct visitor_id), 1::bigint, 'one visitor') from private.raw_page_events;
select is(tableoid::regclass::text, 'private.raw_page_events_' || to_char(now() at time zone 'UTC', 'YYYY_MM_DD'), 'in its day''s partition') from private.raw_page_events limit 1;
select is_empty($$select from private.raw_page_events e where e::text ~ '192\.0\.2\.7|iPhone|search|secret'$$, 'no address, no agent, no search');
-- from the site itself
select tests.visit_as('192.0.2.8');
select track_page_view(host, '/', referrer => 'http://' || host || ':3000/menu') from site;
select track_page_view(host, '/', referrer => r) from site, unnest(array['android-app://com.app/', 'javascript:1', 'https://', 'https://intranet/', 'https://a b.example/', repeat('x', 5000)]) r;
select tests.act_as_owner();
select is(count(*), 7::bigint, 'a visitor''s way is not what makes it count') from private.raw_page_events e where e.device = 'desktop';
select is_empty('select from private.raw_page_events where device = ''desktop'' and referrer is not null', 'and what names no other site is none');
