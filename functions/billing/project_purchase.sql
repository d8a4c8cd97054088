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
