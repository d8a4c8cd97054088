-- B8: what a payment page at Stripe is made of. Who may pay, for what and how long for nothing is decided here; the edge
-- function checkout only carries it to Stripe.
create or replace function private.begin_checkout(p_price text) returns public.checkout
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_price public.prices;
  v_subscribed boolean;
  v_ever boolean;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('billing.manage') then perform private.fail('forbidden', 'billing.manage'); end if;
  -- its owner still sees the billing of a tenant that is closed
  if exists (select from public.tenants t where t.id = v_tenant and t.status = 'offboarded') then perform private.fail('tenant_offboarded'); end if;
  select * into v_price from public.prices p where p.provider = 'stripe' and p.provider_price_id = p_price and p.active;
  if not found then perform private.fail('not_found', 'price'); end if;
  select coalesce(bool_or(s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')), false), count(*) > 0
  into v_subscribed, v_ever
  from public.subscriptions s where s.tenant_id = v_tenant and s.provider_subscription_id is not null;
  -- two subscriptions would both be charged for
  if v_price.type = 'recurring' and v_subscribed then perform private.fail('already_subscribed'); end if;
  return (
    select row(t.id, u.id, t.name, u.email, c.customer_id, v_price.provider_price_id, v_price.type = 'recurring',
      -- one trial a tenant
      case when v_price.type = 'recurring' and not v_ever then v_price.trial_period_days end)::public.checkout
    from public.tenants t
    join public.users u on u.id = private.uid()
    left join public.provider_customers c on c.tenant_id = t.id and c.provider = 'stripe' and c.deleted_at is null
    where t.id = v_tenant);
end
$$;
comment on function private.begin_checkout(text) is
  'Reads the customer of the tenant, the tenant''s subscriptions and the caller''s address together. Raises PT401, PT403 forbidden or tenant_offboarded, PT404 not_found, PT409 already_subscribed.';
revoke all on function private.begin_checkout(text) from public;
grant execute on function private.begin_checkout(text) to authenticated;

create or replace function public.begin_checkout(price text) returns public.checkout
language sql stable security invoker set search_path = ''
as $$
  select private.begin_checkout(price)
$$;
comment on function public.begin_checkout(text) is
  'What the edge function checkout needs to make a payment page: price is Stripe''s id of it. Changes nothing. Errors: PT401, PT403 forbidden (needs billing.manage) or tenant_offboarded, PT404 not_found, PT409 already_subscribed.';
revoke all on function public.begin_checkout(text) from public;
grant execute on function public.begin_checkout(text) to authenticated;
