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

--! include seed/settings.sql

--! include functions/operations/ensure_partitions.sql
select private.ensure_partitions();

--! include functions/websites/usage_metrics.sql
--! include functions/websites/day_start.sql
--! include functions/websites/visitor_salt.sql
--! include functions/websites/record_page_events.sql
--! include functions/websites/track_page_view.sql
--! include functions/websites/aggregate_page_events.sql
--! include functions/websites/maintain_page_events.sql
--! include functions/websites/open_analytics.sql
--! include functions/websites/website_analytics.sql
--! include functions/websites/get_total_page_views.sql
--! include functions/websites/check_invariants_analytics.sql

--! include policies/websites/raw_page_events.sql
--! include policies/websites/visitor_salts.sql
--! include policies/websites/page_event_days.sql
--! include policies/websites/usage_metrics.sql
