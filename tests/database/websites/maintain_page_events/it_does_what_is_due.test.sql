-- S12, O4: days are counted every quarter of an hour until they are over everywhere; salts go with their day, events a week after
create temp table site as select tests.counted_site('ann@a.test') as host;
create temp table today as select (now() at time zone 'UTC')::date as day;
insert into private.raw_page_events select now() - n * interval '1 day', tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), md5('v' || n)::uuid, true, '/', null, null, 'desktop' from generate_series(0, 12) n;
select private.ensure_partitions();
insert into private.visitor_salts (timezone, day) select z, day + n from unnest(array['UTC', 'Pacific/Kiritimati', 'Etc/GMT+12']) z, generate_series(-3, 1) n, today;
create temp table expected as select timezone, s.day from private.visitor_salts s where private.day_start(s.day + 1, timezone) >= now() - interval '2 hours';


select cmp_ok(private.maintain_page_events(), '>=', 10::bigint, 'ten days at a time');
select set_eq('select timezone, day from private.visitor_salts', 'select * from expected', 'salts of days that are over are gone');
do $$ begin while private.maintain_page_events() > 0 loop end loop; end $$;
select set_eq('select date from usage_metrics', 'select day - n from today, generate_series(0, 12) n', 'every day is counted');
select is_empty($$select d from today, generate_series(2, 13) n, lateral (select day - n as d) x where not private.is_day_closed(d)$$, 'days that are over everywhere for good');
select ok(not private.is_day_closed(day), 'today not') from today;
select set_eq('select p.day from private.page_event_partitions() p', 'select day + n from today, generate_series(-7, 3) n', 'events of the last seven days are there');
select is(count(*), 8::bigint, 'these') from private.raw_page_events;
select is(count(*), 13::bigint, 'what was made of the others stays') from usage_metrics;
select is(private.aggregate_page_events(day - 12), 0::bigint, 'and is not counted from what is left') from today;
select is(count(*), 13::bigint, 'all of it') from usage_metrics;

-- a quarter of an hour
insert into private.raw_page_events select now(), tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), md5('late')::uuid, true, '/', null, null, 'desktop';
select is(private.maintain_page_events(), 0::bigint, 'not again at once');
update private.page_event_days set aggregated_at = aggregated_at - interval '15 minutes' where day = (select day from today);
select is(private.maintain_page_events(), 1::bigint, 'but after a quarter of an hour');
select is(page_views, 2, 'with what has come since') from usage_metrics join today on day = date;

-- nothing is dropped before it is counted for good
update private.page_event_days set aggregated_at = aggregated_at - interval '30 days';
insert into private.raw_page_events select now() - interval '9 days', tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), md5('v')::uuid, true, '/', null, null, 'desktop';
select private.ensure_partitions();
alter table private.page_event_days add constraint page_event_days_test check (day > current_date - 9) not valid;
select throws_ok('select private.maintain_page_events()', '23514', null, 'where counting fails');
select isnt_empty($$select from private.page_event_partitions() p, today where p.day = today.day - 9$$, 'the events stay');
alter table private.page_event_days drop constraint page_event_days_test;
select throws_ok(format('set local role %I; select private.maintain_page_events()', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r;
