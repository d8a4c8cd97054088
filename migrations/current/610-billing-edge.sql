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

--! include functions/billing/errors.sql
--! include functions/billing/begin_checkout.sql
--! include functions/billing/begin_billing_portal.sql
