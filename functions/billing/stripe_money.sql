-- B2: money hangs on invoices, checkout sessions and payment intents. Refunds and disputes are told of charges, which are found by
-- their payment intent; until API 2025-03-31 a charge names its invoice, since then an invoice_payment does. A dispute that is lost
-- gives the money back like a refund, and no charge says so.
create or replace function private.stripe_money_back(
  p_payment_intents text[], p_invoice text, p_currency text, out refunded bigint, out disputed_at timestamptz, out last_event_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(case k.kind when 'charge' then (k.payload ->> 'amount_refunded')::bigint else (k.payload ->> 'amount')::bigint end)
      filter (where (k.kind = 'charge' or k.payload ->> 'status' = 'lost') and k.payload ->> 'currency' = p_currency), 0),
    min(private.stripe_time(k.payload -> 'created')) filter (where k.kind = 'dispute'), max(k.occurred_at)
  from private.provider_payloads k
  where k.provider = 'stripe' and k.kind in ('charge', 'dispute')
    and (k.payment_intent_id = any (p_payment_intents) or k.invoice_id = p_invoice)
$$;
comment on function private.stripe_money_back(text[], text, text) is
  'What was given back of one purchase, by refunds and by disputes that were lost (minor units of p_currency; nothing else is added up), when it was first disputed, and when either was told last; from a table no API role may see.';
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
