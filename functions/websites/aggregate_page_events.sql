-- S12: a day of all websites, each from midnight to midnight where its tenant is. Counting again what has been counted
-- changes nothing.
--  1. One at a time. What has been counted for good and is no longer there can't be counted again.
--  2. Each zone's day; the partitions are found by the widest of them.
--  3. One pass over the events in a visitor's order: 30 minutes without any end a session. Its first event and its last say
--     how long it was and, by running counts, how many views; its source is that of the first; without a view it is none.
--  4. One over their pages. Breakdowns keep the 20 largest.
create or replace function private.aggregate_page_events(p_day date) returns bigint
language plpgsql volatile security definer set search_path = '' set work_mem = '128MB'
as $$
declare
  c_kept constant integer := 20;
  v_from timestamptz := (p_day::timestamp - interval '14 hours') at time zone 'UTC';
  v_to timestamptz := (p_day::timestamp + interval '36 hours') at time zone 'UTC';
  v_rows bigint;
begin
  -- 1.
  perform pg_advisory_xact_lock(hashtextextended('tenantry.aggregate_page_events', 0));
  if private.is_day_closed(p_day) and to_regclass('private.raw_page_events_' || to_char(p_day - 1, 'YYYY_MM_DD')) is null then return 0; end if;

  -- 2.
  with zone as materialized (
    select z.timezone, private.day_start(p_day, z.timezone) as day_begin, private.day_start(p_day + 1, z.timezone) as day_end
    from (select distinct t.timezone from public.tenants t) z
  ), tenant as materialized (
    select t.id, z.day_begin, z.day_end from public.tenants t join zone z on z.timezone = t.timezone
  -- 3.
  ), event as (
    select e.website_id, e.visitor_id, e.created_at, e.is_view, e.referrer, e.country, e.device,
      lag(e.created_at) over visitor as previous_at, lead(e.created_at) over visitor as next_at,
      row_number() over visitor as place, count(*) filter (where e.is_view) over visitor as views
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    -- of one moment the same one is always the first
    window visitor as (partition by e.visitor_id order by e.created_at, e.is_view desc, e.referrer collate "C", e.page_slug collate "C" rows unbounded preceding)
  ), edge as (
    select e.*, coalesce(e.created_at - e.previous_at > interval '30 minutes', true) as begins, coalesce(e.next_at - e.created_at > interval '30 minutes', true) as ends
    from event e
  ), bounded as (
    -- what begins is followed by what ends, where it does not end itself
    select e.*,
      case when e.ends then e.created_at else lead(e.created_at) over session end as ended_at,
      (case when e.ends then e.views else lead(e.views) over session end) - e.views + e.is_view::integer as session_views
    from edge e
    where e.begins or e.ends
    window session as (partition by e.visitor_id order by e.place)
  ), session as materialized (
    select b.website_id, b.visitor_id, b.referrer, b.country, b.device, b.session_views = 1 as bounced, extract(epoch from b.ended_at - b.created_at) as seconds
    from bounded b
    where b.begins and b.session_views > 0
  ), visit as (
    select s.website_id, count(*) as sessions, count(distinct s.visitor_id) as visitors,
      count(*) filter (where s.bounced) as bounces, avg(s.seconds) as seconds
    from session s group by s.website_id
  ), counted as (
    select s.website_id, k.kind, k.name, count(*) as sessions
    from session s
    cross join lateral (values ('referrer', s.referrer), ('country', s.country), ('device', s.device)) k (kind, name)
    group by s.website_id, k.kind, k.name
  ), named as (
    select c.website_id, c.kind, n.name, sum(c.sessions) as sessions
    from counted c
    cross join lateral (values (
      case c.kind when 'referrer' then private.traffic_source(c.name) else coalesce(c.name, 'other') end)) n (name)
    group by c.website_id, c.kind, n.name
  ), ranked as (
    select n.*, row_number() over (partition by n.website_id, n.kind order by n.name = 'other', n.sessions desc, n.name collate "C") as place from named n
  ), kept as (
    select r.website_id, r.kind, case when r.place <= c_kept then r.name else 'other' end as name, sum(r.sessions)::bigint as sessions
    from ranked r group by 1, 2, 3
  ), breakdown as (
    select k.website_id,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'referrer') as referrers,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'country') as countries,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'device') as devices
    from kept k group by k.website_id
  -- 4.
  ), page as (
    select e.tenant_id, e.website_id, e.page_slug, count(*) filter (where e.is_view) as views,
      sum(e.bytes) as bytes, sum(e.load_time_ms) as load_time, count(e.load_time_ms) as loads
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    group by e.tenant_id, e.website_id, e.page_slug
  ), placed as (
    select p.*, row_number() over (partition by p.website_id order by p.views desc, p.page_slug collate "C") as place from page p
  ), website as (
    select p.tenant_id, p.website_id, sum(p.views) as views, sum(p.bytes) as bytes, sum(p.load_time) / nullif(sum(p.loads), 0) as load_time,
      jsonb_agg(jsonb_build_object('slug', p.page_slug, 'views', p.views) order by p.place)
        filter (where p.place <= c_kept and p.views > 0) as top
    from placed p group by p.tenant_id, p.website_id
  )
  insert into public.usage_metrics as m (tenant_id, website_id, date, page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms,
    bounce_rate, avg_session_duration_s, referrer_breakdown, top_pages, country_breakdown, device_breakdown)
  select w.tenant_id, w.website_id, p_day, w.views, v.visitors, v.sessions, least(coalesce(w.bytes, 0) / 1048576.0, 9999999.999), round(w.load_time),
    round(100.0 * v.bounces / v.sessions, 2), round(v.seconds), b.referrers, w.top, b.countries, b.devices
  from website w
  join visit v on v.website_id = w.website_id
  join breakdown b on b.website_id = w.website_id
  -- one that has been deleted since counts nowhere, and stops no other
  join public.websites s on s.tenant_id = w.tenant_id and s.id = w.website_id
  on conflict (tenant_id, website_id, date) do update
  set page_views = excluded.page_views, unique_visitors = excluded.unique_visitors, sessions = excluded.sessions,
    bandwidth_mb = excluded.bandwidth_mb, avg_load_time_ms = excluded.avg_load_time_ms, bounce_rate = excluded.bounce_rate,
    avg_session_duration_s = excluded.avg_session_duration_s, referrer_breakdown = excluded.referrer_breakdown,
    top_pages = excluded.top_pages, country_breakdown = excluded.country_breakdown, device_breakdown = excluded.device_breakdown
  where (m.page_views, m.unique_visitors, m.sessions, m.bandwidth_mb, m.avg_load_time_ms, m.bounce_rate, m.avg_session_duration_s,
      m.referrer_breakdown, m.top_pages, m.country_breakdown, m.device_breakdown)
    is distinct from (excluded.page_views, excluded.unique_visitors, excluded.sessions, excluded.bandwidth_mb, excluded.avg_load_time_ms,
      excluded.bounce_rate, excluded.avg_session_duration_s, excluded.referrer_breakdown, excluded.top_pages, excluded.country_breakdown, excluded.device_breakdown);
  get diagnostics v_rows = row_count;

  -- as of the transaction's begin: what has come since is for the next time
  insert into private.page_event_days as d (day, aggregated_at) values (p_day, now())
  on conflict (day) do update set aggregated_at = greatest(d.aggregated_at, excluded.aggregated_at);
  return v_rows;
end
$$;
comment on function private.aggregate_page_events(date) is
  'Makes usage_metrics of one day of the events of all tenants, tables no client may read or write; answers how many rows are new or changed. Safe at any time, and in several places at once.';
revoke all on function private.aggregate_page_events(date) from public;

create or replace function private.traffic_source(p_host text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when p_host is null then 'direct'
    when p_host ~ '(^|\.)google\.[a-z.]{2,6}$' then 'google'
    when p_host ~ '(^|\.)bing\.com$' then 'bing'
    when p_host ~ '(^|\.)duckduckgo\.com$' then 'duckduckgo'
    when p_host ~ '(^|\.)yahoo\.[a-z.]{2,6}$' then 'yahoo'
    when p_host ~ '(^|\.)(twitter\.com|x\.com|t\.co)$' then 'twitter'
    when p_host ~ '(^|\.)(facebook\.com|fb\.com)$' then 'facebook'
    when p_host ~ '(^|\.)instagram\.com$' then 'instagram'
    when p_host ~ '(^|\.)(linkedin\.com|lnkd\.in)$' then 'linkedin'
    when p_host ~ '(^|\.)(youtube\.com|youtu\.be)$' then 'youtube'
    when p_host ~ '(^|\.)pinterest\.[a-z.]{2,6}$' then 'pinterest'
    when p_host ~ '(^|\.)tiktok\.com$' then 'tiktok'
    when p_host ~ '(^|\.)reddit\.com$' then 'reddit'
    else p_host
  end
$$;
comment on function private.traffic_source(text) is 'What a visitor''s origin is called in a report: direct, a well-known site by its name, any other by its host.';
revoke all on function private.traffic_source(text) from public;

-- Two hours after it has ended in the last place on Earth nothing can come any more: events are at most an hour late.
create or replace function private.is_day_closed(p_day date) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from private.page_event_days d
    where d.day = p_day and d.aggregated_at >= (p_day::timestamp + interval '38 hours') at time zone 'UTC')
$$;
comment on function private.is_day_closed(date) is 'Whether a day was aggregated after the last of its events, by a table no client may read.';
revoke all on function private.is_day_closed(date) from public;
