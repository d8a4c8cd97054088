-- B6: what is paid for grants credits: a period of a subscription until it ends, a pack for good. How many, the price's
-- metadata says ("credits": "500"), whenever it becomes known. Everything hangs on the invoice or the order, so that events may
-- come in any order and any number.
create or replace function private.credits_of_price(p_provider public.payment_provider, p_price text) returns bigint
language sql stable security definer set search_path = ''
as $$
  select (p.metadata ->> 'credits')::bigint from public.prices p
  where p.provider = p_provider and p.provider_price_id = p_price and p.metadata ->> 'credits' ~ '^[1-9][0-9]{0,8}$'
$$;
comment on function private.credits_of_price(public.payment_provider, text) is 'How many credits a price buys, whoever asks; null: none.';
revoke all on function private.credits_of_price(public.payment_provider, text) from public;

-- A change of plan within a period is billed pro rata: its credits come with the next period.
create or replace function private.grant_for_invoice(p_invoice public.invoices) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_credits bigint := private.credits_of_price(p_invoice.provider, p_invoice.provider_price_id);
begin
  if v_credits is null or p_invoice.status <> 'paid' or p_invoice.billing_reason = 'subscription_update' then return; end if;
  perform private.add_credits(p_invoice.tenant_id,
    case when p_invoice.provider_subscription_id is null then 'one_time:credits' else 'subscription' end::public.credit_mode,
    v_credits, 'invoice', p_invoice.provider_invoice_id,
    p_expires_at => case when p_invoice.provider_subscription_id is not null then p_invoice.period_end end,
    p_effective_at => case when p_invoice.period_end > p_invoice.period_start and p_invoice.provider_subscription_id is not null then p_invoice.period_start end,
    p_user => p_invoice.user_id, p_plan => p_invoice.plan_id, p_provider => p_invoice.provider, p_amount => greatest(p_invoice.amount, 0), p_currency => p_invoice.currency,
    p_price => p_invoice.provider_price_id, p_customer => p_invoice.provider_customer_id);
  if p_invoice.amount_refunded > 0 and p_invoice.amount_paid > 0 then
    perform private.refund_credits(p_invoice.tenant_id, p_invoice.provider_invoice_id,
      ceil(v_credits * least(1, p_invoice.amount_refunded::numeric / p_invoice.amount_paid))::bigint);
  end if;
end
$$;
comment on function private.grant_for_invoice(public.invoices) is
  'Grants what a paid invoice has bought, until its period''s end, and takes back what was refunded of it, in proportion; in tables no API role may write.';
revoke all on function private.grant_for_invoice(public.invoices) from public;

create or replace function private.grant_for_payment(p_payment public.payments) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_credits bigint := private.credits_of_price(p_payment.provider, p_payment.provider_price_id);
  v_period interval;
begin
  if v_credits is null or p_payment.status not in ('paid', 'refunded') then return; end if;
  -- where providers know nothing but orders, a period is paid by one
  select make_interval(months => p.interval_count * case p."interval" when 'month' then 1 when 'year' then 12 else 0 end,
    days => p.interval_count * case p."interval" when 'day' then 1 when 'week' then 7 else 0 end) into v_period
  from public.prices p
  where p.provider = p_payment.provider and p.provider_price_id = p_payment.provider_price_id and p.type = 'recurring';
  perform private.add_credits(p_payment.tenant_id,
    case when v_period is null then 'one_time:credits' else 'subscription' end::public.credit_mode,
    v_credits, case p_payment.provider when 'stripe' then 'checkout' else 'order' end, p_payment.order_id,
    p_expires_at => p_payment.paid_at + v_period, p_effective_at => p_payment.paid_at,
    p_user => p_payment.user_id, p_provider => p_payment.provider, p_amount => p_payment.amount, p_currency => p_payment.currency,
    p_price => p_payment.provider_price_id, p_customer => p_payment.provider_customer_id);
  if p_payment.status = 'refunded' or p_payment.amount_refunded > 0 then
    perform private.refund_credits(p_payment.tenant_id, p_payment.order_id, case
      when p_payment.status = 'refunded' or p_payment.amount = 0 then v_credits
      else ceil(v_credits * least(1, p_payment.amount_refunded::numeric / p_payment.amount))::bigint end);
  end if;
end
$$;
comment on function private.grant_for_payment(public.payments) is
  'Grants what a paid order has bought and takes back what was refunded of it, in proportion; in tables no API role may write.';
revoke all on function private.grant_for_payment(public.payments) from public;

create or replace function private.grant_for_purchase() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_table_name = 'invoices' then perform private.grant_for_invoice(new); else perform private.grant_for_payment(new); end if;
  return null;
end
$$;
comment on function private.grant_for_purchase() is 'After an invoice or order was paid or refunded: its credits, which no API role may write.';
revoke all on function private.grant_for_purchase() from public;

-- What was paid before anybody knew what it buys.
create or replace function private.grant_for_price() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_invoice public.invoices;
  v_payment public.payments;
begin
  for v_invoice in
    select i.* from public.invoices i where i.provider = new.provider and i.provider_price_id = new.provider_price_id and i.status = 'paid' order by i.tenant_id, i.id
  loop
    perform private.grant_for_invoice(v_invoice);
  end loop;
  for v_payment in
    select p.* from public.payments p where p.provider = new.provider and p.provider_price_id = new.provider_price_id and p.status in ('paid', 'refunded') order by p.tenant_id, p.id
  loop
    perform private.grant_for_payment(v_payment);
  end loop;
  return null;
end
$$;
comment on function private.grant_for_price() is 'After the credits of a price became known: those of what was paid before, which no API role may write.';
revoke all on function private.grant_for_price() from public;

create or replace trigger _710_credits_inserted after insert on public.invoices
  for each row when (new.status = 'paid') execute function private.grant_for_purchase();
create or replace trigger _710_credits_updated after update on public.invoices
  for each row when (new.status = 'paid' and (old.status, old.provider_price_id, old.amount_paid, old.amount_refunded, old.billing_reason)
    is distinct from (new.status, new.provider_price_id, new.amount_paid, new.amount_refunded, new.billing_reason))
  execute function private.grant_for_purchase();
create or replace trigger _710_credits_inserted after insert on public.payments
  for each row when (new.status in ('paid', 'refunded')) execute function private.grant_for_purchase();
create or replace trigger _710_credits_updated after update on public.payments
  for each row when (new.status in ('paid', 'refunded') and (old.status, old.provider_price_id, old.amount, old.amount_refunded)
    is distinct from (new.status, new.provider_price_id, new.amount, new.amount_refunded))
  execute function private.grant_for_purchase();
create or replace trigger _710_credits_inserted after insert on public.prices
  for each row when (new.metadata ? 'credits') execute function private.grant_for_price();
create or replace trigger _710_credits_updated after update of metadata on public.prices
  for each row when (new.metadata ? 'credits' and new.metadata ->> 'credits' is distinct from old.metadata ->> 'credits') execute function private.grant_for_price();
