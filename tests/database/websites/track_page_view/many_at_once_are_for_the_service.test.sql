-- S12, A6: what others have seen the service reports, many at once; a client can't
create temp table site as select tests.counted_site('ann@a.test') as host;
grant select on site to public;
select throws_ok(format('set local role %I; select public.track_page_views(''[]'')', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin']) r;
select throws_ok(format('set local role %I; select private.record_page_events(''[]'')', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin']) r;
create function pg_temp.events(p_more jsonb, p_count integer default 1) returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('host', host, 'path', '/', 'event', 'view', 'address', '192.0.2.' || i, 'user_agent', 'Mozilla/5.0 Firefox/140.0') || p_more)
  from site, generate_series(1, p_count) i
$$;
grant execute on function pg_temp.events to service_role;
select tests.act_as_service();
select is(track_page_views(pg_temp.events('{}', 200)), 200::bigint, 'two hundred');
select is(track_page_views('[]'), 0::bigint, 'none');
select is(track_page_views(pg_temp.events('{"country": "de"}') || '[{}, {"host": "x"}]'::jsonb), 1::bigint, 'what is no event is left out');
select is(track_page_views(pg_temp.events(jsonb_build_object('at', now() - interval '59 minutes'))), 1::bigint, 'a little late');
select is(track_page_views(pg_temp.events(jsonb_build_object('at', now() - interval '61 minutes'))), 0::bigint, 'too late');
select is(track_page_views(pg_temp.events(jsonb_build_object('at', now() + interval '1 day'))), 1::bigint, 'from the future: now');
select is(track_page_views(pg_temp.events('{"tenant_id": "00000000-0000-0000-0000-000000000000", "website_id": "00000000-0000-0000-0000-000000000000", "visitor_id": "1", "country": "T1", "load_time_ms": -1, "bytes": 1e300}')), 1::bigint, 'what it says of tenant and visitor is not heard');
select is(track_page_views(pg_temp.events('{}') || pg_temp.events('{"user_agent": "Googlebot/2.1"}') || pg_temp.events('{"host": "nowhere.localhost"}')), 1::bigint, 'robots and strange hosts don''t count here either');
select tests.refuses($$select track_page_views('{}')$$, 'invalid_input', 'no array');
select tests.refuses($$select track_page_views(null)$$, 'invalid_input', 'nothing');
select tests.refuses($$select track_page_views(pg_temp.events('{}', 1001))$$, 'invalid_input', 'too many');
select tests.act_as_owner();
select is_empty($$select from private.raw_page_events where created_at > clock_timestamp() or tenant_id <> tests.tenant_of('ann@a.test') or load_time_ms < 0 or bytes > 104857600$$, 'nothing impossible is kept');
select set_eq('select distinct country from private.raw_page_events', array['DE', null], 'countries are countries');
