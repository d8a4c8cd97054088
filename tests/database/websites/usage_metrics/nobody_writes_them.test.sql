-- A6, S12: numbers and events are written by counting alone
select tests.counted_site('ann@a.test');
select throws_ok(format('set local role %I; %s', r, q), '42501', null, r || ': ' || q) from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r,
  unnest(array['insert into usage_metrics (website_id, date) values (gen_random_uuid(), now())', 'update usage_metrics set page_views = 1', 'delete from usage_metrics',
    'select * from private.raw_page_events', 'insert into private.raw_page_events default values', 'delete from private.raw_page_events', 'select * from private.raw_page_events_default',
    'select * from private.visitor_salts', 'delete from private.visitor_salts', 'select * from private.page_event_days', 'select private.aggregate_page_events(now()::date)']) q;
-- what can't be
select throws_ok(format('insert into usage_metrics (tenant_id, website_id, date, %s) values (tests.tenant_of(''ann@a.test''), tests.website_of(''ann@a.test''), now(), %s)', c, v), '23514', null, c || ' ' || v)
from (values ('page_views', '-1'), ('page_views, sessions', '1, 2'), ('page_views, sessions, unique_visitors', '2, 1, 2'), ('bounce_rate', '100.01'), ('top_pages', '''{}'''), ('device_breakdown', '''[]''')) x (c, v);
insert into usage_metrics (tenant_id, website_id, date) values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), now());
select throws_ok($$insert into usage_metrics (tenant_id, website_id, date) values (tests.tenant_of('ann@a.test'), tests.website_of('ann@a.test'), now())$$, '23505', null, 'one row a website and day');
select tests.counted_site('bob@b.test');
select throws_ok($$insert into usage_metrics (tenant_id, website_id, date) values (tests.tenant_of('bob@b.test'), tests.website_of('ann@a.test'), now())$$, '23503', null, 'of a website of that tenant');
delete from usage_metrics;
