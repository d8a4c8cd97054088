-- S12, A3: robots, those who do not want it, and sites that do not count leave nothing; the answer is the same
create temp table site as select tests.counted_site('ann@a.test') as host;
grant select on site to public;
create function pg_temp.counts(p_agent text default 'Mozilla/5.0 Firefox/140.0', p_headers jsonb default '{}', p_path text default '/', p_event text default 'view', p_host text default null) returns boolean
language plpgsql as $$
declare v_before bigint; v_counts boolean;
begin
  v_before := (select count(*) from private.raw_page_events);
  perform tests.visit_as('192.0.2.' || (1 + v_before), p_agent, p_headers);
  perform public.track_page_view(coalesce(p_host, (select host from site)), p_path, p_event);
  perform tests.act_as_owner();
  return (select count(*) from private.raw_page_events) > v_before;
end $$;
select ok(pg_temp.counts(), 'a visit counts');
select ok(not pg_temp.counts(p_agent => a), 'not ' || a) from unnest(array['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'curl/8.5.0', 'python-requests/2.32',
  'Mozilla/5.0 HeadlessChrome/129.0', 'facebookexternalhit/1.1', 'Mozilla/5.0 (compatible; bingbot/2.0)', 'Chrome-Lighthouse', 'UptimeRobot/2.0', repeat('a', 1001), '']) a;
select ok(pg_temp.counts(p_agent => 'Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) Mobile Safari'), 'a telephone is no robot for its name');
select ok(not pg_temp.counts(p_headers => h), h::text) from unnest(array['{"dnt": "1"}', '{"sec-gpc": "1"}', '{"user-agent": null}']::jsonb[]) h;
select ok(not pg_temp.counts(p_path => p), 'not ' || coalesce(left(p, 20), 'null')) from unnest(array['/nope', '/draft', null, repeat('/a', 300), '/../', '/%2e']) p;
select ok(not pg_temp.counts(p_event => e), 'not ' || coalesce(e, 'null')) from unnest(array['click', '', null]) e;
select ok(not pg_temp.counts(p_host => h), 'not ' || left(h, 20)) from unnest(array['nowhere.localhost', 'localhost', '', repeat('a', 5000), E'a\nb']) h;

update websites set analytics_enabled = false;
select ok(not pg_temp.counts(), 'not a site that does not want it');
update websites set analytics_enabled = true;
select tests.on_plan(tests.tenant_of('ann@a.test'), 'starter');
select ok(not pg_temp.counts(), 'S8: not on a plan without analytics');
select tests.on_plan(tests.tenant_of('ann@a.test'), 'growth');
update tenants set status = 'suspended';
select ok(not pg_temp.counts(), 'not of a suspended tenant');
update tenants set status = 'active';
select ok(pg_temp.counts(), 'until it is back');
select tests.act_as('ann@a.test');
select lives_ok($$select archive_website(tests.website_of('ann@a.test'))$$, 'archived');
select tests.act_as_owner();
select ok(not pg_temp.counts(), 'not an archived site');
