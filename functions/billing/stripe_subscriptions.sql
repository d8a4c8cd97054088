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
