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
