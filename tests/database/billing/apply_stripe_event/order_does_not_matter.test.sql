-- B2: events of one second, in every order and twice, end in the same row; a deletion is final
select tests.with_billing('ann@a.test');
create temp table told (n, type, object, at, id) as values
  (1, 'customer.subscription.created', tests.stripe_subscription('incomplete', 'price_growth'), '2026-01-01'::timestamptz, 'evt_c'),
  (2, 'customer.subscription.updated', tests.stripe_subscription('active', 'price_growth'), '2026-01-01', 'evt_b'),
  (3, 'customer.subscription.updated', tests.stripe_subscription('active', 'price_pro'), '2026-01-01', 'evt_d'),
  (4, 'customer.subscription.deleted', tests.stripe_subscription('canceled', 'price_pro'), '2026-01-02', 'evt_a'),
  (5, 'customer.subscription.updated', tests.stripe_subscription('active', 'price_growth'), '2026-01-03', 'evt_e');
create function pg_temp.ends(p_order integer[]) returns text language plpgsql as $$
declare v_n integer; v_result text;
begin
  foreach v_n in array p_order || p_order[1] loop perform tests.stripe(type, object, at, id) from told where n = v_n; end loop;
  select concat_ws(' ', s.status, s.provider_price_id, s.last_event_at at time zone 'UTC', s.is_current, tests.stands('ann@a.test')) into v_result from subscriptions s where provider_subscription_id = 'sub_1';
  raise exception using errcode = 'UNDO1', message = v_result;
exception when sqlstate 'UNDO1' then return sqlerrm;
end $$;
create temp table orders as with recursive o (p) as (select array[n] from told union all select p || n from o, told where not n = any (p)) select p from o;
select results_eq('select distinct pg_temp.ends(p) from orders where cardinality(p) = 3 and p <@ array[1, 2, 3]', $$values ('active price_pro 2026-01-01 00:00:00 t pro active active')$$, 'the later type, and of one type the greater id');
select results_eq('select distinct pg_temp.ends(p) from orders where cardinality(p) = 5', $$values ('canceled price_pro 2026-01-02 00:00:00 t pro active canceled')$$, 'all 120 orders of five: deleted');
select is(array_agg(tests.stripe(type, object, at, id) order by n desc), '{processed,processed,stale,stale,stale}', 'what comes too late says so') from (select * from told order by n desc) t;
