--! Previous: sha1:a7a6aabcd6724ac3adc7671585b4b31e2fd3bfd1
--! Hash: sha1:e691ac11eed2f056714bbfcc7c5982336a731c46
--! Message: analytics

--! split: 540-analytics.sql
-- Visits: events as they come, kept seven days, and the daily numbers made of them, kept for good.

-- Raw events of all tenants. No key, no index, no foreign key: each would cost every visit, and a day's partition goes whole.
create table if not exists private.raw_page_events (
  created_at timestamptz not null default clock_timestamp(),
  tenant_id uuid not null,
  website_id uuid not null,
  visitor_id uuid not null,
  is_view boolean not null,
  page_slug text not null,
  referrer text,
  country text,
  device text not null,
  load_time_ms integer,
  bytes bigint
) partition by range (created_at);
alter table private.raw_page_events enable row level security;
comment on table private.raw_page_events is 'What the tracking snippet sent: page views and page leaves, without address or agent. Partitioned by UTC day; a day is dropped once it is counted and seven days old.';
comment on column private.raw_page_events.visitor_id is 'The first 128 bits of HMAC-SHA256(salt of the website''s day, website, address, agent): the same for a day, then never again.';
comment on column private.raw_page_events.is_view is 'A page was opened; else it was left, which tells how long it had been looked at.';
comment on column private.raw_page_events.page_slug is 'A page of the live deployment.';
comment on column private.raw_page_events.referrer is 'Host of the site the visitor came from; null for none and for the website itself.';
comment on column private.raw_page_events.country is 'ISO 3166-1 alpha-2, from a header of the trusted proxy.';
comment on column private.raw_page_events.device is 'mobile, tablet or desktop, by the agent.';
comment on column private.raw_page_events.load_time_ms is 'Of a leave: how long the page took to load.';
comment on column private.raw_page_events.bytes is 'Of a leave: what the page transferred, as the browser counted.';

-- Unlogged, so that no salt reaches a log, a replica or a backup of the files; after a crash visitors are counted anew.
create unlogged table if not exists private.visitor_salts (
  timezone text not null,
  day date not null,
  salt bytea not null default extensions.gen_random_bytes(32),
  constraint visitor_salts_pkey primary key (timezone, day),
  constraint visitor_salts_salt_length check (octet_length(salt) = 32)
);
alter table private.visitor_salts enable row level security;
comment on table private.visitor_salts is 'What visitors'' ids of one day are made with, by time zone; deleted two hours after the day ends there, and with it the way back from an id.';

create table if not exists private.page_event_days (
  day date constraint page_event_days_pkey primary key,
  aggregated_at timestamptz not null
);
alter table private.page_event_days enable row level security;
comment on table private.page_event_days is 'Which days have been aggregated into usage_metrics, and when last.';

create table if not exists public.usage_metrics (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  date date not null,
  page_views integer not null default 0,
  unique_visitors integer not null default 0,
  sessions integer not null default 0,
  bandwidth_mb numeric(10, 3) not null default 0,
  avg_load_time_ms integer,
  bounce_rate numeric(5, 2),
  avg_session_duration_s integer,
  referrer_breakdown jsonb not null default '{}',
  top_pages jsonb not null default '[]',
  country_breakdown jsonb not null default '{}',
  device_breakdown jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint usage_metrics_pkey primary key (tenant_id, id),
  -- one row a website and day; a website's days in order
  constraint usage_metrics_tenant_id_website_id_date_key unique (tenant_id, website_id, date),
  constraint usage_metrics_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint usage_metrics_not_negative check (
    least(page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms, avg_session_duration_s) >= 0),
  constraint usage_metrics_bounce_rate_percent check (bounce_rate between 0 and 100),
  constraint usage_metrics_visits_consistent check (unique_visitors <= sessions and sessions <= page_views),
  constraint usage_metrics_breakdowns_objects check (
    jsonb_typeof(referrer_breakdown) = 'object' and jsonb_typeof(country_breakdown) = 'object' and jsonb_typeof(device_breakdown) = 'object'),
  constraint usage_metrics_top_pages_array check (jsonb_typeof(top_pages) = 'array')
);
alter table public.usage_metrics enable row level security;
comment on table public.usage_metrics is 'A website''s visits, one row a day of the tenant''s time zone. Written by aggregation alone.';
comment on column public.usage_metrics.date is 'The day, from midnight to midnight where the tenant is.';
comment on column public.usage_metrics.unique_visitors is 'Of that day: nobody is recognised on the next.';
comment on column public.usage_metrics.sessions is 'Views with at most 30 minutes between them, and the visits they make up.';
comment on column public.usage_metrics.bandwidth_mb is 'Transferred as the browsers counted; 1 MB = 1,048,576 bytes.';
comment on column public.usage_metrics.avg_load_time_ms is 'Null where no browser told.';
comment on column public.usage_metrics.bounce_rate is 'Percentage of sessions with a single view.';
comment on column public.usage_metrics.avg_session_duration_s is 'From the first event of a session to its last, leaving the last page included.';
comment on column public.usage_metrics.referrer_breakdown is 'Sessions by where they came from: {"direct": 120, "google": 45, "other": 8}; the 20 largest and the rest.';
comment on column public.usage_metrics.top_pages is 'The 20 most viewed pages: [{"slug": "/", "views": 200}].';
comment on column public.usage_metrics.country_breakdown is 'Sessions by country, {"US": 150}; the 20 largest, the rest and the unknown as "other".';
comment on column public.usage_metrics.device_breakdown is 'Sessions by device: {"mobile": 180, "desktop": 120, "tablet": 20}.';

do $$ begin
  if to_regtype('public.website_analytics') is null then
    create type public.website_analytics as (
      "from" date,
      "to" date,
      page_views bigint,
      unique_visitors bigint,
      sessions bigint,
      bandwidth_mb numeric,
      avg_load_time_ms integer,
      bounce_rate numeric,
      avg_session_duration_s integer,
      days json,
      top_pages json,
      referrers json,
      countries json,
      devices json
    );
  end if;
end $$;
comment on type public.website_analytics is 'A website''s visits from one day to another: totals, and what they consist of.';
comment on column public.website_analytics.unique_visitors is 'The sum over the days: who comes on two days counts twice.';
comment on column public.website_analytics.days is 'One entry a day, those without visits too: date, page_views, unique_visitors, sessions.';
comment on column public.website_analytics.top_pages is '[{"slug": "/", "views": 200}], the most viewed first.';
comment on column public.website_analytics.referrers is 'Sessions by where they came from, the most first: [{"name": "direct", "sessions": 120}].';
comment on column public.website_analytics.countries is 'Sessions by country, the most first: [{"name": "US", "sessions": 150}].';
comment on column public.website_analytics.devices is 'Sessions by device, the most first: [{"name": "mobile", "sessions": 180}].';

--! Included seed/settings.sql
-- First values only: what an operator has changed stays.
insert into private.settings (key, value, description) values
  ('root_domain', 'localhost', 'Websites are served at <subdomain>.<root_domain>.'),
  ('free_tenants_per_person', '3', 'How many tenants on the free plan one person may own.'),
  ('cloudinary_folder', 'tenantry', 'Folder at Cloudinary with the files of all tenants: small letters, digits, - and _.'),
  ('country_header', '', 'Request header in which a proxy tells a visitor''s country and which it overwrites (cf-ipcountry); empty: none is trusted.')
on conflict (key) do nothing;
--! EndIncluded seed/settings.sql

--! Included functions/operations/ensure_partitions.sql
-- Partitions live in private, so that no API and no dump lists them.
--  1. What has gone to the default partition, because nobody called this in time, stands
--     in the way of the partitions it belongs to: it is set aside.
--  2. Partitions are made: those of what was set aside, the recent and the coming ones, the
--     default one. Made first and attached then: creating them as partitions would stop
--     everybody who writes, which is everybody.
--  3. What was set aside goes where it belongs.
create or replace function private.ensure_partitions_of(
  p_parent regclass, p_unit text, p_behind interval, p_ahead interval, p_append_only boolean
) returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
  v_parent text := (select c.relname from pg_catalog.pg_class c where c.oid = p_parent);
  v_form text := case p_unit when 'month' then 'YYYY_MM' else 'YYYY_MM_DD' end;
  v_aside boolean := false;
  v_begin timestamp; -- without time zone: stepping must not follow the session's
  v_begins timestamp[];
  v_name text;
begin
  -- 1.
  if to_regclass(format('private.%I', v_parent || '_default')) is not null then
    execute format('select exists (select from private.%I)', v_parent || '_default') into v_aside;
  end if;
  if v_aside then
    execute format('alter table %s detach partition private.%I', p_parent, v_parent || '_default');
    execute format('alter table private.%I rename to %I', v_parent || '_default', v_parent || '_aside');
    execute format('select array_agg(distinct date_trunc(%L, a.created_at at time zone ''UTC'')) from private.%I a', p_unit, v_parent || '_aside')
    into v_begins;
  end if;
  -- 2.
  for v_begin in
    select generate_series(date_trunc(p_unit, now() at time zone 'UTC' - p_behind), now() at time zone 'UTC' + p_ahead, ('1 ' || p_unit)::interval)
    union select unnest(v_begins)
    union all select null
  loop
    v_name := v_parent || '_' || coalesce(to_char(v_begin, v_form), 'default');
    continue when to_regclass(format('private.%I', v_name)) is not null;
    execute format('create table private.%I (like %s including all)', v_name, p_parent);
    execute format('alter table private.%I enable row level security', v_name);
    if p_append_only then
      execute format('create trigger _100_append_only before update or delete or truncate on private.%I for each statement execute function private.refuse_change()', v_name);
    end if;
    execute format('alter table %s attach partition private.%I %s', p_parent, v_name,
      case when v_begin is null then 'default'
        else format('for values from (%L) to (%L)', v_begin at time zone 'UTC', (v_begin + ('1 ' || p_unit)::interval) at time zone 'UTC') end);
  end loop;
  -- 3.
  if v_aside then
    execute format('insert into %s select * from private.%I', p_parent, v_parent || '_aside');
    execute format('drop table private.%I', v_parent || '_aside');
  end if;
end
$$;
comment on function private.ensure_partitions_of(regclass, text, interval, interval, boolean) is
  'Makes a table''s partitions by created_at, a UTC day or month each, and the default one, and empties that into those; needs the table''s owner.';
revoke all on function private.ensure_partitions_of(regclass, text, interval, interval, boolean) from public;

create or replace function private.ensure_partitions() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry.ensure_partitions', 0));
  perform private.ensure_partitions_of('public.audit_logs', 'month', interval '0', interval '3 months', true);
  -- yesterday too: events may be an hour late
  perform private.ensure_partitions_of('private.raw_page_events', 'day', interval '1 day', interval '3 days', false);
end
$$;
comment on function private.ensure_partitions() is
  'Makes the partitions of the audit log up to three months ahead and of page events up to three days ahead, and the default ones, and empties those into these; needs the tables'' owner. Safe to run at any time.';
revoke all on function private.ensure_partitions() from public;
grant execute on function private.ensure_partitions() to service_role;
--! EndIncluded functions/operations/ensure_partitions.sql
select private.ensure_partitions();

--! Included functions/websites/usage_metrics.sql
create or replace trigger _100_timestamps before update on public.usage_metrics
  for each row execute function private.set_updated_at();
--! EndIncluded functions/websites/usage_metrics.sql
--! Included functions/websites/day_start.sql
-- Midnight may be missing (clocks go from 0:00 to 1:00) or come twice (from 1:00 back to 0:00): a day begins with the first
-- moment that bears its date.
create or replace function private.day_start(p_day date, p_timezone text) returns timestamptz
language sql stable security invoker set search_path = ''
as $$
  select min(c.moment)
  from (
    -- by the clock of the day before and by that of the day after
    select (p_day::timestamp - ((m at time zone p_timezone) - (m at time zone 'UTC'))) at time zone 'UTC' as moment
    from unnest(array[(p_day - 1)::timestamp at time zone 'UTC', (p_day + 2)::timestamp at time zone 'UTC']) m
    union all
    select p_day::timestamp at time zone p_timezone
  ) c
  where (c.moment at time zone p_timezone)::date >= p_day
$$;
comment on function private.day_start(date, text) is 'When a day begins in a time zone, also where clocks change at midnight; days are 23 to 25 hours long.';
revoke all on function private.day_start(date, text) from public;
--! EndIncluded functions/websites/day_start.sql
--! Included functions/websites/visitor_salt.sql
create or replace function private.visitor_salt(p_timezone text, p_day date) returns bytea
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_salt bytea;
begin
  select s.salt into v_salt from private.visitor_salts s where s.timezone = p_timezone and s.day = p_day;
  if not found then
    insert into private.visitor_salts (timezone, day) values (p_timezone, p_day) on conflict do nothing;
    -- somebody else's, if theirs came first
    select s.salt into strict v_salt from private.visitor_salts s where s.timezone = p_timezone and s.day = p_day;
  end if;
  return v_salt;
end
$$;
comment on function private.visitor_salt(text, date) is 'The salt of a time zone''s day, made with the first visit, in a table nobody may read.';
revoke all on function private.visitor_salt(text, date) from public;
--! EndIncluded functions/websites/visitor_salt.sql
--! Included functions/websites/record_page_events.sql
-- What of the events sent may be meant for us. A function of its own, for the planner to know that there may be many.
create or replace function private.read_page_events(p_events jsonb, p_now timestamptz, p_late interval)
returns table (
  host text, path text, is_view boolean, user_agent text, address inet, network text, at timestamptz, referrer text, country text,
  load_time_ms integer, bytes bigint
)
language sql stable rows 1000 security invoker set search_path = ''
as $$
  -- by plain string functions: a regular expression each would take longer than all the rest
  select rtrim(lower(split_part(e.host, ':', 1)), '.'), '/' || btrim(split_part(e.path, '?', 1), '/'), e.event = 'view', e.user_agent,
    a.address,
    -- as client_network() has it: who has one IPv6 address has 2^64 of them
    case when family(a.address) = 6 and not a.address <<= '::ffff:0:0/96' then host(network(set_masklen(a.address, 64))) else host(a.address) end,
    least(coalesce(e.at, p_now), p_now),
    case when e.referrer like 'http%' and f.host like '%_._%' and translate(f.host, 'abcdefghijklmnopqrstuvwxyz0123456789-.', '') = '' then
      case when f.host like 'www.%' then substr(f.host, 5) else f.host end end,
    case when length(e.country) = 2 and translate(upper(e.country), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' and upper(e.country) not in ('XX', 'ZZ') then
      upper(e.country) end,
    case when e.load_time_ms between 0 and 600000 then e.load_time_ms::integer end,
    case when e.bytes between 0 and 104857600 then e.bytes::bigint end
  from jsonb_to_recordset(p_events) e (
    host text, path text, event text, referrer text, load_time_ms numeric, bytes numeric,
    address inet, user_agent text, country text, at timestamptz)
  cross join lateral (values (coalesce(e.address, '::'))) a (address)
  cross join lateral (values (split_part(split_part(split_part(lower(left(e.referrer, 300)), '://', 2), '/', 1), ':', 1))) f (host)
  where e.event in ('view', 'leave') and length(e.host) <= 260 and length(e.path) <= 500
    and length(e.user_agent) between 1 and 1000 and (e.at is null or e.at > p_now - p_late)
$$;
comment on function private.read_page_events(jsonb, timestamptz, interval) is 'The events of a JSON array that can be read and are at most p_late old.';
revoke all on function private.read_page_events(jsonb, timestamptz, interval) from public;

-- S12: all events come through here, in one statement. Whatever should not count is dropped without a word: whoever sends
-- events learns nothing from the answer.
--  1. Each agent, and each page, is looked up once, however many events it has: robots say so, mostly; the page has to be
--     one of a live deployment of a website that wants to be counted and whose plan counts.
--  2. Each client pays for its events; buckets are locked in one order.
--  3. Address and agent become the day's visitor, and are forgotten.
create or replace function private.record_page_events(p_events jsonb, p_late interval default interval '1 hour') returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_recorded bigint;
begin
  with sent as materialized (
    select * from private.read_page_events(p_events, clock_timestamp(), p_late)
  -- 1.
  ), agent as materialized (
    select a.user_agent,
      case
        when a.words like any (array['%ipad%', '%tablet%', '%kindle%', '%silk%']) or a.words like '%android%' and a.words not like '%mobi%' then 'tablet'
        when a.words like any (array['%mobi%', '%iphone%', '%ipod%', '%android%', '%phone%']) then 'mobile'
        else 'desktop'
      end as device
    from (select d.user_agent, replace(lower(d.user_agent), 'cubot', '') as words from (select distinct s.user_agent from sent s) d offset 0) a
    where not a.words like any (array['%bot%', '%crawl%', '%spider%', '%slurp%', '%scrap%', '%headless%', '%phantom%', '%lighthouse%', '%pagespeed%',
      '%monitor%', '%uptime%', '%preview%', '%facebookexternalhit%', '%whatsapp%', '%curl/%', '%wget%', '%httpie%', '%python%', '%java/%', '%okhttp%',
      '%go-http%', '%node%', '%axios%', '%fetch%', '%libwww%', '%perl%', '%ruby%', '%php%', '%postman%', '%insomnia%', '%feed%', '%archive%'])
  ), place as materialized (
    select s.host, s.path, h.tenant_id, h.object_id as website_id, t.timezone,
      case when s.host like 'www.%' then substr(s.host, 5) else s.host end as bare
    from (select distinct s.host, s.path from sent s) s
    join private.directory h on h.kind = 'host' and h.key = s.host and h.serving
    join public.deployment_pages p on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = s.path
    join public.websites w on w.tenant_id = h.tenant_id and w.id = h.object_id and w.analytics_enabled
    join public.tenants t on t.id = h.tenant_id
    join public.plans l on l.id = t.plan_id and l.analytics_enabled
  ), welcome as materialized (
    select s.*, a.device, p.tenant_id, p.website_id, p.timezone, p.bare, (s.at at time zone p.timezone)::date as day
    from sent s
    join agent a on a.user_agent = s.user_agent
    join place p on p.host = s.host and p.path = s.path
  -- 2.
  ), client as materialized (
    select n.network, r.allowed and n.events <= 240 as allowed
    from (select w.network, count(*) as events from welcome w group by w.network order by w.network) n
    cross join lateral private.consume_rate_limit('track ' || n.network, 240, 2, least(n.events, 240)) r
  -- 3.
  ), salt as materialized (
    select d.timezone, d.day, private.visitor_salt(d.timezone, d.day) as salt
    from (select distinct w.timezone, w.day from welcome w order by 1, 2) d
  )
  insert into private.raw_page_events (created_at, tenant_id, website_id, visitor_id, is_view, page_slug, referrer, country, device, load_time_ms, bytes)
  select w.at, w.tenant_id, w.website_id,
    encode(substr(extensions.hmac(convert_to(concat_ws(' ', w.website_id, host(w.address), w.user_agent), 'UTF8'), s.salt, 'sha256'), 1, 16), 'hex')::uuid,
    w.is_view, w.path, nullif(w.referrer, w.bare), w.country, w.device, w.load_time_ms, w.bytes
  from welcome w
  join salt s on s.timezone = w.timezone and s.day = w.day
  where w.network not in (select c.network from client c where not c.allowed);
  get diagnostics v_recorded = row_count;
  return v_recorded;
end
$$;
comment on function private.record_page_events(jsonb, interval) is
  'Keeps page events of live websites, at most p_late old, and answers how many; reads the directory and salts and writes a table no client may. Events: host, path, event (view or leave), address, user_agent and, if known, referrer, country, load_time_ms, bytes, at. What goes beyond 240 at once and 2 a second from one network is not counted.';
revoke all on function private.record_page_events(jsonb, interval) from public;
grant execute on function private.record_page_events(jsonb, interval) to service_role;
--! EndIncluded functions/websites/record_page_events.sql
--! Included functions/websites/track_page_view.sql
-- What says where a visit comes from is taken from the request; nobody says it of themselves.
create or replace function private.track_page_view(
  p_host text, p_path text, p_event text, p_referrer text, p_load_time_ms integer, p_bytes bigint
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  if v_headers ->> 'dnt' = '1' or v_headers ->> 'sec-gpc' = '1' then return; end if;
  perform private.record_page_events(jsonb_build_array(jsonb_build_object(
    'host', p_host, 'path', p_path, 'event', p_event, 'referrer', p_referrer, 'load_time_ms', p_load_time_ms, 'bytes', p_bytes,
    'address', private.client_address(), 'user_agent', v_headers ->> 'user-agent',
    'country', v_headers ->> nullif(private.setting('country_header'), ''))));
end
$$;
comment on function private.track_page_view(text, text, text, text, integer, bigint) is
  'Counts a visit for visitors, who may write no table; whether it counts depends on the request''s headers and the site alone. Never raises.';
revoke all on function private.track_page_view(text, text, text, text, integer, bigint) from public;
grant execute on function private.track_page_view(text, text, text, text, integer, bigint) to anon, authenticated, service_role;

create or replace function public.track_page_view(
  host text, path text, event text default 'view', referrer text default null, load_time_ms integer default null, bytes bigint default null
) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.track_page_view(host, path, event, referrer, load_time_ms, bytes)
$$;
comment on function public.track_page_view(text, text, text, text, integer, bigint) is
  'Counts a visit to a published page; for front ends of their own, where the tracking snippet is not. event: view when it is opened, leave when it is left (then with load_time_ms and bytes). Address and agent are the request''s own and are not kept. Answers nothing, whether it counted or not: robots, do-not-track, sites that don''t count and too many events don''t. Never raises.';
revoke all on function public.track_page_view(text, text, text, text, integer, bigint) from public;
grant execute on function public.track_page_view(text, text, text, text, integer, bigint) to anon, authenticated, service_role;

create or replace function public.track_page_views(events jsonb) returns bigint
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(events) is distinct from 'array' or jsonb_array_length(events) > 1000 then
    perform private.fail('invalid_input', 'events (expected an array of at most 1000)');
  end if;
  return private.record_page_events(events);
end
$$;
comment on function public.track_page_views(jsonb) is
  'track_page_view for many visits at once, by whoever has seen the visitors: [{"host", "path", "event": "view" or "leave", "address", "user_agent", "referrer", "country", "load_time_ms", "bytes", "at"}]; at most 1000, none older than an hour. Answers how many counted. Errors: PT400 invalid_input. For the service only.';
revoke all on function public.track_page_views(jsonb) from public;
grant execute on function public.track_page_views(jsonb) to service_role;
--! EndIncluded functions/websites/track_page_view.sql
--! Included functions/websites/aggregate_page_events.sql
-- S12: a day of all websites, each from midnight to midnight where its tenant is. Counting again what has been counted
-- changes nothing.
--  1. One at a time. What has been counted for good and is no longer there can't be counted again.
--  2. Each zone's day; the partitions are found by the widest of them.
--  3. One pass over the events in a visitor's order: 30 minutes without any end a session. It has the source of its first
--     event; without a view it is none.
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
    select e.website_id, e.visitor_id, e.created_at, e.is_view, e.page_slug, e.referrer, e.country, e.device,
      coalesce(e.created_at - lag(e.created_at) over visitor > interval '30 minutes', true) as begins
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    -- of one moment the same one is always the first
    window visitor as (partition by e.visitor_id order by e.created_at, e.is_view desc, e.referrer collate "C", e.page_slug collate "C")
  ), numbered as (
    select e.*, count(*) filter (where e.begins) over visitor as session
    from event e
    window visitor as (partition by e.visitor_id order by e.created_at, e.is_view desc, e.referrer collate "C", e.page_slug collate "C")
  ), session as materialized (
    select n.website_id, n.visitor_id, count(*) filter (where n.is_view) = 1 as bounced,
      extract(epoch from max(n.created_at) - min(n.created_at)) as seconds,
      max(n.referrer) filter (where n.begins) as referrer, max(n.country) as country, max(n.device) as device
    from numbered n
    group by n.visitor_id, n.website_id, n.session
    having bool_or(n.is_view)
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
--! EndIncluded functions/websites/aggregate_page_events.sql
--! Included functions/websites/maintain_page_events.sql
-- S12: what periodic work page events need.
--  1. Days that are not over everywhere, or were not when they were counted last, are counted again, every quarter of an
--     hour; a few at a time.
--  2. Salts go two hours after their day; nobody can make that day's visitors of addresses any more.
--  3. A day's events go a week after it, whole, once every day that has some of them is counted for good.
create or replace function private.maintain_page_events() returns bigint
language plpgsql volatile security definer set search_path = '' set lock_timeout = '2s'
as $$
declare
  v_day date;
  v_done bigint := 0;
  v_salts bigint;
begin
  -- 1.
  for v_day in
    select d.day
    from (
      select distinct p.day + n as day from private.page_event_partitions() p, generate_series(-1, 1) n
      where p.day + n <= (now() at time zone 'Pacific/Kiritimati')::date
    ) d
    left join private.page_event_days a on a.day = d.day
    where not private.is_day_closed(d.day) and coalesce(a.aggregated_at <= now() - interval '15 minutes', true)
    order by d.day limit 10
  loop
    perform private.aggregate_page_events(v_day);
    v_done := v_done + 1;
  end loop;
  -- 2.
  delete from private.visitor_salts s where private.day_start(s.day + 1, s.timezone) < now() - interval '2 hours';
  get diagnostics v_salts = row_count;
  -- 3.
  for v_day in
    select p.day from private.page_event_partitions() p
    where (p.day + 8)::timestamp at time zone 'UTC' <= now()
      and private.is_day_closed(p.day - 1) and private.is_day_closed(p.day) and private.is_day_closed(p.day + 1)
    order by p.day
  loop
    begin
      execute format('drop table private.%I', 'raw_page_events_' || to_char(v_day, 'YYYY_MM_DD'));
    exception when lock_not_available then
      -- somebody writes for long, and everybody else would wait behind us: the next time
      exit;
    end;
    v_done := v_done + 1;
  end loop;
  return v_done + v_salts;
end
$$;
comment on function private.maintain_page_events() is
  'Aggregates the days that are due, deletes the salts of past days and drops events that are a week old, all in tables no API role may write; the last needs their owner. Answers how many of these.';
revoke all on function private.maintain_page_events() from public;

create or replace function private.page_event_partitions() returns table (day date)
language sql stable security definer set search_path = ''
as $$
  select to_date(right(c.relname, 10), 'YYYY_MM_DD')
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'private.raw_page_events'::regclass and c.relname <> 'raw_page_events_default'
$$;
comment on function private.page_event_partitions() is 'The UTC days there are partitions of page events for, read from the catalog.';
revoke all on function private.page_event_partitions() from public;
--! EndIncluded functions/websites/maintain_page_events.sql
--! Included functions/websites/open_analytics.sql
create or replace function private.open_analytics(p_website uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_enabled boolean;
  v_plan text;
  v_timezone text;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('analytics.read')
     or not (private.all_websites() or p_website is not null and private.can_on('analytics.read', p_website)) then
    perform private.fail('forbidden', 'analytics.read');
  end if;
  if p_website is not null and not exists (select from public.websites w where w.tenant_id = v_tenant and w.id = p_website) then
    perform private.fail('not_found', 'website');
  end if;
  select l.analytics_enabled, t.timezone into v_enabled, v_timezone
  from public.tenants t join public.plans l on l.id = t.plan_id where t.id = v_tenant;
  if not v_enabled then
    select l.name into v_plan from public.plans l where l.is_active and l.analytics_enabled order by l.display_order limit 1;
    perform private.fail('plan_required', 'Analytics', coalesce(v_plan, 'next'));
  end if;
  return v_timezone;
end
$$;
comment on function private.open_analytics(uuid) is
  'Checks analytics.read, on a website or (null) on all of them, and that the plan has analytics, which a collaborator can''t read; answers the tenant''s time zone. Raises PT402 plan_required, PT403 forbidden or no_tenant, PT404.';
revoke all on function private.open_analytics(uuid) from public;
grant execute on function private.open_analytics(uuid) to authenticated;
--! EndIncluded functions/websites/open_analytics.sql
--! Included functions/websites/website_analytics.sql
-- All a dashboard shows in one call. Row-level security answers for the caller's own websites only.
create or replace function public.website_analytics(website uuid, "from" date default null, "to" date default null) returns public.website_analytics
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_timezone text := private.open_analytics(website);
  v_to date := coalesce("to", (now() at time zone v_timezone)::date);
  v_from date := coalesce("from", case when isfinite(v_to) then v_to - 29 else v_to end);
  v_tenant uuid := private.tenant_id();
  v_answer public.website_analytics;
begin
  if not isfinite(v_from) or not isfinite(v_to) or v_to < v_from or v_to - v_from > 400 then
    perform private.fail('invalid_input', 'from and to (expected a first and a last day, at most 401 days)');
  end if;
  with metric as materialized (
    select * from public.usage_metrics m
    where m.tenant_id = v_tenant and m.website_id = website_analytics.website and m.date between v_from and v_to
  ), part as (
    select k.kind, e.key as name, sum(e.value::bigint)::bigint as sessions
    from metric m
    cross join lateral (values ('referrer', m.referrer_breakdown), ('country', m.country_breakdown), ('device', m.device_breakdown)) k (kind, breakdown)
    cross join lateral jsonb_each_text(k.breakdown) e
    group by k.kind, e.key
  ), list as (
    select
      coalesce(json_agg(json_build_object('name', p.name, 'sessions', p.sessions) order by p.sessions desc, p.name) filter (where p.kind = 'referrer'), '[]') as referrers,
      coalesce(json_agg(json_build_object('name', p.name, 'sessions', p.sessions) order by p.sessions desc, p.name) filter (where p.kind = 'country'), '[]') as countries,
      coalesce(json_agg(json_build_object('name', p.name, 'sessions', p.sessions) order by p.sessions desc, p.name) filter (where p.kind = 'device'), '[]') as devices
    from part p
  ), page as (
    select t.slug, sum(t.views)::bigint as views
    from metric m cross join lateral jsonb_to_recordset(m.top_pages) t (slug text, views bigint)
    group by t.slug order by 2 desc, 1 limit 20
  )
  select v_from, v_to, coalesce(sum(m.page_views), 0), coalesce(sum(m.unique_visitors), 0), coalesce(sum(m.sessions), 0), coalesce(sum(m.bandwidth_mb), 0),
    -- averages of days weigh as much as what they are averages of
    round(sum(m.avg_load_time_ms::numeric * m.page_views) / nullif(sum(m.page_views) filter (where m.avg_load_time_ms is not null), 0)),
    round(sum(m.bounce_rate * m.sessions) / nullif(sum(m.sessions), 0), 2),
    round(sum(m.avg_session_duration_s::numeric * m.sessions) / nullif(sum(m.sessions), 0)),
    json_agg(json_build_object('date', d.date, 'page_views', coalesce(m.page_views, 0), 'unique_visitors', coalesce(m.unique_visitors, 0),
      'sessions', coalesce(m.sessions, 0)) order by d.date),
    (select coalesce(json_agg(json_build_object('slug', p.slug, 'views', p.views) order by p.views desc, p.slug), '[]') from page p),
    min(l.referrers::text)::json, min(l.countries::text)::json, min(l.devices::text)::json
  into v_answer
  from (select v_from + n as date from generate_series(0, v_to - v_from) n) d
  left join metric m on m.date = d.date
  cross join list l;
  return v_answer;
end
$$;
comment on function public.website_analytics(uuid, date, date) is
  'A website''s visits from one day to another (at most 401; the last 30 unless said), by the tenant''s calendar: totals, each day, pages, sources, countries, devices. Today counts as far as it has been aggregated, every quarter of an hour. Errors: PT400 invalid_input, PT402 plan_required, PT403 forbidden (needs analytics.read), PT404.';
revoke all on function public.website_analytics(uuid, date, date) from public;
grant execute on function public.website_analytics(uuid, date, date) to authenticated;
--! EndIncluded functions/websites/website_analytics.sql
--! Included functions/websites/get_total_page_views.sql
create or replace function public.get_total_page_views(tid uuid, since timestamptz) returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_timezone text := private.open_analytics(null);
begin
  if tid is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  return (
    select coalesce(sum(m.page_views), 0) from public.usage_metrics m
    where m.tenant_id = tid and m.date >= (since at time zone v_timezone)::date);
end
$$;
comment on function public.get_total_page_views(uuid, timestamptz) is
  'Page views of all websites of a tenant since the day of that moment. Errors: PT402 plan_required, PT403 forbidden (needs analytics.read, on all of them), PT404 (another tenant than the request''s).';
revoke all on function public.get_total_page_views(uuid, timestamptz) from public;
grant execute on function public.get_total_page_views(uuid, timestamptz) to authenticated;
--! EndIncluded functions/websites/get_total_page_views.sql
--! Included functions/websites/check_invariants_analytics.sql
create or replace function private.check_invariants_analytics() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'the default partition of raw_page_events is empty', count(*)::text from private.raw_page_events_default having count(*) > 0
  union all
  select 'a day''s breakdowns add up to its sessions', format('%s on %s', m.website_id, m.date)
  from public.usage_metrics m
  where (select array[
      (select coalesce(sum(r.value::bigint), 0) from jsonb_each_text(m.referrer_breakdown) r),
      (select coalesce(sum(c.value::bigint), 0) from jsonb_each_text(m.country_breakdown) c),
      (select coalesce(sum(d.value::bigint), 0) from jsonb_each_text(m.device_breakdown) d)])
    is distinct from array[m.sessions, m.sessions, m.sessions]::numeric[]
$$;
comment on function private.check_invariants_analytics() is 'Broken invariants of analytics.';
revoke all on function private.check_invariants_analytics() from public;
--! EndIncluded functions/websites/check_invariants_analytics.sql

--! Included policies/websites/raw_page_events.sql
-- record_page_events() writes it, aggregate_page_events() reads it. No client has a grant; the policy says so twice.
alter table private.raw_page_events enable row level security;
revoke all on private.raw_page_events from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.raw_page_events;
create policy select_nobody on private.raw_page_events for select to authenticated
  using (false);
comment on policy select_nobody on private.raw_page_events is 'No client reads it.';
--! EndIncluded policies/websites/raw_page_events.sql
--! Included policies/websites/visitor_salts.sql
-- visitor_salt() makes and reads them. No client has a grant; the policy says so twice.
alter table private.visitor_salts enable row level security;
revoke all on private.visitor_salts from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.visitor_salts;
create policy select_nobody on private.visitor_salts for select to authenticated
  using (false);
comment on policy select_nobody on private.visitor_salts is 'No client reads it.';
--! EndIncluded policies/websites/visitor_salts.sql
--! Included policies/websites/page_event_days.sql
-- aggregate_page_events() keeps it. No client has a grant; the policy says so twice.
alter table private.page_event_days enable row level security;
revoke all on private.page_event_days from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.page_event_days;
create policy select_nobody on private.page_event_days for select to authenticated
  using (false);
comment on policy select_nobody on private.page_event_days is 'No client reads it.';
--! EndIncluded policies/websites/page_event_days.sql
--! Included policies/websites/usage_metrics.sql
-- Read by the team. Written by aggregation alone.
alter table public.usage_metrics enable row level security;
revoke all on public.usage_metrics from anon, authenticated, service_role, platform_admin;
grant select on public.usage_metrics to authenticated;
grant select on public.usage_metrics to service_role;

drop policy if exists select_member on public.usage_metrics;
create policy select_member on public.usage_metrics for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('analytics.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('analytics.read'))::uuid[])));
comment on policy select_member on public.usage_metrics is 'Members with analytics.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.usage_metrics;
create policy select_platform_admin on public.usage_metrics for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.usage_metrics is 'Platform admins read everything.';
--! EndIncluded policies/websites/usage_metrics.sql
