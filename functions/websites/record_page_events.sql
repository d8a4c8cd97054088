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
