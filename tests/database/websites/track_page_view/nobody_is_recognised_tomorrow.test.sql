-- S12: a visitor is the same all day on one site, by a salt that nobody reads and that goes with the day
create temp table site as select tests.counted_site('ann@a.test') as host;
insert into site select tests.counted_site('bob@b.test');
grant select on site to public;
create function pg_temp.visitor(p_address text, p_agent text, p_site integer default 0) returns uuid language plpgsql as $$
declare v_visitor uuid;
begin
  delete from private.raw_page_events;
  perform tests.visit_as(p_address, p_agent);
  perform public.track_page_view((select host from site offset p_site limit 1), '/');
  perform tests.act_as_owner();
  select visitor_id into strict v_visitor from private.raw_page_events;
  return v_visitor;
end $$;
create temp table first as select pg_temp.visitor('192.0.2.1', 'Firefox') as id;
select is(pg_temp.visitor('192.0.2.1', 'Firefox'), id, 'the same') from first;
select isnt(pg_temp.visitor('192.0.2.2', 'Firefox'), id, 'another address') from first;
select isnt(pg_temp.visitor('192.0.2.1', 'Chrome'), id, 'another agent') from first;
select isnt(pg_temp.visitor('192.0.2.1', 'Firefox', 1), id, 'another website') from first;
select is(id, encode(substr(extensions.hmac(convert_to(tests.website_of('ann@a.test') || ' 192.0.2.1 Firefox', 'UTF8'), salt, 'sha256'), 1, 16), 'hex')::uuid, 'an HMAC under the salt')
  from first, private.visitor_salts where timezone = 'UTC';
select is(count(*), 1::bigint, 'one salt for a day of a time zone') from private.visitor_salts;
select is(relpersistence::text, 'u', 'it is in no log, no replica and no backup of the files') from pg_class where oid = 'private.visitor_salts'::regclass;
update tenants set timezone = 'Asia/Tokyo' where id = tests.tenant_of('ann@a.test');
select isnt(pg_temp.visitor('192.0.2.1', 'Firefox'), id, 'a day is the tenant''s') from first;
select is((select day from private.visitor_salts where timezone = 'Asia/Tokyo'), (now() at time zone 'Asia/Tokyo')::date, 'in its own time zone');
update tenants set timezone = 'UTC';
update private.visitor_salts set day = day - 1 where timezone = 'UTC';
select isnt(pg_temp.visitor('192.0.2.1', 'Firefox'), id, 'the next day') from first;
select throws_ok(format('set local role %I; select * from private.visitor_salts', r), '42501', null, r) from unnest(array['anon', 'authenticated', 'platform_admin', 'service_role']) r;
