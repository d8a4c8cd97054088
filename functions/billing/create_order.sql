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
