-- B5: what notifications of providers that know nothing but orders have in common. An order only ever moves forward; notifications
-- tell the time the order was made, not their own, so that stages decide and not time:
--   1 pending, 2 authorized, 3 failed, 4 expired, 5 captured, 6 canceled, 7 settled, 8 refunded in part, 9 charged back in part,
--   10 refunded, 11 charged back
-- What was charged back is paid for as little as what was refunded.
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
      when p_stage >= 10 then 'refunded' when p_stage in (5, 7, 8, 9) then 'paid' when p_stage = 4 then 'expired' when p_stage in (3, 6) then 'failed' else 'pending'
    end::public.payment_status,
    paid_at = case when p_stage = 5 or p_stage >= 7 then coalesce(p_paid_at, p_event.occurred_at) end,
    amount_refunded = case when p_stage >= 10 then y.amount when p_stage = 8 then v_refunded else 0 end,
    disputed_at = case when p_stage in (9, 11) then p_event.occurred_at end
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
      when 'cancel' then 6 when 'settlement' then 7 when 'partial_refund' then 8 when 'partial_chargeback' then 9 when 'refund' then 10 when 'chargeback' then 11
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
