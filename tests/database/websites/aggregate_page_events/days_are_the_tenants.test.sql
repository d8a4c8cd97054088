-- S12: a day goes from midnight to midnight where the tenant is, also when clocks change, at midnight too
select is(private.day_start(d::date, z), t::timestamptz, z || ' ' || d) from (values
  ('UTC', '2026-03-29', '2026-03-29 00:00+00'), ('Asia/Tokyo', '2026-03-29', '2026-03-28 15:00+00'), ('Pacific/Kiritimati', '2026-03-29', '2026-03-28 10:00+00'), ('Etc/GMT+12', '2026-03-29', '2026-03-29 12:00+00'),
  ('Europe/Berlin', '2026-03-29', '2026-03-28 23:00+00'), ('Europe/Berlin', '2026-03-30', '2026-03-29 22:00+00'), ('Europe/Berlin', '2026-10-25', '2026-10-24 22:00+00'), ('Europe/Berlin', '2026-10-26', '2026-10-25 23:00+00'),
  ('America/Sao_Paulo', '2018-11-04', '2018-11-04 03:00+00'), ('America/Havana', '2025-11-02', '2025-11-02 04:00+00'), ('America/Havana', '2025-11-03', '2025-11-03 05:00+00'),
  ('Asia/Beirut', '2025-03-30', '2025-03-29 22:00+00'), ('Asia/Kathmandu', '2026-01-01', '2025-12-31 18:15+00'), ('Pacific/Apia', '2011-12-31', '2011-12-30 10:00+00')) x (z, d, t);
select is(extract(epoch from private.day_start(d::date + 1, z) - private.day_start(d::date, z)) / 3600, h::numeric, z || ' ' || d || ' has ' || h || ' hours') from (values
  ('Europe/Berlin', '2026-03-29', 23), ('Europe/Berlin', '2026-10-25', 25), ('America/Havana', '2025-11-02', 25), ('America/Sao_Paulo', '2018-11-04', 23), ('Pacific/Apia', '2011-12-30', 0), ('Australia/Lord_Howe', '2026-04-05', 24.5)) x (z, d, h);
-- every hour belongs to exactly the day its clock shows
select is_empty($$select z, t from unnest(array['Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'Asia/Beirut', 'America/Santiago', 'Asia/Gaza', 'Atlantic/Azores', 'Antarctica/Troll']) z, generate_series('2025-01-01 00:30+00', '2025-12-31 00:30+00', interval '30 minutes') t
  where not (t >= private.day_start((t at time zone z)::date, z) and t < private.day_start((t at time zone z)::date + 1, z))$$, 'for a year');

select tests.counted_site('ann@a.test'), tests.counted_site('bob@b.test');
update tenants set timezone = 'Asia/Tokyo' where id = tests.tenant_of('ann@a.test');
update tenants set timezone = 'America/New_York' where id = tests.tenant_of('bob@b.test');
insert into private.raw_page_events select private.day_start(d::date, z) + o, tests.tenant_of(who), tests.website_of(who), md5(who || d || o)::uuid, true, '/', null, null, 'desktop'
from (values ('ann@a.test', 'Asia/Tokyo'), ('bob@b.test', 'America/New_York')) x (who, z), unnest(array['2026-10-31', '2026-11-01', '2026-11-02']) d, unnest(array['0', '1 hour', '23 hours 59 minutes 59 seconds']::interval[]) o;
select private.aggregate_page_events(d::date) from unnest(array['2026-10-31', '2026-11-01', '2026-11-02']) d;
select set_eq('select date, page_views, unique_visitors from usage_metrics', $$values ('2026-10-31'::date, 3, 3), ('2026-11-01', 3, 3), ('2026-11-02', 3, 3)$$, 'three each, in both places');
select is(count(*), 6::bigint, 'a row a website and day') from usage_metrics;
delete from private.raw_page_events;
