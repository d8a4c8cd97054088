--! Previous: sha1:258fc4a686e5c23c353f0abfeb1da1b02c4e3687
--! Hash: sha1:8b8df241b3499691a1721181a069c2224226890e
--! Message: billing effects

--! split: 600-billing-effects.sql
-- What follows from what payment providers tell: subscriptions, invoices, orders, prices, and the tenant's plan.

--! Included functions/billing/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('insufficient_credits', 402, 'Not enough credits: %s wanted, %s to use', 'Buy credits or choose a plan with more.'),
  ('credit_limit_reached', 402, 'Your own credit limit is reached', 'Ask whoever manages your team to raise it.'),
  ('key_reused', 409, 'That idempotency key was used for something else', 'Choose a new key for each use, and repeat one only with the same arguments.'),
  ('customer_linked', 409, 'That customer, or who it is to be, is linked already', 'A tenant or person has one customer per provider; provider_customers lists them.'),
  ('price_unavailable', 409, 'That price can''t be ordered', 'Choose an active price of Midtrans or Doku; the others are bought through the checkout.'),
  ('subscription_ambiguous', 409, 'That person has %s subscriptions', 'Name one in p_subscription_id.'),
  ('already_subscribed', 409, 'This tenant has a subscription', 'Change or cancel it in the billing portal.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/billing/errors.sql
--! Included functions/billing/apply_webhook.sql
-- B1: what follows from an event, in a block of its own: half an effect is none, and the event stays with what went wrong.
-- A provider is whoever has a function private.apply_<provider>_event(webhook_events) returns webhook_outcome; it raises what
-- it can't do, and must be able to see the same event again.
create or replace function private.apply_webhook(p_event uuid) returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_attempts constant integer := 8; -- a minute, 4, 16, … up to a day apart: about three days
  v_event public.webhook_events;
  v_outcome private.webhook_outcome;
  v_error text;
begin
  select * into strict v_event from public.webhook_events e where e.id = p_event for no key update;
  begin
    if to_regprocedure(format('private.apply_%s_event(public.webhook_events)', v_event.provider)) is null then
      v_outcome := row('ignored', null, null);
    else
      execute format('select * from private.%I($1)', 'apply_' || v_event.provider || '_event') into v_outcome using v_event;
    end if;
  exception when others then
    v_outcome := row('failed', null, null);
    v_error := left(sqlstate || ': ' || sqlerrm, 2000);
  end;
  update public.webhook_events e
  set status = v_outcome.status, error = v_error, waits_for = v_outcome.waits_for, attempts = e.attempts + 1,
    tenant_id = coalesce(v_outcome.tenant_id, e.tenant_id),
    processed_at = case when v_outcome.status in ('processed', 'ignored', 'stale') then clock_timestamp() end,
    -- what waits is set free by what it waits for; trying it as well costs little
    next_attempt_at = case when v_outcome.status in ('failed', 'received') and e.attempts + 1 < c_attempts
      then now() + least(interval '1 minute' * 4 ^ e.attempts, interval '1 day') end
  where e.id = p_event returning * into v_event;
  return v_event;
end
$$;
comment on function private.apply_webhook(uuid) is
  'Applies an event of the ledger, to tables no API role may write, and writes down what came of it; never raises for what the event holds.';
revoke all on function private.apply_webhook(uuid) from public;

create or replace function private.apply_waiting_webhooks(p_provider text, p_key text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_events uuid[];
  v_event uuid;
begin
  select array_agg(w.id) into v_events from (
    select e.id from public.webhook_events e
    where e.provider = p_provider and e.waits_for = p_key
    order by e.occurred_at, e.event_id
    for no key update skip locked -- whoever tries it again right now sees the mapping
  ) w;
  if v_events is null then return; end if;
  -- they wait no more: what follows from one may look for those that do
  update public.webhook_events e set waits_for = null where e.id = any (v_events);
  foreach v_event in array v_events loop
    perform private.apply_webhook(v_event);
  end loop;
end
$$;
comment on function private.apply_waiting_webhooks(text, text) is
  'Applies the events that have waited for a key (customer:cus_1), to tables no API role may write; for the transaction that makes it known.';
revoke all on function private.apply_waiting_webhooks(text, text) from public;
--! EndIncluded functions/billing/apply_webhook.sql
--! Included functions/billing/stripe_values.sql
-- What Stripe's objects hold, in either generation of its API.
create or replace function private.stripe_id(p_value jsonb) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case jsonb_typeof(p_value) when 'string' then p_value #>> '{}' when 'object' then p_value ->> 'id' end
$$;
comment on function private.stripe_id(jsonb) is 'The id of what an object points to, which Stripe sends as an id or, expanded, whole.';
revoke all on function private.stripe_id(jsonb) from public;

create or replace function private.stripe_time(p_value jsonb) returns timestamptz
language sql immutable security invoker set search_path = ''
as $$
  select to_timestamp((p_value #>> '{}')::double precision)
$$;
comment on function private.stripe_time(jsonb) is 'A Unix time, or null.';
revoke all on function private.stripe_time(jsonb) from public;

create or replace function private.known_user(p_id text) returns uuid
language sql stable security definer set search_path = ''
as $$
  select u.id from public.users u
  where p_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and u.id = case when p_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_id::uuid end
$$;
comment on function private.known_user(text) is 'The person of that id, if there is one, in a table of which a caller sees only themselves: metadata of a checkout names who bought.';
revoke all on function private.known_user(text) from public;

-- Decides between versions of an object that one second brought (B2), and names every event of Stripe's from which something
-- follows (B3).
create or replace function private.stripe_rank(p_type text) returns integer
language sql immutable security invoker set search_path = ''
as $$
  select case p_type
    when 'customer.subscription.created' then 1
    when 'customer.subscription.trial_will_end' then 2
    when 'customer.subscription.updated' then 3
    when 'customer.subscription.paused' then 4
    when 'customer.subscription.resumed' then 5
    when 'customer.subscription.deleted' then 6
    when 'invoice.created' then 0
    when 'invoice.finalized' then 1
    when 'invoice.updated' then 2
    when 'invoice.payment_action_required' then 3
    when 'invoice.payment_failed' then 4
    when 'invoice.marked_uncollectible' then 5
    when 'invoice.voided' then 6
    when 'invoice.payment_succeeded' then 7
    when 'invoice.paid' then 8
    when 'invoice_payment.paid' then 1
    when 'checkout.session.completed' then 1
    when 'checkout.session.expired' then 2
    when 'checkout.session.async_payment_failed' then 3
    when 'checkout.session.async_payment_succeeded' then 4
    when 'charge.succeeded' then 0
    when 'charge.updated' then 0
    when 'charge.refunded' then 0
    when 'charge.dispute.created' then 1
    when 'charge.dispute.updated' then 2
    when 'charge.dispute.closed' then 3
    when 'price.created' then 1
    when 'price.updated' then 2
    when 'price.deleted' then 3
    when 'product.created' then 1
    when 'product.updated' then 2
    when 'product.deleted' then 3
    when 'customer.created' then 1
    when 'customer.updated' then 2
    when 'customer.deleted' then 3
  end
$$;
comment on function private.stripe_rank(text) is 'Which of two events of one second and one object is the later one; null for those from which nothing follows.';
revoke all on function private.stripe_rank(text) from public;
--! EndIncluded functions/billing/stripe_values.sql
--! Included functions/billing/settle_tenant.sql
-- B4, B7: what a tenant may do follows from the rows of its subscriptions and lifetime deals, and from the time; not from what
-- it was before, so that the order in which they came does not matter.
--  1. Which subscription counts: one that gives a plan that costs something; else one that is not paid; else one that gives the
--     free plan. active, trialing and past_due give, canceled until access_until; incomplete gives nothing.
--  2. The plan: the best of what is given and what was bought for good. As long as nobody knows what a price buys, the tenant
--     keeps at least what it has: a fall would archive websites, which nothing brings back by itself.
--  3. What is not paid suspends, unless a plan was bought for good. Only a suspension for payment is lifted: an admin's stays.
create or replace function private.settle_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_current public.subscriptions;
  v_class integer;
  v_unknown boolean;
  v_lifetime boolean;
  v_plan uuid;
  v_order integer;
  v_tenant public.tenants;
  v_had integer;
begin
  perform private.lock_billing(p_tenant);
  -- 1.
  with given as (
    select s.id, s.plan_id, p.display_order,
      case
        when s.status in ('active', 'trialing', 'past_due') and (s.access_until is null or s.access_until > now())
          or s.status = 'canceled' and s.access_until > now()
        then case when p.price_monthly_cents = 0 and p.price_yearly_cents = 0 then 2 else 0 end
        when s.status in ('unpaid', 'paused') then 1
        else 3
      end as class,
      s.current_period_end, s.provider_subscription_id, s.provider_price_id
    from public.subscriptions s left join public.plans p on p.id = s.plan_id
    where s.tenant_id = p_tenant
  )
  select g.class, g.id, exists (select from given u where u.plan_id is null and u.class = 0) into v_class, v_id, v_unknown
  from given g
  order by g.class, g.display_order desc nulls last, g.current_period_end desc nulls last, g.provider_subscription_id, g.provider_price_id, g.id
  limit 1;
  if not found then return; end if;
  select * into strict v_current from public.subscriptions s where s.tenant_id = p_tenant and s.id = v_id;
  if not v_current.is_current then
    update public.subscriptions s set is_current = false where s.tenant_id = p_tenant and s.is_current;
    update public.subscriptions s set is_current = true where s.tenant_id = p_tenant and s.id = v_current.id;
  end if;
  -- 2.
  v_lifetime := exists (select from public.lifetime_deals l where l.tenant_id = p_tenant and l.revoked_at is null);
  select p.id, p.display_order into v_plan, v_order from public.plans p
  where p.id = v_current.plan_id and v_class < 3
    or p.id in (select l.plan_id from public.lifetime_deals l where l.tenant_id = p_tenant and l.revoked_at is null)
    or p.id in (select s.plan_id from public.subscriptions s where s.tenant_id = p_tenant and s.provider = 'manual' and s.status = 'active')
  order by p.display_order desc, p.slug limit 1;

  select * into v_tenant from public.tenants t where t.id = p_tenant;
  if not found then return; end if; -- it is being purged
  select p.display_order into v_had from public.plans p where p.id = v_tenant.plan_id;
  if v_plan is null or (v_unknown or v_class = 1 and v_current.plan_id is null) and v_had > v_order then
    v_plan := v_tenant.plan_id;
    v_order := v_had;
  end if;
  -- 3.
  if v_plan = v_tenant.plan_id
     and not (v_tenant.status = 'active' and v_class = 1 and not v_lifetime)
     and not (v_tenant.suspended_for = 'payment' and (v_class <> 1 or v_lifetime))
     and v_tenant.trial_ends_at is not distinct from (case when v_current.status = 'trialing' then v_current.trial_end end) then
    return;
  end if;
  if v_order < v_had then
    -- what a smaller plan switches off comes before the tenant in the order of locks
    perform from public.tenant_members m where m.tenant_id = p_tenant order by m.id for no key update;
    perform from public.websites w where w.tenant_id = p_tenant order by w.id for no key update;
  end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  update public.tenants t
  set plan_id = v_plan,
    trial_ends_at = case when v_current.status = 'trialing' then v_current.trial_end end,
    status = case
      when t.status = 'active' and v_class = 1 and not v_lifetime then 'suspended'
      when t.suspended_for = 'payment' and (v_class <> 1 or v_lifetime) then 'active'
      else t.status end,
    suspended_for = case
      when t.status = 'active' and v_class = 1 and not v_lifetime then 'payment'
      when t.suspended_for = 'payment' and (v_class <> 1 or v_lifetime) then null
      else t.suspended_for end
  where t.id = p_tenant;
end
$$;
comment on function private.settle_tenant(uuid) is
  'Brings a tenant''s current subscription, plan, trial and suspension for payment in line with what it has bought, in columns no API role may write.';
revoke all on function private.settle_tenant(uuid) from public;

create or replace function private.settle_tenant_of_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.settle_tenant(case when tg_op = 'DELETE' then old.tenant_id else new.tenant_id end);
  return null;
end
$$;
comment on function private.settle_tenant_of_row() is 'After a subscription or lifetime deal has come, changed or gone: the tenant''s plan follows, which no API role may write.';
revoke all on function private.settle_tenant_of_row() from public;

-- the free row a tenant is made with changes nothing
create or replace trigger _700_settle after insert on public.subscriptions
  for each row when (new.provider <> 'manual') execute function private.settle_tenant_of_row();
create or replace trigger _710_settle after update of status, plan_id, access_until, trial_end on public.subscriptions
  for each row when ((old.status, old.plan_id, old.access_until, old.trial_end) is distinct from (new.status, new.plan_id, new.access_until, new.trial_end))
  execute function private.settle_tenant_of_row();
create or replace trigger _700_settle after insert or delete or update of plan_id, revoked_at on public.lifetime_deals
  for each row execute function private.settle_tenant_of_row();

-- Whoever moves a tenant between plans, its log says so.
create or replace function private.audit_plan_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_from public.plans;
  v_to public.plans;
begin
  select * into v_from from public.plans p where p.id = old.plan_id;
  select * into v_to from public.plans p where p.id = new.plan_id;
  perform private.record_audit(case when v_to.display_order >= v_from.display_order then 'billing.plan_upgraded' else 'billing.plan_downgraded' end, 'subscription',
    (select s.id from public.subscriptions s where s.tenant_id = new.id and s.is_current),
    jsonb_build_object('from_plan', v_from.slug, 'to_plan', v_to.slug), new.id);
  return null;
end
$$;
comment on function private.audit_plan_change() is 'After update of tenants.plan_id: writes the audit row, which no client can.';
revoke all on function private.audit_plan_change() from public;

create or replace trigger _900_audit_plan after update of plan_id on public.tenants
  for each row when (old.plan_id is distinct from new.plan_id) execute function private.audit_plan_change();
--! EndIncluded functions/billing/settle_tenant.sql
--! Included functions/billing/maintain_subscriptions.sql
-- B4: what is canceled, or paid by the order, ends by the clock and not by an event.
create or replace function private.maintain_subscriptions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_done bigint := 0;
begin
  for v_tenant in
    select s.tenant_id from public.subscriptions s
    where s.is_current and s.access_until <= now()
    order by s.access_until limit 100
  loop
    begin
      perform private.lock_billing(v_tenant);
      update public.subscriptions s set status = 'canceled', canceled_at = s.access_until
      where s.tenant_id = v_tenant and s.provider_subscription_id is null and s.provider <> 'manual' and s.status = 'active' and s.access_until <= now();
      perform private.settle_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- the others' turn, and this one's again next time
      raise warning 'the subscription of tenant % could not be ended: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_subscriptions() is
  'Brings up to 100 tenants whose paid time is over to what they have left, mostly the free plan, in columns no API role may write; answers how many.';
revoke all on function private.maintain_subscriptions() from public;
--! EndIncluded functions/billing/maintain_subscriptions.sql
--! Included functions/billing/prices.sql
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
--! EndIncluded functions/billing/prices.sql
--! Included functions/billing/stripe_subscriptions.sql
-- B2, B4: a subscription row says what the newest version of Stripe's object says; only these set its status.
create or replace function private.project_stripe_subscription(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_object jsonb;
  v_item jsonb;
  v_price jsonb;
  v_plan uuid;
  v_status public.subscription_status;
  v_end timestamptz;
  v_amount bigint;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'subscription' and k.object_id = p_id;
  if not found then return; end if;
  v_object := v_kept.payload;
  -- of several items the one that gives the best plan counts; the others are extras. A price that has not been told of yet may say
  -- itself what it buys.
  select i.item, x.price, p.id into v_item, v_price, v_plan
  from jsonb_array_elements(v_object #> '{items,data}') with ordinality i (item, place)
  cross join lateral (select case when jsonb_typeof(i.item -> 'price') = 'object' then i.item -> 'price' else i.item -> 'plan' end as price) x
  left join public.plans p on p.id = coalesce(
    private.plan_of_price('stripe', coalesce(private.stripe_id(i.item -> 'price'), i.item #>> '{plan,id}')),
    (select m.id from public.plans m where m.slug = x.price #>> '{metadata,plan}'
       and not exists (select from public.prices y where y.provider = 'stripe' and y.provider_price_id = x.price ->> 'id')))
  order by p.display_order desc nulls last, i.place limit 1;

  v_status := case when v_kept.stage > 0 then 'canceled' else v_object ->> 'status' end;
  -- until 2025-03-31 the period stood on the subscription, now on its items
  v_end := coalesce(private.stripe_time(v_object -> 'current_period_end'), private.stripe_time(v_item -> 'current_period_end'));
  v_amount := (v_price ->> 'unit_amount')::bigint * coalesce((v_item ->> 'quantity')::bigint, 1);

  if v_kept.tenant_id is not null then
    insert into public.subscriptions as s (tenant_id, provider, user_id, plan_id, status, billing_cycle, amount, currency,
      provider_subscription_id, provider_customer_id, provider_price_id, current_period_start, current_period_end, trial_start, trial_end,
      cancel_at_period_end, cancel_at, canceled_at, ended_at, access_until, last_event_at)
    values (v_kept.tenant_id, 'stripe', private.known_user(v_object #>> '{metadata,user_id}'), v_plan, v_status,
      case coalesce(v_price #>> '{recurring,interval}', v_price ->> 'interval') when 'year' then 'yearly' when 'month' then 'monthly' else 'none' end::public.billing_cycle,
      v_amount, case when v_amount is not null then coalesce(v_price ->> 'currency', v_object ->> 'currency') end,
      p_id, private.stripe_id(v_object -> 'customer'), coalesce(private.stripe_id(v_item -> 'price'), v_item #>> '{plan,id}'),
      coalesce(private.stripe_time(v_object -> 'current_period_start'), private.stripe_time(v_item -> 'current_period_start')), v_end,
      private.stripe_time(v_object -> 'trial_start'), private.stripe_time(v_object -> 'trial_end'), coalesce((v_object ->> 'cancel_at_period_end')::boolean, false),
      private.stripe_time(v_object -> 'cancel_at'), private.stripe_time(v_object -> 'canceled_at'), private.stripe_time(v_object -> 'ended_at'),
      -- what was not paid for is not kept until its end
      case when v_status = 'canceled' then
        case when v_object #>> '{cancellation_details,reason}' = 'payment_failed' then private.stripe_time(v_object -> 'ended_at') else v_end end end,
      v_kept.occurred_at)
    on conflict (tenant_id, provider_subscription_id) where provider_subscription_id is not null do update
    set user_id = excluded.user_id, plan_id = excluded.plan_id, status = excluded.status, billing_cycle = excluded.billing_cycle, amount = excluded.amount,
      currency = excluded.currency, provider_customer_id = excluded.provider_customer_id, provider_price_id = excluded.provider_price_id,
      current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end, trial_start = excluded.trial_start,
      trial_end = excluded.trial_end, cancel_at_period_end = excluded.cancel_at_period_end, cancel_at = excluded.cancel_at,
      canceled_at = excluded.canceled_at, ended_at = excluded.ended_at, access_until = excluded.access_until, last_event_at = excluded.last_event_at;
  else
    insert into public.user_subscriptions as u (user_id, provider, provider_subscription_id, provider_customer_id, provider_price_id, status, amount, currency,
      current_period_start, current_period_end, trial_end, cancel_at_period_end, canceled_at, last_event_at)
    values (v_kept.user_id, 'stripe', p_id, private.stripe_id(v_object -> 'customer'), coalesce(private.stripe_id(v_item -> 'price'), v_item #>> '{plan,id}'), v_status,
      v_amount, case when v_amount is not null then coalesce(v_price ->> 'currency', v_object ->> 'currency') end,
      coalesce(private.stripe_time(v_object -> 'current_period_start'), private.stripe_time(v_item -> 'current_period_start')), v_end, private.stripe_time(v_object -> 'trial_end'),
      coalesce((v_object ->> 'cancel_at_period_end')::boolean, false), private.stripe_time(v_object -> 'canceled_at'), v_kept.occurred_at)
    on conflict (provider, provider_subscription_id) do update
    set provider_customer_id = excluded.provider_customer_id, provider_price_id = excluded.provider_price_id, status = excluded.status, amount = excluded.amount,
      currency = excluded.currency, current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end,
      trial_end = excluded.trial_end, cancel_at_period_end = excluded.cancel_at_period_end, canceled_at = excluded.canceled_at, last_event_at = excluded.last_event_at;
  end if;
end
$$;
comment on function private.project_stripe_subscription(text) is
  'Writes what the newest version of a Stripe subscription says, in tables no API role may write: a tenant''s, whose plan follows, or a person''s own, which touches no tenant.';
revoke all on function private.project_stripe_subscription(text) from public;
--! EndIncluded functions/billing/stripe_subscriptions.sql
--! Included functions/billing/stripe_money.sql
-- B2: money hangs on invoices, checkout sessions and payment intents. Refunds and disputes are told of charges, which are found by
-- their payment intent; until API 2025-03-31 a charge names its invoice, since then an invoice_payment does.
create or replace function private.stripe_money_back(
  p_payment_intents text[], p_invoice text, p_currency text, out refunded bigint, out disputed_at timestamptz, out last_event_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum((k.payload ->> 'amount_refunded')::bigint) filter (where k.kind = 'charge' and k.payload ->> 'currency' = p_currency), 0),
    min(private.stripe_time(k.payload -> 'created')) filter (where k.kind = 'dispute'), max(k.occurred_at)
  from private.provider_payloads k
  where k.provider = 'stripe' and k.kind in ('charge', 'dispute')
    and (k.payment_intent_id = any (p_payment_intents) or k.invoice_id = p_invoice)
$$;
comment on function private.stripe_money_back(text[], text, text) is
  'What was given back of one purchase (minor units of p_currency; nothing else is added up), when it was first disputed, and when either was told last; from a table no API role may see.';
revoke all on function private.stripe_money_back(text[], text, text) from public;

create or replace function private.project_stripe_invoice(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_object jsonb;
  v_line record;
  v_subscription text;
  v_intents text[];
  v_back record;
  v_paid timestamptz;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'invoice' and k.object_id = p_id;
  if not found then return; end if;
  v_object := v_kept.payload;
  v_subscription := coalesce(private.stripe_id(v_object -> 'subscription'), private.stripe_id(v_object #> '{parent,subscription_details,subscription}'));
  v_paid := case when v_object ->> 'status' = 'paid' then coalesce(private.stripe_time(v_object #> '{status_transitions,paid_at}'), v_kept.occurred_at) end;

  if v_kept.tenant_id is null then
    -- evidence of payment and not of status, which may come before the subscription does
    if v_subscription is not null and v_paid is not null then
      insert into public.user_subscriptions as u (user_id, provider, provider_subscription_id, last_payment_at) values (v_kept.user_id, 'stripe', v_subscription, v_paid)
      on conflict (provider, provider_subscription_id) do update set last_payment_at = greatest(u.last_payment_at, excluded.last_payment_at);
    end if;
    return;
  end if;

  -- what it is for: the line with a price, that is no proration, and reaches furthest
  select x.price, private.stripe_time(l.line #> '{period,start}') as period_start, private.stripe_time(l.line #> '{period,end}') as period_end into v_line
  from jsonb_array_elements(v_object #> '{lines,data}') with ordinality l (line, place)
  cross join lateral (select
    coalesce(private.stripe_id(l.line -> 'price'), private.stripe_id(l.line #> '{pricing,price_details,price}'), l.line #>> '{plan,id}') as price,
    coalesce(l.line ->> 'proration', l.line #>> '{parent,subscription_item_details,proration}', l.line #>> '{parent,invoice_item_details,proration}') = 'true' as proration) x
  order by x.price is null, coalesce(x.proration, false), private.stripe_time(l.line #> '{period,end}') desc nulls last, l.place limit 1;

  v_intents := array(
    select distinct i.id from (
      select private.stripe_id(v_object -> 'payment_intent')
      union all
      select private.stripe_id(y.payment #> '{payment,payment_intent}') from jsonb_array_elements(v_object #> '{payments,data}') y (payment)
      union all
      select k.payment_intent_id from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'invoice_payment' and k.invoice_id = p_id
    ) i (id) where i.id is not null order by i.id);
  v_back := private.stripe_money_back(v_intents, p_id, v_object ->> 'currency');

  insert into public.invoices as i (tenant_id, provider, provider_invoice_id, number, status, user_id, plan_id, amount, amount_paid, amount_refunded, currency, billing_reason,
    provider_subscription_id, provider_price_id, provider_customer_id, provider_payment_intent_id, period_start, period_end, issued_at, due_at, paid_at,
    attempt_count, next_payment_attempt_at, disputed_at, invoice_pdf, receipt_pdf, hosted_invoice_url, last_event_at)
  values (v_kept.tenant_id, 'stripe', p_id, v_object ->> 'number', (v_object ->> 'status')::public.invoice_status,
    private.known_user(coalesce(v_object #>> '{parent,subscription_details,metadata,user_id}', v_object #>> '{subscription_details,metadata,user_id}', v_object #>> '{metadata,user_id}')),
    private.plan_of_price('stripe', v_line.price), (v_object ->> 'total')::bigint, coalesce((v_object ->> 'amount_paid')::bigint, 0), v_back.refunded, v_object ->> 'currency',
    v_object ->> 'billing_reason', v_subscription, v_line.price, private.stripe_id(v_object -> 'customer'), v_intents[1], v_line.period_start, v_line.period_end,
    coalesce(private.stripe_time(v_object #> '{status_transitions,finalized_at}'), private.stripe_time(v_object -> 'created'), v_kept.occurred_at), private.stripe_time(v_object -> 'due_date'), v_paid,
    coalesce((v_object ->> 'attempt_count')::integer, 0), private.stripe_time(v_object -> 'next_payment_attempt'), v_back.disputed_at,
    v_object ->> 'invoice_pdf', v_object #>> '{charge,receipt_url}', v_object ->> 'hosted_invoice_url', v_kept.occurred_at)
  on conflict (tenant_id, provider_invoice_id) do update
  set number = excluded.number, status = excluded.status, user_id = excluded.user_id, plan_id = excluded.plan_id, amount = excluded.amount, amount_paid = excluded.amount_paid,
    amount_refunded = excluded.amount_refunded, currency = excluded.currency, billing_reason = excluded.billing_reason,
    provider_subscription_id = excluded.provider_subscription_id, provider_price_id = excluded.provider_price_id, provider_customer_id = excluded.provider_customer_id,
    provider_payment_intent_id = excluded.provider_payment_intent_id, period_start = excluded.period_start, period_end = excluded.period_end, issued_at = excluded.issued_at,
    due_at = excluded.due_at, paid_at = excluded.paid_at, attempt_count = excluded.attempt_count, next_payment_attempt_at = excluded.next_payment_attempt_at,
    disputed_at = excluded.disputed_at, invoice_pdf = excluded.invoice_pdf, receipt_pdf = excluded.receipt_pdf, hosted_invoice_url = excluded.hosted_invoice_url,
    last_event_at = excluded.last_event_at;
end
$$;
comment on function private.project_stripe_invoice(text) is
  'Writes what the newest version of a Stripe invoice says, with what was given back or disputed of it, in tables no API role may write: a tenant''s invoice, or when a person last paid.';
revoke all on function private.project_stripe_invoice(text) from public;

-- A checkout session that is paid once. Our checkout writes into its metadata: tenant_id, user_id, price_id.
create or replace function private.project_stripe_session(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_object jsonb;
  v_back record;
  v_amount bigint;
  v_status public.payment_status;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'checkout.session' and k.object_id = p_id;
  if not found or v_kept.tenant_id is null or v_kept.payload ->> 'mode' is distinct from 'payment' then return; end if;
  v_object := v_kept.payload;
  v_amount := (v_object ->> 'amount_total')::bigint;
  v_back := private.stripe_money_back(array[v_kept.payment_intent_id], null, v_object ->> 'currency');
  v_status := case
    when v_object ->> 'payment_status' in ('paid', 'no_payment_required') then case when v_back.refunded >= v_amount and v_amount > 0 then 'refunded' else 'paid' end
    when v_kept.rank = private.stripe_rank('checkout.session.async_payment_failed') then 'failed'
    when v_kept.rank = private.stripe_rank('checkout.session.expired') then 'expired'
    else 'pending' end;
  insert into public.payments as y (tenant_id, provider, user_id, order_id, external_id, provider_price_id, provider_customer_id, amount, amount_refunded, currency, status, method,
    paid_at, disputed_at, last_event_at)
  values (v_kept.tenant_id, 'stripe', private.known_user(v_object #>> '{metadata,user_id}'), p_id, v_kept.payment_intent_id,
    coalesce(v_object #>> '{metadata,price_id}', private.stripe_id(v_object #> '{line_items,data,0,price}')), private.stripe_id(v_object -> 'customer'),
    v_amount, v_back.refunded, v_object ->> 'currency', v_status, v_object #>> '{payment_method_types,0}',
    case when v_status in ('paid', 'refunded') then v_kept.occurred_at end, v_back.disputed_at, greatest(v_kept.occurred_at, v_back.last_event_at))
  on conflict (tenant_id, order_id) do update
  set user_id = excluded.user_id, external_id = excluded.external_id, provider_price_id = excluded.provider_price_id, provider_customer_id = excluded.provider_customer_id,
    amount = excluded.amount, amount_refunded = excluded.amount_refunded, currency = excluded.currency, status = excluded.status, method = excluded.method,
    paid_at = excluded.paid_at, disputed_at = excluded.disputed_at, last_event_at = excluded.last_event_at;
  perform private.project_purchase(v_kept.tenant_id, p_id);
end
$$;
comment on function private.project_stripe_session(text) is
  'Writes what the newest version of a Stripe checkout session that is paid once says, with what was given back or disputed of it, and what it bought, in tables no API role may write.';
revoke all on function private.project_stripe_session(text) from public;

create or replace function private.project_stripe_money(p_payment_intents text[], p_invoice text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id text;
begin
  for v_id in
    select k.object_id from private.provider_payloads k
    where k.provider = 'stripe' and k.kind = 'checkout.session' and k.payment_intent_id = any (p_payment_intents) order by 1
  loop
    perform private.project_stripe_session(v_id);
  end loop;
  for v_id in
    select k.object_id from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'invoice' and k.payment_intent_id = any (p_payment_intents)
    union
    select k.invoice_id from private.provider_payloads k
    where k.provider = 'stripe' and k.kind in ('invoice_payment', 'charge') and k.payment_intent_id = any (p_payment_intents) and k.invoice_id is not null
    union
    select p_invoice where p_invoice is not null
    order by 1
  loop
    perform private.project_stripe_invoice(v_id);
  end loop;
end
$$;
comment on function private.project_stripe_money(text[], text) is 'Works out anew the purchases that hang on payment intents or an invoice, in tables no API role may write.';
revoke all on function private.project_stripe_money(text[], text) from public;
--! EndIncluded functions/billing/stripe_money.sql
--! Included functions/billing/stripe_prices.sql
-- A price of the list is the newest version of Stripe's, over its product's metadata. One that Stripe has deleted is withdrawn, so
-- that what was bought with it stays what it is.
create or replace function private.project_stripe_price(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_product private.provider_payloads;
  v_object jsonb;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'price' and k.object_id = p_id;
  if not found then return; end if;
  if v_kept.payload ->> 'currency' is null then -- nothing but that it is gone
    delete from public.prices p where p.provider = 'stripe' and p.provider_price_id = p_id;
    return;
  end if;
  v_object := v_kept.payload;
  select * into v_product from private.provider_payloads k
  where k.provider = 'stripe' and k.kind = 'product' and k.object_id = private.stripe_id(v_object -> 'product');
  insert into public.prices as p (provider, provider_price_id, product_id, active, currency, unit_amount, billing_scheme, type, "interval", interval_count, trial_period_days,
    usage_type, metadata, created_at)
  values ('stripe', p_id, private.stripe_id(v_object -> 'product'),
    v_kept.stage = 0 and coalesce((v_object ->> 'active')::boolean, true) and coalesce((v_product.payload ->> 'active')::boolean, true) and coalesce(v_product.stage, 0) = 0,
    v_object ->> 'currency', (v_object ->> 'unit_amount')::bigint, v_object ->> 'billing_scheme', v_object ->> 'type', v_object #>> '{recurring,interval}',
    (v_object #>> '{recurring,interval_count}')::integer, (v_object #>> '{recurring,trial_period_days}')::integer, v_object #>> '{recurring,usage_type}',
    coalesce(nullif(v_product.payload -> 'metadata', 'null'), '{}') || coalesce(nullif(v_object -> 'metadata', 'null'), '{}'), coalesce(private.stripe_time(v_object -> 'created'), v_kept.occurred_at))
  on conflict (provider, provider_price_id) do update
  set product_id = excluded.product_id, active = excluded.active, currency = excluded.currency, unit_amount = excluded.unit_amount, billing_scheme = excluded.billing_scheme,
    type = excluded.type, "interval" = excluded."interval", interval_count = excluded.interval_count, trial_period_days = excluded.trial_period_days,
    usage_type = excluded.usage_type, metadata = excluded.metadata, created_at = excluded.created_at;
end
$$;
comment on function private.project_stripe_price(text) is 'Writes what the newest versions of a Stripe price and its product say into the price list, which no client may write.';
revoke all on function private.project_stripe_price(text) from public;

create or replace function private.project_stripe_product(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id text;
begin
  for v_id in select p.provider_price_id from public.prices p where p.provider = 'stripe' and p.product_id = p_id order by 1 loop
    perform private.project_stripe_price(v_id);
  end loop;
end
$$;
comment on function private.project_stripe_product(text) is 'Works out anew the prices of a product, which no client may write.';
revoke all on function private.project_stripe_product(text) from public;
--! EndIncluded functions/billing/stripe_prices.sql
--! Included functions/billing/apply_stripe_event.sql
-- B3: what follows from an event of Stripe's. In the order of locks (billing_locks.sql):
--  1. What kind of object it is about, and which payments that hangs on.
--  2. Prices and products concern everybody.
--  3. Whose it is: the customer's; without one, whoever the payment belongs to, or whom our checkout named.
--  4. The newest version is kept; what is older ends here.
--  5. The tables are worked out anew, and what waited for a payment is applied.
create or replace function private.apply_stripe_event(p_event public.webhook_events) returns private.webhook_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_object jsonb := p_event.payload #> '{data,object}';
  v_kind text := coalesce(v_object ->> 'object', '');
  v_id text := v_object ->> 'id';
  v_rank integer := private.stripe_rank(p_event.event_type);
  v_stage integer;
  v_customer text;
  v_intents text[];
  v_invoice text;
  v_charge text;
  v_keys text[];
  v_key text;
  v_owner record;
  v_outcome private.webhook_outcome;
begin
  -- 1.
  if v_rank is null or v_id is null
     or v_kind <> all (array['subscription', 'invoice', 'invoice_payment', 'checkout.session', 'charge', 'dispute', 'price', 'product', 'customer']) then
    v_outcome.status := 'ignored';
    return v_outcome;
  end if;
  v_stage := case
    when p_event.event_type like '%.deleted' or v_kind = 'invoice' and v_object ->> 'status' in ('paid', 'void')
      or v_kind = 'checkout.session' and v_object ->> 'payment_status' in ('paid', 'no_payment_required') then 1
    else 0 end;
  -- a charge only ever gets more refunded
  if v_kind = 'charge' then v_rank := least(coalesce((v_object ->> 'amount_refunded')::bigint, 0), 2147483647); end if;

  -- 2.
  perform private.lock_prices(v_kind in ('price', 'product'));
  if v_kind in ('price', 'product') then
    v_outcome.status := case when private.keep_payload(p_event, v_kind, v_id, v_object, v_rank, v_stage) then 'processed' else 'stale' end;
    if v_outcome.status = 'processed' then
      if v_kind = 'price' then perform private.project_stripe_price(v_id); else perform private.project_stripe_product(v_id); end if;
    end if;
    return v_outcome;
  end if;

  -- 3.
  v_customer := case when v_kind = 'customer' then v_id else private.stripe_id(v_object -> 'customer') end;
  v_invoice := case v_kind when 'invoice' then v_id when 'charge' then private.stripe_id(v_object -> 'invoice') when 'invoice_payment' then private.stripe_id(v_object -> 'invoice') end;
  v_charge := case v_kind when 'charge' then v_id when 'dispute' then private.stripe_id(v_object -> 'charge') end;
  v_intents := array(
    select distinct i.id from (
      select coalesce(private.stripe_id(v_object -> 'payment_intent'), private.stripe_id(v_object #> '{payment,payment_intent}'))
      union all
      select private.stripe_id(y.payment #> '{payment,payment_intent}') from jsonb_array_elements(v_object #> '{payments,data}') y (payment)
    ) i (id) where i.id is not null order by i.id);
  -- what this makes known, or hangs on
  v_keys := array_remove(array['charge:' || v_charge, 'invoice:' || v_invoice], null) || array(select 'payment_intent:' || i from unnest(v_intents) i);
  if v_customer is not null then
    select c.tenant_id, c.user_id into v_owner from public.provider_customers c where c.provider = 'stripe' and c.customer_id = v_customer;
    if not found then
      perform private.lock_billing_key('stripe', 'customer:' || v_customer);
      select c.tenant_id, c.user_id into v_owner from public.provider_customers c where c.provider = 'stripe' and c.customer_id = v_customer;
      if not found then
        v_outcome.status := 'received';
        v_outcome.waits_for := 'customer:' || v_customer;
        return v_outcome;
      end if;
    end if;
  end if;
  foreach v_key in array v_keys loop
    perform private.lock_billing_key('stripe', v_key);
  end loop;
  if v_customer is null then
    select k.tenant_id, k.user_id into v_owner from private.provider_payloads k
    where k.provider = 'stripe' and num_nonnulls(k.tenant_id, k.user_id) = 1 and (k.payment_intent_id = any (v_intents)
      or k.kind = 'charge' and k.object_id = v_charge or k.kind = 'invoice' and k.object_id = v_invoice)
    limit 1;
    if not found and v_kind = 'checkout.session' then
      select t.id as tenant_id, null::uuid as user_id into v_owner from public.tenants t where t.id::text = v_object #>> '{metadata,tenant_id}';
    end if;
    if v_owner is null then
      v_outcome.status := 'received';
      v_outcome.waits_for := coalesce('invoice:' || v_invoice, 'payment_intent:' || v_intents[1], 'charge:' || v_charge, v_kind || ':' || v_id);
      return v_outcome;
    end if;
  end if;
  v_outcome.tenant_id := v_owner.tenant_id;
  perform private.lock_billing(coalesce(v_owner.tenant_id, v_owner.user_id));

  -- an old charge has no payment intent, and a dispute of it names nothing else
  if v_kind = 'dispute' and v_intents = '{}' then
    select array_remove(array[k.payment_intent_id], null), k.invoice_id into v_intents, v_invoice
    from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'charge' and k.object_id = v_charge;
  end if;

  -- 4.
  if not private.keep_payload(p_event, v_kind, v_id, v_object, v_rank, v_stage, v_owner.tenant_id, v_owner.user_id, v_intents[1],
    case when v_kind <> 'invoice' then v_invoice end) then
    v_outcome.status := 'stale';
    return v_outcome;
  end if;

  -- 5.
  if v_kind = 'subscription' then
    perform private.project_stripe_subscription(v_id);
  elsif v_kind = 'invoice' then
    perform private.project_stripe_invoice(v_id);
  elsif v_kind = 'checkout.session' then
    perform private.project_stripe_session(v_id);
  elsif v_kind = 'customer' then
    update public.provider_customers c
    set email = left(lower(v_object ->> 'email'), 512), deleted_at = case when v_stage = 1 then p_event.occurred_at end
    where c.provider = 'stripe' and c.customer_id = v_id;
  else
    perform private.project_stripe_money(v_intents, v_invoice);
  end if;
  foreach v_key in array v_keys loop
    perform private.apply_waiting_webhooks('stripe', v_key);
  end loop;
  v_outcome.status := 'processed';
  return v_outcome;
end
$$;
comment on function private.apply_stripe_event(public.webhook_events) is
  'What follows from an event of Stripe''s, of an API version before or after 2025-03-31, in tables no API role may write.';
revoke all on function private.apply_stripe_event(public.webhook_events) from public;
--! EndIncluded functions/billing/apply_stripe_event.sql
--! Included functions/billing/project_purchase.sql
-- What an order has bought, worked out anew from what became of it: a plan for good (B7), or periods of a plan (B5).
create or replace function private.project_purchase(p_tenant uuid, p_order_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_payment public.payments;
  v_price public.prices;
begin
  select * into v_payment from public.payments y where y.tenant_id = p_tenant and y.order_id = p_order_id;
  select * into v_price from public.prices p where p.provider = v_payment.provider and p.provider_price_id = v_payment.provider_price_id;
  if not found or v_price.plan_id is null then return; end if;

  if v_price.metadata ->> 'lifetime' = 'true' then
    if v_payment.status in ('paid', 'refunded') then
      insert into public.lifetime_deals as l (tenant_id, provider, user_id, plan_id, amount, currency, provider_price_id, provider_customer_id, provider_payment_intent_id,
        provider_checkout_session_id, purchased_at, revoked_at)
      values (p_tenant, v_payment.provider, v_payment.user_id, v_price.plan_id, v_payment.amount, v_payment.currency, v_payment.provider_price_id, v_payment.provider_customer_id,
        v_payment.external_id, p_order_id, v_payment.paid_at, case when v_payment.status = 'refunded' then v_payment.last_event_at end)
      on conflict (tenant_id, provider_checkout_session_id) do update
      set user_id = excluded.user_id, plan_id = excluded.plan_id, amount = excluded.amount, currency = excluded.currency, provider_price_id = excluded.provider_price_id,
        provider_customer_id = excluded.provider_customer_id, provider_payment_intent_id = excluded.provider_payment_intent_id, purchased_at = excluded.purchased_at,
        revoked_at = excluded.revoked_at;
    else
      delete from public.lifetime_deals l where l.tenant_id = p_tenant and l.provider_checkout_session_id = p_order_id;
    end if;
  elsif v_payment.provider <> 'stripe' and v_price.type = 'recurring' then
    perform private.project_ordered_subscription(p_tenant, v_price);
  end if;
end
$$;
comment on function private.project_purchase(uuid, text) is 'Works out what an order has bought, in tables no API role may write.';
revoke all on function private.project_purchase(uuid, text) from public;

-- Providers that know orders only know no subscriptions: each paid order of a price adds its period, to the end of the time that
-- is paid for or, where that is over, from the payment on.
create or replace function private.project_ordered_subscription(p_tenant uuid, p_price public.prices) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_period interval := (coalesce(p_price.interval_count, 1) || ' ' || p_price."interval")::interval;
  v_paid record;
  v_start timestamptz;
  v_end timestamptz;
  v_buyer uuid;
  v_last timestamptz;
  v_id uuid;
begin
  for v_paid in
    select y.paid_at, y.user_id, y.last_event_at from public.payments y
    where y.tenant_id = p_tenant and y.provider = p_price.provider and y.provider_price_id = p_price.provider_price_id and y.status = 'paid'
    order by y.paid_at, y.order_id
  loop
    v_start := greatest(v_end, v_paid.paid_at);
    -- months have their length in UTC, whatever the session's time zone
    v_end := (v_start at time zone 'UTC' + v_period) at time zone 'UTC';
    v_buyer := coalesce(v_paid.user_id, v_buyer);
    v_last := greatest(v_last, v_paid.last_event_at);
  end loop;

  if v_end is null then
    -- nothing paid is left
    update public.payments y set subscription_id = null
    where y.tenant_id = p_tenant and y.provider = p_price.provider and y.provider_price_id = p_price.provider_price_id and y.subscription_id is not null;
    update public.subscriptions s set status = 'inactive', access_until = null
    where s.tenant_id = p_tenant and s.provider = p_price.provider and s.provider_price_id = p_price.provider_price_id and s.provider_subscription_id is null;
    delete from public.subscriptions s
    where s.tenant_id = p_tenant and s.provider = p_price.provider and s.provider_price_id = p_price.provider_price_id and s.provider_subscription_id is null;
    return;
  end if;

  insert into public.subscriptions as s (tenant_id, provider, user_id, plan_id, status, billing_cycle, amount, currency, provider_price_id,
    current_period_start, current_period_end, cancel_at_period_end, access_until, last_event_at)
  values (p_tenant, p_price.provider, v_buyer, p_price.plan_id, case when v_end > now() then 'active' else 'canceled' end::public.subscription_status,
    case p_price."interval" when 'year' then 'yearly' when 'month' then 'monthly' else 'none' end::public.billing_cycle,
    p_price.unit_amount, case when p_price.unit_amount is not null then p_price.currency end, p_price.provider_price_id, v_start, v_end, true, v_end, v_last)
  on conflict (tenant_id, provider_price_id) where provider_subscription_id is null do update
  set user_id = excluded.user_id, plan_id = excluded.plan_id, status = excluded.status, billing_cycle = excluded.billing_cycle, amount = excluded.amount, currency = excluded.currency,
    current_period_start = excluded.current_period_start, current_period_end = excluded.current_period_end, access_until = excluded.access_until,
    last_event_at = excluded.last_event_at
  returning s.id into v_id;
  update public.payments y set subscription_id = case when y.status = 'paid' then v_id end
  where y.tenant_id = p_tenant and y.provider = p_price.provider and y.provider_price_id = p_price.provider_price_id
    and y.subscription_id is distinct from case when y.status = 'paid' then v_id end;
end
$$;
comment on function private.project_ordered_subscription(uuid, public.prices) is 'Works out what a tenant''s paid orders of one price add up to, in tables no API role may write.';
revoke all on function private.project_ordered_subscription(uuid, public.prices) from public;
--! EndIncluded functions/billing/project_purchase.sql
--! Included functions/billing/apply_order.sql
-- B5: what notifications of providers that know nothing but orders have in common. An order only ever moves forward; notifications
-- tell the time the order was made, not their own, so that stages decide and not time:
--   1 pending, 2 authorized, 3 failed, 4 expired, 5 captured, 6 canceled, 7 settled, 8 refunded in part, 9 charged back, 10 refunded
create or replace function private.apply_order(
  p_event public.webhook_events, p_order_id text, p_stage integer, p_amount numeric, p_currency text, p_refunded numeric,
  p_paid_at timestamptz, p_external_id text, p_method text
) returns private.webhook_outcome
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_outcome private.webhook_outcome;
  v_payment public.payments;
  v_amount bigint := private.minor_units(p_amount, p_currency);
  v_refunded bigint := coalesce(private.minor_units(p_refunded, p_currency), 0);
begin
  if p_stage is null or p_order_id is null then
    v_outcome.status := 'ignored';
    return v_outcome;
  end if;
  perform private.lock_prices(false);
  perform private.lock_billing_key(p_event.provider, 'order:' || p_order_id);
  select d.tenant_id into v_outcome.tenant_id from private.directory d where d.kind = 'order' and d.key = p_event.provider || ':' || p_order_id;
  if not found then
    v_outcome.status := 'received';
    v_outcome.waits_for := 'order:' || p_order_id;
    return v_outcome;
  end if;
  perform private.lock_billing(v_outcome.tenant_id);
  select * into strict v_payment from public.payments y where y.tenant_id = v_outcome.tenant_id and y.order_id = p_order_id;
  if (v_amount, lower(p_currency)) is distinct from (v_payment.amount, v_payment.currency) then
    raise exception 'order % is about % %, the notification about % %', p_order_id, v_payment.amount, v_payment.currency, v_amount, lower(p_currency);
  end if;

  if not private.keep_payload(p_event, 'order', p_order_id, p_event.payload, least(v_refunded, 2147483647)::integer, p_stage, v_outcome.tenant_id) then
    v_outcome.status := 'stale';
    return v_outcome;
  end if;
  update public.payments y
  set external_id = p_external_id, method = p_method, last_event_at = p_event.occurred_at,
    status = case
      when p_stage = 10 then 'refunded' when p_stage in (5, 7, 8, 9) then 'paid' when p_stage = 4 then 'expired' when p_stage in (3, 6) then 'failed' else 'pending'
    end::public.payment_status,
    paid_at = case when p_stage = 5 or p_stage >= 7 then coalesce(p_paid_at, p_event.occurred_at) end,
    amount_refunded = case p_stage when 10 then y.amount when 8 then v_refunded else 0 end,
    disputed_at = case when p_stage = 9 then p_event.occurred_at end
  where y.tenant_id = v_outcome.tenant_id and y.order_id = p_order_id;
  perform private.project_purchase(v_outcome.tenant_id, p_order_id);
  v_outcome.status := 'processed';
  return v_outcome;
end
$$;
comment on function private.apply_order(public.webhook_events, text, integer, numeric, text, numeric, timestamptz, text, text) is
  'Moves an order forward (amounts in units of the currency, as the provider has them), in tables no API role may write. Raises what does not fit the order.';
revoke all on function private.apply_order(public.webhook_events, text, integer, numeric, text, numeric, timestamptz, text, text) from public;

create or replace function private.minor_units(p_amount numeric, p_currency text) returns bigint
language sql immutable security invoker set search_path = ''
as $$
  select round(p_amount * case
    when lower(p_currency) in ('bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'ugx', 'vnd', 'vuv', 'xaf', 'xof', 'xpf') then 1
    else 100 end)::bigint
$$;
comment on function private.minor_units(numeric, text) is 'An amount in minor units; currencies without them as Stripe lists them. Rupiah have two, as with Stripe.';
revoke all on function private.minor_units(numeric, text) from public;

create or replace function private.apply_midtrans_event(p_event public.webhook_events) returns private.webhook_outcome
language sql volatile security definer set search_path = ''
as $$
  select private.apply_order(p_event, p.order_id,
    case p.transaction_status
      when 'pending' then 1 when 'authorize' then 2 when 'deny' then 3 when 'failure' then 3 when 'expire' then 4
      -- a card payment that looks like fraud waits for somebody to look at it
      when 'capture' then case when p.fraud_status = 'challenge' then 2 when p.fraud_status = 'deny' then 3 else 5 end
      when 'cancel' then 6 when 'settlement' then 7 when 'partial_refund' then 8 when 'partial_chargeback' then 9 when 'chargeback' then 9 when 'refund' then 10
    end,
    p.gross_amount, coalesce(p.currency, 'IDR'),
    coalesce((select sum((r.refund ->> 'refund_amount')::numeric) from jsonb_array_elements(p.refunds) r (refund)), p.refund_amount),
    -- Jakarta's time, without saying so
    coalesce(p.settlement_time, p.transaction_time) at time zone 'Asia/Jakarta', p.transaction_id, p.payment_type)
  from jsonb_to_record(p_event.payload) p (order_id text, transaction_status text, fraud_status text, gross_amount numeric, currency text, refund_amount numeric, refunds jsonb,
    settlement_time timestamp, transaction_time timestamp, transaction_id text, payment_type text)
$$;
comment on function private.apply_midtrans_event(public.webhook_events) is 'What follows from a notification of Midtrans, in tables no API role may write.';
revoke all on function private.apply_midtrans_event(public.webhook_events) from public;

create or replace function private.apply_doku_event(p_event public.webhook_events) returns private.webhook_outcome
language sql volatile security definer set search_path = ''
as $$
  select private.apply_order(p_event, p_event.payload #>> '{order,invoice_number}',
    case upper(p_event.payload #>> '{transaction,status}')
      when 'PENDING' then 1 when 'FAILED' then 3 when 'EXPIRED' then 4 when 'SUCCESS' then 7 when 'REFUNDED' then 10
    end,
    (p_event.payload #>> '{order,amount}')::numeric, coalesce(p_event.payload #>> '{order,currency}', 'IDR'), null,
    (p_event.payload #>> '{transaction,date}')::timestamptz, p_event.payload #>> '{transaction,original_request_id}',
    coalesce(p_event.payload #>> '{channel,id}', p_event.payload #>> '{service,id}'))
$$;
comment on function private.apply_doku_event(public.webhook_events) is 'What follows from a notification of Doku, in tables no API role may write.';
revoke all on function private.apply_doku_event(public.webhook_events) from public;
--! EndIncluded functions/billing/apply_order.sql
--! Included functions/billing/create_order.sql
-- B5: providers that know orders only are sent one of ours.
create or replace function private.create_order(p_provider public.payment_provider, p_price uuid) returns public.payments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_price public.prices;
  v_payment public.payments;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not (private.can('billing.manage') and private.all_websites()) then perform private.fail('forbidden', 'billing.manage'); end if;
  select * into v_price from public.prices p
  where p.id = p_price and p.provider = p_provider and p.provider in ('midtrans', 'doku') and p.active and p.unit_amount > 0;
  if not found then perform private.fail('price_unavailable'); end if;

  perform private.lock_prices(false);
  perform private.lock_billing(v_tenant);
  -- who asks again gets the order that is still open
  select * into v_payment from public.payments y
  where y.tenant_id = v_tenant and y.provider = p_provider and y.provider_price_id = v_price.provider_price_id and y.status = 'pending' and y.last_event_at is null
    and (y.amount, y.currency) = (v_price.unit_amount, v_price.currency) and y.created_at > now() - interval '1 day'
  order by y.created_at desc limit 1;
  if not found then
    insert into public.payments (tenant_id, provider, user_id, order_id, provider_price_id, amount, currency)
    values (v_tenant, p_provider, private.uid(), upper(left(replace(gen_random_uuid()::text, '-', ''), 24)), v_price.provider_price_id, v_price.unit_amount, v_price.currency)
    returning * into v_payment;
  end if;
  return v_payment;
end
$$;
comment on function private.create_order(public.payment_provider, uuid) is
  'Makes an order of the request''s tenant, in a table no client may insert into. Raises PT401, PT403 forbidden, PT409 price_unavailable.';
revoke all on function private.create_order(public.payment_provider, uuid) from public;
grant execute on function private.create_order(public.payment_provider, uuid) to authenticated;

create or replace function public.create_order(provider public.payment_provider, price uuid) returns public.payments
language sql volatile security invoker set search_path = ''
as $$
  select private.create_order(provider, price)
$$;
comment on function public.create_order(public.payment_provider, uuid) is
  'Orders an active price of Midtrans or Doku for your tenant: the row has the order_id and amount (minor units) to pay. Asked again within a day, the same order while nothing has come of it. Errors: PT401, PT403 forbidden (needs billing.manage), PT409 price_unavailable.';
revoke all on function public.create_order(public.payment_provider, uuid) from public;
grant execute on function public.create_order(public.payment_provider, uuid) to authenticated;
--! EndIncluded functions/billing/create_order.sql
--! Included functions/billing/payments.sql
create or replace trigger _100_timestamps before update on public.payments
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, tenant_id, provider, order_id, created_at on public.payments
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'order_id', 'created_at');
create or replace trigger _800_directory after insert or delete or update of order_id on public.payments
  for each row execute function private.claim_billing_key('order', 'order_id');

-- A notification may be faster than whoever writes the order down.
create or replace function private.lock_new_order() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.lock_prices(false);
  perform private.lock_billing_key(new.provider::text, 'order:' || new.order_id);
  return new;
end
$$;
comment on function private.lock_new_order() is 'Before insert on payments of Midtrans or Doku: keeps out notifications until the order is known.';
revoke all on function private.lock_new_order() from public;

create or replace function private.welcome_order() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.apply_waiting_webhooks(new.provider::text, 'order:' || new.order_id);
  return null;
end
$$;
comment on function private.welcome_order() is 'After insert on payments of Midtrans or Doku: applies the notifications that waited for it, to tables no API role may write.';
revoke all on function private.welcome_order() from public;

create or replace trigger _300_lock before insert on public.payments
  for each row when (new.provider in ('midtrans', 'doku')) execute function private.lock_new_order();
create or replace trigger _810_waiting after insert on public.payments
  for each row when (new.provider in ('midtrans', 'doku')) execute function private.welcome_order();
--! EndIncluded functions/billing/payments.sql
--! Included functions/billing/update_subscription_status.sql
-- B5: document 004's way for the service to say how a person's own subscription stands.
create or replace function private.update_subscription_status(
  p_user_id uuid, p_status public.subscription_status, p_subscription_id text, p_last_payment_at timestamptz
) returns public.user_subscriptions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row public.user_subscriptions;
  v_rows integer;
begin
  if not exists (select from public.users u where u.id = p_user_id) then perform private.fail('not_found', 'person'); end if;
  perform private.lock_billing(p_user_id);
  if p_subscription_id is null then
    select count(*) into v_rows from public.user_subscriptions u where u.user_id = p_user_id;
    if v_rows > 1 then perform private.fail('subscription_ambiguous', v_rows::text); end if;
    if v_rows = 0 then insert into public.user_subscriptions (user_id, provider) values (p_user_id, 'manual'); end if;
  else
    insert into public.user_subscriptions (user_id, provider, provider_subscription_id) values (p_user_id, 'stripe', p_subscription_id)
    on conflict (provider, provider_subscription_id) do nothing;
    perform from public.user_subscriptions u where u.provider = 'stripe' and u.provider_subscription_id = p_subscription_id and u.user_id = p_user_id;
    if not found then perform private.fail('taken', 'subscription'); end if;
  end if;
  update public.user_subscriptions u
  set status = coalesce(p_status, u.status), last_payment_at = greatest(u.last_payment_at, p_last_payment_at)
  where u.user_id = p_user_id and (p_subscription_id is null or u.provider = 'stripe' and u.provider_subscription_id = p_subscription_id)
  returning * into v_row;
  return v_row;
end
$$;
comment on function private.update_subscription_status(uuid, public.subscription_status, text, timestamptz) is
  'Sets how a person''s own subscription stands, in a table no API role may write; the service''s alone. Raises PT404, PT409 subscription_ambiguous, taken.';
revoke all on function private.update_subscription_status(uuid, public.subscription_status, text, timestamptz) from public;
grant execute on function private.update_subscription_status(uuid, public.subscription_status, text, timestamptz) to service_role;

create or replace function public.update_subscription_status(
  p_user_id uuid, p_status public.subscription_status default null, p_subscription_id text default null, p_last_payment_at timestamptz default null
) returns public.user_subscriptions
language sql volatile security invoker set search_path = ''
as $$
  select private.update_subscription_status(p_user_id, p_status, p_subscription_id, p_last_payment_at)
$$;
comment on function public.update_subscription_status(uuid, public.subscription_status, text, timestamptz) is
  'Says how a person''s own subscription stands, and when they last paid (an earlier time changes nothing); what is null stays. Without p_subscription_id it is their only one. No tenant''s plan follows. For the service only. Errors: PT404, PT409 subscription_ambiguous, taken.';
revoke all on function public.update_subscription_status(uuid, public.subscription_status, text, timestamptz) from public;
grant execute on function public.update_subscription_status(uuid, public.subscription_status, text, timestamptz) to service_role;
--! EndIncluded functions/billing/update_subscription_status.sql
--! Included functions/billing/maintain_webhooks.sql
create or replace function private.maintain_webhooks() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event uuid;
  v_done bigint := 0;
begin
  for v_event in
    select e.id from public.webhook_events e where e.next_attempt_at <= now()
    -- who changes prices works alone, and therefore first
    order by e.event_type ~ '^(price|product)[.]' desc, e.next_attempt_at limit 100 for no key update skip locked
  loop
    perform private.apply_webhook(v_event);
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_webhooks() is
  'Tries up to 100 events again whose time has come, later each time, on tables no API role may write; answers how many.';
revoke all on function private.maintain_webhooks() from public;
--! EndIncluded functions/billing/maintain_webhooks.sql
