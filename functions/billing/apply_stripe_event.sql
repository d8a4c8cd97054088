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
