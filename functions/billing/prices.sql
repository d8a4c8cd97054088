-- What a price buys. Its metadata says so, or its product's (a price's own goes first):
--   plan:     the slug of a plan
--   lifetime: true, where the plan is bought for good by one payment
--   credits:  how many credits it brings
-- A price without a plan in its metadata buys the plan whose stripe_monthly_price_id or stripe_yearly_price_id it is.
create or replace function private.plan_of_price(p_provider public.payment_provider, p_price_id text) returns uuid
language sql stable security definer set search_path = ''
as $$
  select coalesce(
    (select p.plan_id from public.prices p where p.provider = p_provider and p.provider_price_id = p_price_id),
    (select p.id from public.plans p where p_provider = 'stripe' and p_price_id in (p.stripe_monthly_price_id, p.stripe_yearly_price_id) order by p.display_order desc limit 1))
$$;
comment on function private.plan_of_price(public.payment_provider, text) is 'The plan a price buys, or null; whoever asks.';
revoke all on function private.plan_of_price(public.payment_provider, text) from public;

create or replace function private.fill_price() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_prices(true);
  new.plan_id := case
    when new.metadata ->> 'plan' is not null then (select p.id from public.plans p where p.slug = new.metadata ->> 'plan')
    when new.provider = 'stripe' then (select p.id from public.plans p where new.provider_price_id in (p.stripe_monthly_price_id, p.stripe_yearly_price_id) order by p.display_order desc limit 1)
  end;
  return new;
end
$$;
comment on function private.fill_price() is 'Before insert or update of prices: the plan it buys, whoever writes it; waits until nobody else asks.';
revoke all on function private.fill_price() from public;

-- The plans' own price ids are the newest active ones of their interval, in US dollars where there is one.
create or replace function private.sync_plan_prices(p_plan uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.plans;
  v_month public.prices;
  v_year public.prices;
begin
  select * into v_plan from public.plans p where p.id = p_plan;
  if not found then return; end if;
  select * into v_month from public.prices p
  where p.plan_id = p_plan and p.provider = 'stripe' and p.active and p.type = 'recurring' and p."interval" = 'month' and coalesce(p.interval_count, 1) = 1 and p.metadata ? 'plan'
  order by p.currency = 'usd' desc, p.created_at desc, p.provider_price_id desc limit 1;
  select * into v_year from public.prices p
  where p.plan_id = p_plan and p.provider = 'stripe' and p.active and p.type = 'recurring' and p."interval" = 'year' and coalesce(p.interval_count, 1) = 1 and p.metadata ? 'plan'
  order by p.currency = 'usd' desc, p.created_at desc, p.provider_price_id desc limit 1;
  update public.plans p
  set stripe_monthly_price_id = coalesce(v_month.provider_price_id, private.usable_price(p_plan, p.stripe_monthly_price_id)),
    stripe_yearly_price_id = coalesce(v_year.provider_price_id, private.usable_price(p_plan, p.stripe_yearly_price_id)),
    price_monthly_cents = case when v_month.currency = 'usd' then coalesce(v_month.unit_amount, p.price_monthly_cents) else p.price_monthly_cents end,
    price_yearly_cents = case when v_year.currency = 'usd' then coalesce(v_year.unit_amount, p.price_yearly_cents) else p.price_yearly_cents end
  where p.id = p_plan;
end
$$;
comment on function private.sync_plan_prices(uuid) is 'Brings a plan''s price ids and US prices in line with the price list, in a table no client may write.';
revoke all on function private.sync_plan_prices(uuid) from public;

create or replace function private.usable_price(p_plan uuid, p_price_id text) returns text
language sql stable security definer set search_path = ''
as $$
  select p_price_id where not exists (
    select from public.prices p where p.provider = 'stripe' and p.provider_price_id = p_price_id and not (p.active and p.plan_id = p_plan))
$$;
comment on function private.usable_price(uuid, text) is 'The price id, unless the price list, which it reads whoever asks, says that it is withdrawn or buys something else.';
revoke all on function private.usable_price(uuid, text) from public;

-- Whoever had bought something whose price nobody knew gets it now; in the order of tenants.
create or replace function private.reproject_price(p_provider public.payment_provider, p_price_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row record;
begin
  if p_provider = 'stripe' then
    for v_row in
      select s.tenant_id, s.provider_subscription_id from public.subscriptions s
      -- one that nobody understands may have the price on another of its items
      where s.provider = 'stripe' and (s.provider_price_id = p_price_id or s.plan_id is null) and s.provider_subscription_id is not null
      order by s.tenant_id, s.provider_subscription_id
    loop
      perform private.lock_billing(v_row.tenant_id);
      perform private.project_stripe_subscription(v_row.provider_subscription_id);
    end loop;
  end if;
  update public.invoices i set plan_id = private.plan_of_price(p_provider, p_price_id)
  where i.provider_price_id = p_price_id and i.provider = p_provider and i.plan_id is distinct from private.plan_of_price(p_provider, p_price_id);
  for v_row in
    select distinct on (y.tenant_id, y.order_id) y.tenant_id, y.order_id from public.payments y
    where y.provider_price_id = p_price_id and y.provider = p_provider order by y.tenant_id, y.order_id
  loop
    perform private.lock_billing(v_row.tenant_id);
    perform private.project_purchase(v_row.tenant_id, v_row.order_id);
  end loop;
end
$$;
comment on function private.reproject_price(public.payment_provider, text) is 'Works out anew what hangs on a price, of all tenants, in tables no API role may write.';
revoke all on function private.reproject_price(public.payment_provider, text) from public;

create or replace function private.spread_price() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- a price that moves frees the plan it leaves first
  if tg_op <> 'INSERT' then perform private.sync_plan_prices(old.plan_id); end if;
  if tg_op <> 'DELETE' then perform private.sync_plan_prices(new.plan_id); end if;
  if tg_op = 'DELETE' then
    perform private.reproject_price(old.provider, old.provider_price_id);
  elsif tg_op = 'INSERT' then
    perform private.reproject_price(new.provider, new.provider_price_id);
  elsif (old.plan_id, old.metadata, old.type, old."interval", old.interval_count) is distinct from (new.plan_id, new.metadata, new.type, new."interval", new.interval_count) then
    perform private.reproject_price(new.provider, new.provider_price_id);
  end if;
  return null;
end
$$;
comment on function private.spread_price() is 'After a price has come, changed or gone: plans'' price ids follow, and what was bought with it, in tables no API role may write.';
revoke all on function private.spread_price() from public;

create or replace trigger _300_plan before insert or update on public.prices
  for each row execute function private.fill_price();
create or replace trigger _700_spread after insert or update or delete on public.prices
  for each row execute function private.spread_price();

-- Price ids written by hand.
create or replace function private.spread_plan_prices() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_price text;
begin
  perform private.lock_prices(true);
  for v_price in
    select distinct x.id from unnest(array[old.stripe_monthly_price_id, old.stripe_yearly_price_id, new.stripe_monthly_price_id, new.stripe_yearly_price_id]) x (id)
    where x.id is not null order by x.id
  loop
    if exists (select from public.prices p where p.provider = 'stripe' and p.provider_price_id = v_price) then
      update public.prices p set provider_price_id = p.provider_price_id
      where p.provider = 'stripe' and p.provider_price_id = v_price and not p.metadata ? 'plan';
    else
      perform private.reproject_price('stripe', v_price);
    end if;
  end loop;
  return null;
end
$$;
comment on function private.spread_plan_prices() is 'After a plan''s price ids changed: what was bought with them follows, in tables no API role may write.';
revoke all on function private.spread_plan_prices() from public;

create or replace trigger _700_prices after update of stripe_monthly_price_id, stripe_yearly_price_id on public.plans
  for each row when ((old.stripe_monthly_price_id, old.stripe_yearly_price_id) is distinct from (new.stripe_monthly_price_id, new.stripe_yearly_price_id))
  execute function private.spread_plan_prices();
