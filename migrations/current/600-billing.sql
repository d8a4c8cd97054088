-- What is paid for: the ledger of what payment providers tell, and what follows from it. Providers tell things twice, late and
-- in any order, so everything here is a function of the newest version of each of their objects.

create type public.webhook_status as enum ('received', 'processed', 'ignored', 'stale', 'failed');
create type public.invoice_status as enum ('draft', 'open', 'paid', 'uncollectible', 'void');
create type public.payment_status as enum ('pending', 'paid', 'failed', 'expired', 'refunded');
comment on type public.webhook_status is 'received: waits for a mapping; ignored: nothing follows from it; stale: something newer is known; failed: tried again.';
comment on type public.invoice_status is 'Stripe''s own words.';
comment on type public.payment_status is 'What became of an order; refunded: all of it.';

create type private.webhook_outcome as (status public.webhook_status, tenant_id uuid, waits_for text);
comment on type private.webhook_outcome is 'What became of an event: whose it was, or what it waits for (customer:cus_1, order:A-1, payment_intent:pi_1).';

-- B1: an event is kept whatever comes of it.
create table public.webhook_events (
  id uuid not null default gen_random_uuid() constraint webhook_events_pkey primary key,
  provider text not null,
  event_id text not null,
  event_type text not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null default now(),
  payload jsonb not null,
  status public.webhook_status not null default 'received',
  attempts integer not null default 0,
  error text,
  waits_for text,
  next_attempt_at timestamptz,
  processed_at timestamptz,
  tenant_id uuid,
  updated_at timestamptz not null default now(),
  constraint webhook_events_provider_event_id_key unique (provider, event_id),
  constraint webhook_events_provider_form check (provider ~ '^[a-z][a-z_]{0,39}$'),
  constraint webhook_events_text_lengths check (
    length(event_id) between 1 and 255 and length(event_type) between 1 and 100 and length(error) <= 2000 and length(waits_for) <= 300),
  constraint webhook_events_payload_object check (jsonb_typeof(payload) = 'object'),
  constraint webhook_events_attempts_not_negative check (attempts >= 0),
  constraint webhook_events_error_with_status check ((error is not null) = (status = 'failed'))
);
create index webhook_events_next_attempt_at_idx on public.webhook_events (next_attempt_at) where next_attempt_at is not null; -- what is due
create index webhook_events_provider_waits_for_idx on public.webhook_events (provider, waits_for) where waits_for is not null; -- what a new mapping sets free
create index webhook_events_received_at_idx on public.webhook_events (received_at); -- newest first
create index webhook_events_unfinished_idx on public.webhook_events (received_at) where status in ('received', 'failed'); -- failing_webhooks
create index webhook_events_tenant_id_idx on public.webhook_events (tenant_id, received_at); -- what a tenant's providers told; purging
comment on table public.webhook_events is 'Every event a payment provider has sent, once, and what became of it. No foreign keys, so that nothing keeps it out. Platform admins and the service only.';
comment on column public.webhook_events.provider is 'stripe, midtrans, doku, …: private.apply_<provider>_event says what follows.';
comment on column public.webhook_events.event_id is 'The provider''s; the same one again changes nothing.';
comment on column public.webhook_events.occurred_at is 'When the provider says it happened.';
comment on column public.webhook_events.waits_for is 'What has to be known before it can be applied: customer:<id>, order:<id>, payment_intent:<id>.';
comment on column public.webhook_events.next_attempt_at is 'When maintenance tries again; null: not by itself.';
comment on column public.webhook_events.tenant_id is 'Whom it concerned, once known.';

-- B2: of each object of a provider the newest version, and what decides which that is. What the public tables say is made of these.
create table private.provider_payloads (
  provider text not null,
  kind text not null,
  object_id text not null,
  tenant_id uuid constraint provider_payloads_tenant_id_fkey references public.tenants (id) on delete cascade,
  user_id uuid constraint provider_payloads_user_id_fkey references public.users (id),
  payment_intent_id text,
  invoice_id text,
  stage smallint not null default 0,
  occurred_at timestamptz not null,
  rank smallint not null default 0,
  event_id text collate "C" not null,
  payload jsonb not null,
  constraint provider_payloads_pkey primary key (provider, kind, object_id)
);
create index provider_payloads_tenant_id_idx on private.provider_payloads (tenant_id) where tenant_id is not null; -- foreign key; exporting, purging
create index provider_payloads_user_id_idx on private.provider_payloads (user_id) where user_id is not null; -- foreign key
create index provider_payloads_payment_intent_id_idx on private.provider_payloads (provider, payment_intent_id) where payment_intent_id is not null; -- what hangs on one payment
create index provider_payloads_invoice_id_idx on private.provider_payloads (provider, invoice_id) where invoice_id is not null; -- an invoice's payments and charges
alter table private.provider_payloads enable row level security;
comment on table private.provider_payloads is 'The newest version of each object of a payment provider, as it was sent.';
comment on column private.provider_payloads.stage is 'Goes before time: a deletion is final, a settled order is not pending again.';
comment on column private.provider_payloads.rank is 'Decides between versions of one second.';

create table public.provider_customers (
  id uuid not null default gen_random_uuid() constraint provider_customers_pkey primary key,
  provider public.payment_provider not null default 'stripe',
  customer_id text not null,
  tenant_id uuid constraint provider_customers_tenant_id_fkey references public.tenants (id) on delete cascade,
  user_id uuid constraint provider_customers_user_id_fkey references public.users (id),
  user_email_id uuid constraint provider_customers_user_email_id_fkey references public.user_emails (id) on delete set null,
  email text,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint provider_customers_provider_customer_id_key unique (provider, customer_id),
  constraint provider_customers_one_owner check (num_nonnulls(tenant_id, user_id) = 1),
  constraint provider_customers_email_lower_case check (email = lower(email) and length(email) <= 512),
  constraint provider_customers_customer_id_length check (length(customer_id) between 1 and 255)
);
-- one customer per provider either way; one that the provider has deleted makes room
create unique index provider_customers_tenant_id_provider_key on public.provider_customers (tenant_id, provider) where deleted_at is null;
create unique index provider_customers_user_id_provider_key on public.provider_customers (user_id, provider) where deleted_at is null;
create index provider_customers_tenant_id_idx on public.provider_customers (tenant_id) where tenant_id is not null; -- foreign key; a tenant's own
create index provider_customers_user_id_idx on public.provider_customers (user_id) where user_id is not null; -- foreign key
create index provider_customers_user_email_id_idx on public.provider_customers (user_email_id) where user_email_id is not null; -- foreign key
comment on table public.provider_customers is 'Who a payment provider''s customer is: a tenant, or a person who pays for themselves.';
comment on column public.provider_customers.user_id is 'A person who is no tenant: a valet customer. What they pay for touches no tenant''s plan.';
comment on column public.provider_customers.user_email_id is 'Which of the person''s addresses the customer goes by.';
comment on column public.provider_customers.email is 'The address the provider has.';
comment on column public.provider_customers.deleted_at is 'When the provider deleted it.';

create table public.prices (
  id uuid not null default gen_random_uuid() constraint prices_pkey primary key,
  provider public.payment_provider not null default 'stripe',
  provider_price_id text not null,
  product_id text,
  plan_id uuid constraint prices_plan_id_fkey references public.plans (id),
  active boolean not null default true,
  currency text not null,
  unit_amount bigint,
  billing_scheme text,
  type text not null default 'recurring',
  "interval" text,
  interval_count integer,
  trial_period_days integer,
  usage_type text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint prices_provider_provider_price_id_key unique (provider, provider_price_id),
  constraint prices_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint prices_unit_amount_not_negative check (unit_amount >= 0),
  constraint prices_interval_count_positive check (interval_count > 0),
  constraint prices_text_lengths check (
    length(provider_price_id) between 1 and 255 and length(product_id) <= 255 and length(billing_scheme) <= 50 and length(type) <= 50
    and length("interval") <= 20 and length(usage_type) <= 50),
  constraint prices_metadata_object check (jsonb_typeof(metadata) = 'object')
);
create index prices_plan_id_idx on public.prices (plan_id) where plan_id is not null; -- foreign key; a plan's prices
create index prices_product_id_idx on public.prices (product_id) where product_id is not null; -- what a product's metadata reaches
comment on table public.prices is 'What can be bought, as the providers'' price lists have it: a plan by the month or year, a pack of credits, a lifetime deal.';
comment on column public.prices.plan_id is 'The plan it buys: the one its metadata names (plan: its slug), else the one whose price id it is.';
comment on column public.prices.unit_amount is 'Minor units of currency; null where the price has tiers.';
comment on column public.prices.type is 'recurring or one_time.';
comment on column public.prices."interval" is 'day, week, month or year.';
comment on column public.prices.metadata is 'Its product''s metadata, and its own over it. plan: slug of a plan; lifetime: true; credits: how many.';

-- The free row grows: what was bought, beside it.
alter table public.subscriptions
  add column is_current boolean not null default false,
  add column trial_start timestamptz,
  add column cancel_at timestamptz,
  add column ended_at timestamptz,
  add column access_until timestamptz;
comment on table public.subscriptions is 'What a tenant has, and had: the free row it was made with, and one row for each subscription at a provider. Changed by payment events only.';
comment on column public.subscriptions.is_current is 'The one that counts now; there is always one.';
comment on column public.subscriptions.plan_id is 'What it gives; null as long as nobody knows its price.';
comment on column public.subscriptions.provider_subscription_id is 'Null on the free row, and where periods are paid order by order.';
comment on column public.subscriptions.access_until is 'It gives its plan until then and no longer: the end of what is paid, of one that is canceled or paid by the order.';
update public.subscriptions s set is_current = true
where s.id = (select f.id from public.subscriptions f where f.tenant_id = s.tenant_id order by f.created_at, f.id limit 1)
  and not exists (select from public.subscriptions c where c.tenant_id = s.tenant_id and c.is_current);
create unique index subscriptions_tenant_id_current_key on public.subscriptions (tenant_id) where is_current; -- one that counts
create unique index subscriptions_tenant_id_provider_subscription_id_key on public.subscriptions (tenant_id, provider_subscription_id) where provider_subscription_id is not null; -- found by events
create unique index subscriptions_tenant_id_ordered_price_key on public.subscriptions (tenant_id, provider_price_id) where provider_subscription_id is null; -- found by paid orders
create index subscriptions_provider_price_id_idx on public.subscriptions (provider_price_id) where provider_price_id is not null; -- who waits for a price to be known
create index subscriptions_access_until_idx on public.subscriptions (access_until) where is_current and access_until is not null; -- whose time is over

create table public.user_subscriptions (
  id uuid not null default gen_random_uuid() constraint user_subscriptions_pkey primary key,
  user_id uuid not null constraint user_subscriptions_user_id_fkey references public.users (id),
  provider public.payment_provider not null default 'stripe',
  provider_subscription_id text,
  provider_customer_id text,
  provider_price_id text,
  status public.subscription_status not null default 'inactive',
  amount bigint,
  currency text,
  current_period_start timestamptz,
  current_period_end timestamptz,
  trial_end timestamptz,
  cancel_at_period_end boolean not null default false,
  canceled_at timestamptz,
  last_payment_at timestamptz,
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint user_subscriptions_provider_subscription_id_key unique (provider, provider_subscription_id),
  constraint user_subscriptions_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint user_subscriptions_amount_with_currency check ((amount is null) = (currency is null)),
  constraint user_subscriptions_text_lengths check (
    length(provider_subscription_id) <= 255 and length(provider_customer_id) <= 255 and length(provider_price_id) <= 255)
);
create index user_subscriptions_user_id_idx on public.user_subscriptions (user_id); -- foreign key; a person's own
create unique index user_subscriptions_user_id_unnamed_key on public.user_subscriptions (user_id) where provider_subscription_id is null; -- a status without a subscription
comment on table public.user_subscriptions is 'What a person pays for by themselves and for no tenant: a customer of the storage business. Each sees their own.';
comment on column public.user_subscriptions.last_payment_at is 'The latest that went through.';

create table public.invoices (
  tenant_id uuid not null default private.tenant_id() constraint invoices_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  provider public.payment_provider not null default 'stripe',
  provider_invoice_id text not null,
  number text,
  status public.invoice_status not null default 'draft',
  user_id uuid constraint invoices_user_id_fkey references public.users (id),
  plan_id uuid constraint invoices_plan_id_fkey references public.plans (id),
  amount bigint not null,
  amount_paid bigint not null default 0,
  amount_refunded bigint not null default 0,
  currency text not null,
  billing_reason text,
  provider_subscription_id text,
  provider_price_id text,
  provider_customer_id text,
  provider_payment_intent_id text,
  period_start timestamptz,
  period_end timestamptz,
  issued_at timestamptz not null default now(),
  due_at timestamptz,
  paid_at timestamptz,
  attempt_count integer not null default 0,
  next_payment_attempt_at timestamptz,
  disputed_at timestamptz,
  invoice_pdf text,
  receipt_pdf text,
  hosted_invoice_url text,
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint invoices_pkey primary key (tenant_id, id),
  constraint invoices_tenant_id_provider_invoice_id_key unique (tenant_id, provider_invoice_id),
  constraint invoices_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint invoices_amounts_not_negative check (least(amount_paid, amount_refunded, attempt_count) >= 0),
  constraint invoices_text_lengths check (
    length(provider_invoice_id) between 1 and 255 and length(number) <= 255 and length(billing_reason) <= 50 and length(provider_subscription_id) <= 255
    and length(provider_price_id) <= 255 and length(provider_customer_id) <= 255 and length(provider_payment_intent_id) <= 255
    and length(invoice_pdf) <= 4096 and length(receipt_pdf) <= 4096 and length(hosted_invoice_url) <= 4096)
);
create index invoices_tenant_id_issued_at_idx on public.invoices (tenant_id, issued_at desc); -- a tenant's, newest first
create index invoices_user_id_idx on public.invoices (user_id) where user_id is not null; -- foreign key
create index invoices_plan_id_idx on public.invoices (plan_id) where plan_id is not null; -- foreign key
create index invoices_provider_price_id_idx on public.invoices (provider_price_id) where provider_price_id is not null; -- who waits for a price to be known
comment on table public.invoices is 'What a tenant was billed. Evidence of payment, not of a subscription''s status.';
comment on column public.invoices.provider_invoice_id is 'What money effects hang on, whatever events tell of it.';
comment on column public.invoices.amount is 'Total in minor units of currency; below zero: in the tenant''s favour.';
comment on column public.invoices.provider_price_id is 'Of the line for the longest time that is no proration.';
comment on column public.invoices.period_end is 'End of the time that line pays for.';
comment on column public.invoices.disputed_at is 'When a payment of it was first disputed.';

create table public.payments (
  tenant_id uuid not null default private.tenant_id() constraint payments_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  provider public.payment_provider not null,
  user_id uuid constraint payments_user_id_fkey references public.users (id),
  order_id text not null,
  external_id text,
  subscription_id uuid,
  provider_price_id text,
  provider_customer_id text,
  amount bigint not null,
  amount_refunded bigint not null default 0,
  currency text not null,
  status public.payment_status not null default 'pending',
  method text,
  paid_at timestamptz,
  disputed_at timestamptz,
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint payments_pkey primary key (tenant_id, id),
  constraint payments_tenant_id_order_id_key unique (tenant_id, order_id),
  constraint payments_subscription_fkey foreign key (tenant_id, subscription_id) references public.subscriptions (tenant_id, id),
  constraint payments_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint payments_amounts_not_negative check (least(amount, amount_refunded) >= 0),
  constraint payments_paid_at_with_status check (paid_at is not null or status not in ('paid', 'refunded')),
  constraint payments_text_lengths check (
    length(order_id) between 1 and 255 and length(external_id) <= 255 and length(provider_price_id) <= 255
    and length(provider_customer_id) <= 255 and length(method) <= 80)
);
create index payments_tenant_id_created_at_idx on public.payments (tenant_id, created_at desc); -- a tenant's, newest first
create index payments_tenant_id_subscription_id_idx on public.payments (tenant_id, subscription_id) where subscription_id is not null; -- foreign key
create index payments_user_id_idx on public.payments (user_id) where user_id is not null; -- foreign key; who bought it
create index payments_provider_price_id_idx on public.payments (provider_price_id) where provider_price_id is not null; -- who waits for a price to be known
comment on table public.payments is 'Orders, one row each: a checkout session that is no subscription, or an order at a provider that knows nothing but orders.';
comment on column public.payments.order_id is 'Ours at Midtrans and Doku, the checkout session at Stripe; what money effects hang on.';
comment on column public.payments.external_id is 'The provider''s own: the payment intent at Stripe, the transaction elsewhere.';
comment on column public.payments.subscription_id is 'The subscription it has paid a period of.';
comment on column public.payments.amount is 'In minor units of currency, as amount_refunded.';
comment on column public.payments.method is 'card, bank_transfer, …, as the provider says.';

create table public.lifetime_deals (
  tenant_id uuid not null default private.tenant_id() constraint lifetime_deals_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  provider public.payment_provider not null default 'stripe',
  user_id uuid constraint lifetime_deals_user_id_fkey references public.users (id),
  plan_id uuid not null constraint lifetime_deals_plan_id_fkey references public.plans (id),
  amount bigint not null default 0,
  currency text not null default 'usd',
  provider_price_id text,
  provider_customer_id text,
  provider_payment_intent_id text,
  provider_checkout_session_id text,
  purchased_at timestamptz not null default now(),
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint lifetime_deals_pkey primary key (tenant_id, id),
  constraint lifetime_deals_tenant_id_provider_checkout_session_id_key unique (tenant_id, provider_checkout_session_id),
  constraint lifetime_deals_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint lifetime_deals_amount_not_negative check (amount >= 0),
  constraint lifetime_deals_text_lengths check (
    length(provider_price_id) <= 255 and length(provider_customer_id) <= 255 and length(provider_payment_intent_id) <= 255 and length(provider_checkout_session_id) <= 255)
);
create index lifetime_deals_user_id_idx on public.lifetime_deals (user_id) where user_id is not null; -- foreign key
create index lifetime_deals_plan_id_idx on public.lifetime_deals (plan_id); -- foreign key
comment on table public.lifetime_deals is 'Plans that were bought for good: a tenant has at least that plan, whatever its subscriptions do.';
comment on column public.lifetime_deals.provider_checkout_session_id is 'The order it was bought with; null: given.';
comment on column public.lifetime_deals.revoked_at is 'When all of the money was given back.';

--! include functions/billing/errors.sql
--! include functions/billing/billing_locks.sql
--! include functions/billing/keep_payload.sql
--! include functions/billing/webhook_events.sql
--! include functions/billing/apply_webhook.sql
--! include functions/billing/ingest_webhook.sql
--! include functions/billing/replay_webhook.sql
--! include functions/billing/failing_webhooks.sql
--! include functions/billing/maintain_webhooks.sql
--! include functions/billing/link_customer.sql
--! include functions/billing/subscriptions.sql
--! include functions/billing/payments.sql
--! include functions/billing/billing_tables.sql
--! include functions/billing/check_invariants_billing.sql
--! include policies/billing/webhook_events.sql
--! include policies/billing/provider_payloads.sql
--! include policies/billing/provider_customers.sql
--! include policies/billing/prices.sql
--! include policies/billing/subscriptions.sql
--! include policies/billing/user_subscriptions.sql
--! include policies/billing/invoices.sql
--! include policies/billing/payments.sql
--! include policies/billing/lifetime_deals.sql
