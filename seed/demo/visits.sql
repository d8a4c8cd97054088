-- Five weeks of visits to Pizza Palace, on the Growth plan, which counts them: made up, but recorded and counted by the
-- functions that record and count real ones. The addresses are those kept for documentation.
do $demo$
declare
  v_tenant uuid;
  v_host text;
begin
  -- a demo older than visits is what migrations are tried on
  if to_regclass('private.raw_page_events') is null then return; end if;
  select w.tenant_id, w.subdomain || '.' || private.setting('root_domain') into v_tenant, v_host
  from public.websites w where w.name = 'Pizza Palace';
  if not found or exists (select from public.usage_metrics m where m.tenant_id = v_tenant) then return; end if;
  update public.tenants t set plan_id = (select p.id from public.plans p where p.slug = 'growth') where t.id = v_tenant;

  perform setseed(0.42);
  perform private.record_page_events(jsonb_agg(jsonb_build_object(
      'host', v_host, 'path', (array['/', '/menu', '/contact', '/tasting-club'])[least(1 + floor(e.page * s.curiosity * 1.7)::integer, 4)], 'event', e.event,
      'at', s.at + e.page * interval '50 seconds' + case e.event when 'leave' then interval '48 seconds' else '0' end,
      'address', '203.0.113.' || s.person, 'user_agent', (array[
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
        'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36',
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
        'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/604.1'])[1 + s.person % 5],
      'referrer', case when e.page = 0 then s.referrer else 'http://' || v_host || '/' end,
      'country', (array['US', 'US', 'US', 'US', 'US', 'US', 'CA', 'IT', 'MX'])[1 + s.person % 9],
      'load_time_ms', case e.event when 'leave' then 180 + s.person end, 'bytes', case e.event when 'leave' then 24000 + 100 * s.person end)),
    interval '40 days')
  from (
    select g.n, g.curiosity, (1 + floor(random() * 180))::integer as person,
      -- more of them on Fridays and Saturdays, around noon and in the evening
      (date_trunc('day', now() at time zone 'UTC') - g.day * interval '1 day') at time zone 'UTC'
        + (case when random() < 0.35 then 16.5 else 22 end + (random() + random() - 1) * 3) * interval '1 hour' * 0.98 as at,
      (array['https://www.google.com/', 'https://www.google.com/', 'https://www.instagram.com/', 'https://www.yelp.com/biz', 'https://duckduckgo.com/'])[1 + floor(random() * 9)::integer] as referrer
    from (
      select d.day, n, random() as curiosity
      from generate_series(0, 34) d (day),
        generate_series(1, 14 + (34 - d.day) / 4 + (hashint4(d.day) & 3)
          + case when extract(isodow from now() at time zone 'UTC' - d.day * interval '1 day') in (5, 6) then 13 else 0 end) n
    ) g
  ) s
  cross join lateral (
    select p as page, w as event from generate_series(0, floor(s.curiosity * 3.4)::integer) p, unnest(array['view', 'leave']) w
  ) e
  where s.at + interval '4 minutes' < now();

  -- where nobody has kept partitions for the events went to the default one
  perform private.ensure_partitions();
  while private.maintain_page_events() > 0 loop end loop;
end
$demo$;
