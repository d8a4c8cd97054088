-- S12, A10: one network's events are limited, in silence; others' are not
create temp table site as select tests.counted_site('ann@a.test') as host;
grant select on site to public;
create function pg_temp.flood(p_address text, p_events integer) returns bigint language plpgsql as $$
begin
  perform tests.visit_as(p_address);
  perform public.track_page_view(host, '/') from site, generate_series(1, p_events);
  perform tests.act_as_owner();
  return (select count(*) from private.raw_page_events);
end $$;
select ok(pg_temp.flood('192.0.2.1', 400) between 240 and 300, 'what flows in while it runs is little');
create temp table before as select count(*) as n from private.raw_page_events;
select is(pg_temp.flood('192.0.2.2', 1), (select n + 1 from before), 'another address counts');
select is(pg_temp.flood('2001:db8::1', 1), (select n + 2 from before), 'and another');
update private.rate_limit_buckets set tokens = 0, updated_at = now() + interval '1 day' where key like 'track 2001:db8:%';
select is(pg_temp.flood('2001:db8::ffff', 1), (select n + 2 from before), 'who has one IPv6 address has them all');
select ok(pg_temp.flood('not an address', 300) < (select n + 302 from before), 'those from nowhere share one limit');
