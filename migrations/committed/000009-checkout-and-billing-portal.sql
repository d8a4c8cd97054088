--! Previous: sha1:0a1c8b1552c75e91b607a23325d0a04dc080b996
--! Hash: sha1:b9f16d2a67e48f47966966f64cd89e33b1ce6b1b
--! Message: checkout and billing portal

--! split: 610-billing-edge.sql
-- Payment pages at Stripe (B8).
drop function if exists public.begin_checkout(text);
drop function if exists private.begin_checkout(text);
drop type if exists public.checkout;

create type public.checkout as (
  tenant_id uuid,
  user_id uuid,
  tenant_name text,
  email text,
  customer_id text,
  price_id text,
  recurring boolean,
  trial_days integer
);
comment on type public.checkout is 'What a payment page at Stripe is made of.';
comment on column public.checkout.user_id is 'Who buys.';
comment on column public.checkout.customer_id is 'Null until the tenant has one at Stripe.';
comment on column public.checkout.trial_days is 'Null where nothing is for free, or was before.';

--! Included functions/billing/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('customer_linked', 409, 'That customer, or who it is to be, is linked already', 'A tenant or person has one customer per provider; provider_customers lists them.'),
  ('already_subscribed', 409, 'This tenant has a subscription', 'Change or cancel it in the billing portal.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/billing/errors.sql
--! Included functions/billing/begin_checkout.sql
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
--! EndIncluded functions/billing/begin_checkout.sql
--! Included functions/billing/begin_billing_portal.sql
-- B8: whose pages at Stripe a caller may open.
create or replace function private.begin_billing_portal() returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_customer text;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('billing.manage') then perform private.fail('forbidden', 'billing.manage'); end if;
  select c.customer_id into v_customer
  from public.provider_customers c where c.tenant_id = v_tenant and c.provider = 'stripe' and c.deleted_at is null;
  if not found then perform private.fail('not_found', 'customer at Stripe, which the first checkout makes'); end if;
  return v_customer;
end
$$;
comment on function private.begin_billing_portal() is 'Reads the customer of the tenant. Raises PT401, PT403 forbidden, PT404 not_found.';
revoke all on function private.begin_billing_portal() from public;
grant execute on function private.begin_billing_portal() to authenticated;

create or replace function public.begin_billing_portal() returns text
language sql stable security invoker set search_path = ''
as $$
  select private.begin_billing_portal()
$$;
comment on function public.begin_billing_portal() is
  'The customer at Stripe whose pages the edge function billing-portal opens for you. Changes nothing. Errors: PT401, PT403 forbidden (needs billing.manage), PT404 not_found (nobody has paid yet).';
revoke all on function public.begin_billing_portal() from public;
grant execute on function public.begin_billing_portal() to authenticated;
--! EndIncluded functions/billing/begin_billing_portal.sql
