--! Previous: sha1:a6f7b7f287394205f84dffd292af8d79d7cafb6e
--! Hash: sha1:5bdb738cce00a52a4c9473438faa81c181f12407
--! Message: billing

--! split: 600-billing.sql
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
  stage integer not null default 0,
  occurred_at timestamptz not null,
  rank integer not null default 0,
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
-- A row a tenant so far: building these takes no time anybody notices.
-- squawk-ignore require-concurrent-index-creation
create unique index subscriptions_tenant_id_current_key on public.subscriptions (tenant_id) where is_current; -- one that counts
-- squawk-ignore require-concurrent-index-creation
create unique index subscriptions_tenant_id_provider_subscription_id_key on public.subscriptions (tenant_id, provider_subscription_id) where provider_subscription_id is not null; -- found by events
-- squawk-ignore require-concurrent-index-creation
create unique index subscriptions_tenant_id_ordered_price_key on public.subscriptions (tenant_id, provider_price_id) where provider_subscription_id is null; -- found by paid orders
-- squawk-ignore require-concurrent-index-creation
create index subscriptions_provider_price_id_idx on public.subscriptions (provider_price_id) where provider_price_id is not null; -- who waits for a price to be known
-- squawk-ignore require-concurrent-index-creation
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

--! Included functions/billing/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('customer_linked', 409, 'That customer, or who it is to be, is linked already', 'A tenant or person has one customer per provider; provider_customers lists them.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/billing/errors.sql
--! Included functions/billing/billing_locks.sql
-- Events come several at once, over several connections. What keeps them apart are advisory locks, always taken in this order:
--   the event's row → the catalogue of prices → a key nobody knows yet → the tenant's billing → rows.
-- Rows come last, in the order of everybody else: person, member, website, page, tenant, host, counter.
create or replace function private.lock_prices(p_to_change boolean) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if p_to_change then
    perform pg_advisory_xact_lock(hashtextextended('tenantry.prices', 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('tenantry.prices', 0));
  end if;
end
$$;
comment on function private.lock_prices(boolean) is
  'Whoever says what a price buys (true) works alone; whoever asks it (false) does so together. So that no subscription misses a price that becomes known at the same moment.';
revoke all on function private.lock_prices(boolean) from public;

create or replace function private.lock_billing_key(p_provider text, p_key text) returns void
language sql volatile security invoker set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(format('tenantry.billing %s %s', p_provider, p_key), 0))
$$;
comment on function private.lock_billing_key(text, text) is
  'Held while a mapping (customer:cus_1, order:A-1) is made or found missing, so that an event that arrives at the same moment is either seen by who makes it, or sees it.';
revoke all on function private.lock_billing_key(text, text) from public;

create or replace function private.lock_billing(p_tenant uuid) returns void
language sql volatile security invoker set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(format('tenantry.billing of %s', p_tenant), 0))
$$;
comment on function private.lock_billing(uuid) is 'One at a time projects a tenant''s payments; of a person who pays for themselves, theirs.';
revoke all on function private.lock_billing(uuid) from public;
--! EndIncluded functions/billing/billing_locks.sql
--! Included functions/billing/keep_payload.sql
-- B2: which version of an object counts does not depend on which came first. Versions are compared by (stage, occurred_at, rank,
-- event id): stage is 1 for what is final (a deletion, a paid invoice), rank tells events of one second apart. All that the
-- public tables say of an object is worked out anew from the version that won, never from what the tables said before.
create or replace function private.keep_payload(
  p_event public.webhook_events, p_kind text, p_object_id text, p_object jsonb, p_rank integer, p_stage integer default 0,
  p_tenant uuid default null, p_user uuid default null, p_payment_intent text default null, p_invoice text default null
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.provider_payloads as k
    (provider, kind, object_id, tenant_id, user_id, payment_intent_id, invoice_id, stage, occurred_at, rank, event_id, payload)
  values (p_event.provider, p_kind, p_object_id, p_tenant, p_user, p_payment_intent, p_invoice, p_stage, p_event.occurred_at, p_rank, p_event.event_id, p_object)
  on conflict (provider, kind, object_id) do update
  set tenant_id = excluded.tenant_id, user_id = excluded.user_id, stage = excluded.stage, occurred_at = excluded.occurred_at, rank = excluded.rank,
    event_id = excluded.event_id, payload = excluded.payload,
    -- what an object hangs on never changes, and not every version tells it
    payment_intent_id = coalesce(excluded.payment_intent_id, k.payment_intent_id), invoice_id = coalesce(excluded.invoice_id, k.invoice_id)
  -- the winner itself again is no older: a replay works
  where (excluded.stage, excluded.occurred_at, excluded.rank, excluded.event_id) >= (k.stage, k.occurred_at, k.rank, k.event_id);
  return found;
end
$$;
comment on function private.keep_payload(public.webhook_events, text, text, jsonb, integer, integer, uuid, uuid, text, text) is
  'Keeps a version of a provider''s object if it is the newest, in a table no API role may see; answers whether it was.';
revoke all on function private.keep_payload(public.webhook_events, text, text, jsonb, integer, integer, uuid, uuid, text, text) from public;
--! EndIncluded functions/billing/keep_payload.sql
--! Included functions/billing/webhook_events.sql
create or replace trigger _100_timestamps before update on public.webhook_events
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, provider, event_id, event_type, occurred_at, received_at, payload on public.webhook_events
  for each row execute function private.keep_columns('id', 'provider', 'event_id', 'event_type', 'occurred_at', 'received_at', 'payload');
--! EndIncluded functions/billing/webhook_events.sql
--! Included functions/billing/apply_webhook.sql
-- B1: what follows from an event, in a block of its own: half an effect is none, and the event stays with what went wrong.
-- A provider is whoever has a function private.apply_<provider>_event(webhook_events) returns webhook_outcome; it raises what
-- it can't do, and must be able to see the same event again.
create or replace function private.apply_webhook(p_event uuid) returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_attempts constant integer := 8; -- a minute, 4, 16, … up to a day apart: about three days
  v_event public.webhook_events;
  v_outcome private.webhook_outcome;
  v_error text;
begin
  select * into strict v_event from public.webhook_events e where e.id = p_event for no key update;
  begin
    if to_regprocedure(format('private.apply_%s_event(public.webhook_events)', v_event.provider)) is null then
      v_outcome := row('ignored', null, null);
    else
      execute format('select * from private.%I($1)', 'apply_' || v_event.provider || '_event') into v_outcome using v_event;
    end if;
  exception when others then
    v_outcome := row('failed', null, null);
    v_error := left(sqlstate || ': ' || sqlerrm, 2000);
  end;
  update public.webhook_events e
  set status = v_outcome.status, error = v_error, waits_for = v_outcome.waits_for, attempts = e.attempts + 1,
    tenant_id = coalesce(v_outcome.tenant_id, e.tenant_id),
    processed_at = case when v_outcome.status in ('processed', 'ignored', 'stale') then clock_timestamp() end,
    -- what waits is set free by what it waits for; trying it as well costs little
    next_attempt_at = case when v_outcome.status in ('failed', 'received') and e.attempts + 1 < c_attempts
      then now() + least(interval '1 minute' * 4 ^ e.attempts, interval '1 day') end
  where e.id = p_event returning * into v_event;
  return v_event;
end
$$;
comment on function private.apply_webhook(uuid) is
  'Applies an event of the ledger, to tables no API role may write, and writes down what came of it; never raises for what the event holds.';
revoke all on function private.apply_webhook(uuid) from public;

create or replace function private.apply_waiting_webhooks(p_provider text, p_key text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event uuid;
begin
  for v_event in
    select e.id from public.webhook_events e
    where e.provider = p_provider and e.waits_for = p_key
    order by e.occurred_at, e.event_id
    for no key update skip locked -- whoever tries it again right now sees the mapping
  loop
    perform private.apply_webhook(v_event);
  end loop;
end
$$;
comment on function private.apply_waiting_webhooks(text, text) is
  'Applies the events that have waited for a key (customer:cus_1), to tables no API role may write; for the transaction that makes it known.';
revoke all on function private.apply_waiting_webhooks(text, text) from public;
--! EndIncluded functions/billing/apply_webhook.sql
--! Included functions/billing/ingest_webhook.sql
-- B1: the one way in for payment providers, after an edge function has checked the signature on the raw body.
create or replace function private.ingest_webhook(p_provider text, p_event_id text, p_type text, p_occurred_at timestamptz, p_payload jsonb)
returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event public.webhook_events;
begin
  if p_occurred_at is null or not isfinite(p_occurred_at) then perform private.fail('invalid_input', 'occurred_at (expected a time)'); end if;
  begin
    -- waits for the same event on another connection
    insert into public.webhook_events (provider, event_id, event_type, occurred_at, payload)
    values (p_provider, p_event_id, p_type, p_occurred_at, p_payload)
    on conflict (provider, event_id) do nothing returning * into v_event;
  exception when not_null_violation or check_violation then
    perform private.fail('invalid_input', 'event (expected provider, event_id, type and an object as payload)');
  end;
  if v_event.id is not null then return private.apply_webhook(v_event.id); end if;
  select * into strict v_event from public.webhook_events e where e.provider = p_provider and e.event_id = p_event_id;
  return v_event;
end
$$;
comment on function private.ingest_webhook(text, text, text, timestamptz, jsonb) is
  'Keeps an event in the ledger, which no API role may write, and applies it; the service''s alone. Raises PT400 invalid_input.';
revoke all on function private.ingest_webhook(text, text, text, timestamptz, jsonb) from public;
grant execute on function private.ingest_webhook(text, text, text, timestamptz, jsonb) to service_role;

create or replace function public.ingest_webhook(provider text, event_id text, type text, occurred_at timestamptz, payload jsonb)
returns public.webhook_events
language sql volatile security invoker set search_path = ''
as $$
  select private.ingest_webhook(provider, event_id, type, occurred_at, payload)
$$;
comment on function public.ingest_webhook(text, text, text, timestamptz, jsonb) is
  'Takes an event of a payment provider whose signature has been checked (payload: the whole event) and answers its row: status says what came of it. One that failed is kept and tried again, so every answer is a receipt; the same event again changes nothing. For the service only. Errors: PT400 invalid_input.';
revoke all on function public.ingest_webhook(text, text, text, timestamptz, jsonb) from public;
grant execute on function public.ingest_webhook(text, text, text, timestamptz, jsonb) to service_role;
--! EndIncluded functions/billing/ingest_webhook.sql
--! Included functions/billing/replay_webhook.sql
create or replace function private.replay_webhook(p_event uuid) returns public.webhook_events
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event public.webhook_events;
begin
  if not private.is_platform_admin() and current_setting('role', true) is distinct from 'service_role' then
    perform private.fail('forbidden', 'platform admin');
  end if;
  update public.webhook_events e set attempts = 0 where e.id = p_event;
  if not found then perform private.fail('not_found', 'event'); end if;
  v_event := private.apply_webhook(p_event);
  perform private.record_audit('platform.webhook_replayed', 'webhook_event', p_event,
    jsonb_build_object('provider', v_event.provider, 'event_id', v_event.event_id, 'status', v_event.status));
  return v_event;
end
$$;
comment on function private.replay_webhook(uuid) is
  'Applies an event of the ledger again, to tables no API role may write, for platform admins and the service. Raises PT403 forbidden, PT404.';
revoke all on function private.replay_webhook(uuid) from public;
grant execute on function private.replay_webhook(uuid) to platform_admin, service_role;

create or replace function public.replay_webhook(event uuid) returns public.webhook_events
language sql volatile security invoker set search_path = ''
as $$
  select private.replay_webhook(event)
$$;
comment on function public.replay_webhook(uuid) is
  'For platform admins and the service: applies an event again, whatever came of it, and has it tried anew if it fails. What is older than what is known stays stale. Audited. Errors: PT403 forbidden, PT404.';
revoke all on function public.replay_webhook(uuid) from public;
grant execute on function public.replay_webhook(uuid) to platform_admin, service_role;
--! EndIncluded functions/billing/replay_webhook.sql
--! Included functions/billing/failing_webhooks.sql
create or replace function public.failing_webhooks() returns setof public.webhook_events
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select * from public.webhook_events e
    where e.status in ('received', 'failed') and (e.status = 'failed' or e.received_at < now() - interval '1 hour')
    order by e.received_at desc limit 500;
end
$$;
comment on function public.failing_webhooks() is
  'For platform admins: the newest 500 events that failed, or have waited for more than an hour for a customer or order nobody knows. Errors: PT403 forbidden.';
revoke all on function public.failing_webhooks() from public;
grant execute on function public.failing_webhooks() to platform_admin;
--! EndIncluded functions/billing/failing_webhooks.sql
--! Included functions/billing/maintain_webhooks.sql
create or replace function private.maintain_webhooks() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event uuid;
  v_done bigint := 0;
begin
  for v_event in
    select e.id from public.webhook_events e where e.next_attempt_at <= now()
    order by e.next_attempt_at limit 100 for no key update skip locked
  loop
    perform private.apply_webhook(v_event);
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_webhooks() is
  'Tries up to 100 events again whose time has come, later each time, on tables no API role may write; answers how many.';
revoke all on function private.maintain_webhooks() from public;
--! EndIncluded functions/billing/maintain_webhooks.sql
--! Included functions/billing/link_customer.sql
-- B1: who makes a customer known applies the events that came before.
create or replace function private.lock_new_customer() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.lock_prices(false);
  perform private.lock_billing_key(new.provider::text, 'customer:' || new.customer_id);
  new.email := lower(new.email);
  return new;
end
$$;
comment on function private.lock_new_customer() is 'Before insert on provider_customers: keeps out events of the customer until it is known.';
revoke all on function private.lock_new_customer() from public;

create or replace function private.welcome_customer() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.apply_waiting_webhooks(new.provider::text, 'customer:' || new.customer_id);
  return null;
end
$$;
comment on function private.welcome_customer() is 'After insert on provider_customers: applies the events that waited for it, to tables no API role may write.';
revoke all on function private.welcome_customer() from public;

create or replace trigger _100_timestamps before update on public.provider_customers
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, provider, customer_id, tenant_id, user_id on public.provider_customers
  for each row execute function private.keep_columns('id', 'provider', 'customer_id', 'tenant_id', 'user_id');
create or replace trigger _300_lock before insert on public.provider_customers
  for each row execute function private.lock_new_customer();
create or replace trigger _700_waiting after insert on public.provider_customers
  for each row execute function private.welcome_customer();

create or replace function private.link_customer(p_provider public.payment_provider, p_customer_id text, p_tenant uuid, p_user uuid, p_email text)
returns public.provider_customers
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_customer public.provider_customers;
begin
  if num_nonnulls(p_tenant, p_user) <> 1 or p_provider is null or (length(p_customer_id) between 1 and 255) is not true then
    perform private.fail('invalid_input', 'customer (expected provider, customer_id and one of tenant and person)');
  end if;
  begin
    insert into public.provider_customers (provider, customer_id, tenant_id, user_id, user_email_id, email)
    values (p_provider, p_customer_id, p_tenant, p_user,
      (select e.id from public.user_emails e where e.user_id = p_user and e.email = lower(p_email)), left(lower(p_email), 512))
    on conflict do nothing returning * into v_customer;
  exception when foreign_key_violation then
    perform private.fail('not_found', case when p_tenant is null then 'person' else 'tenant' end);
  end;
  if v_customer.id is null then
    select * into v_customer from public.provider_customers c
    where c.provider = p_provider and c.customer_id = p_customer_id and c.tenant_id is not distinct from p_tenant and c.user_id is not distinct from p_user;
    if not found then perform private.fail('customer_linked'); end if;
  end if;
  return v_customer;
end
$$;
comment on function private.link_customer(public.payment_provider, text, uuid, uuid, text) is
  'Says who a provider''s customer is, in a table no API role may write; the service''s alone. Raises PT400 invalid_input, PT404, PT409 customer_linked.';
revoke all on function private.link_customer(public.payment_provider, text, uuid, uuid, text) from public;
grant execute on function private.link_customer(public.payment_provider, text, uuid, uuid, text) to service_role;

create or replace function public.link_customer(
  provider public.payment_provider, customer_id text, tenant uuid default null, person uuid default null, email text default null
) returns public.provider_customers
language sql volatile security invoker set search_path = ''
as $$
  select private.link_customer(provider, customer_id, tenant, person, email)
$$;
comment on function public.link_customer(public.payment_provider, text, uuid, uuid, text) is
  'Says whose a provider''s customer is (a tenant''s, or a person''s who pays for themselves; email: the address the provider has), and applies the events that came before. Again for the same two: the same row. For the service only. Errors: PT400 invalid_input, PT404, PT409 customer_linked.';
revoke all on function public.link_customer(public.payment_provider, text, uuid, uuid, text) from public;
grant execute on function public.link_customer(public.payment_provider, text, uuid, uuid, text) to service_role;
--! EndIncluded functions/billing/link_customer.sql
--! Included functions/billing/subscriptions.sql
-- Triggers of subscriptions; its timestamps stand with the tenant's other tables.
create or replace function private.fill_subscription() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.is_current := new.is_current or not exists (select from public.subscriptions s where s.tenant_id = new.tenant_id and s.is_current);
  return new;
end
$$;
comment on function private.fill_subscription() is 'Before insert: a tenant''s first subscription is the current one; whoever inserts may not see the others.';
revoke all on function private.fill_subscription() from public;

-- A subscription and an order belong to one tenant only.
create or replace function private.claim_billing_key() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old text;
  v_new text;
begin
  if tg_op <> 'INSERT' then v_old := to_jsonb(old) ->> tg_argv[1]; end if;
  if tg_op <> 'DELETE' then v_new := to_jsonb(new) ->> tg_argv[1]; end if;
  if v_old is not distinct from v_new then return null; end if;
  if v_old is not null then
    perform private.directory_release(tg_argv[0], old.provider || ':' || v_old, old.tenant_id, old.id);
  end if;
  if v_new is not null then
    perform private.directory_claim(tg_argv[0], new.provider || ':' || v_new, new.tenant_id, new.id);
  end if;
  return null;
end
$$;
comment on function private.claim_billing_key() is
  'After row trigger with arguments (kind, column): keeps the provider''s key of a row in the directory, which no client may see, for that row alone. Raises PT409 taken.';
revoke all on function private.claim_billing_key() from public;

create or replace trigger _200_keep before update of id, tenant_id, provider, created_at on public.subscriptions
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'created_at');
create or replace trigger _300_current before insert on public.subscriptions
  for each row execute function private.fill_subscription();
create or replace trigger _800_directory after insert or delete or update of provider_subscription_id on public.subscriptions
  for each row execute function private.claim_billing_key('subscription', 'provider_subscription_id');
--! EndIncluded functions/billing/subscriptions.sql
--! Included functions/billing/payments.sql
create or replace trigger _100_timestamps before update on public.payments
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, tenant_id, provider, order_id, created_at on public.payments
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'order_id', 'created_at');
create or replace trigger _800_directory after insert or delete or update of order_id on public.payments
  for each row execute function private.claim_billing_key('order', 'order_id');
--! EndIncluded functions/billing/payments.sql
--! Included functions/billing/billing_tables.sql
-- What the tables of billing share.
create or replace trigger _100_timestamps before update on public.prices
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.user_subscriptions
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.invoices
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.lifetime_deals
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, tenant_id, provider, provider_invoice_id on public.invoices
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'provider_invoice_id');
--! EndIncluded functions/billing/billing_tables.sql
--! Included functions/billing/check_invariants_billing.sql
create or replace function private.check_invariants_billing() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a tenant has one current subscription', t.id::text
  from public.tenants t where not exists (select from public.subscriptions s where s.tenant_id = t.id and s.is_current)
  union all
  select 'the directory has the providers'' subscriptions and orders', format('%s %s', coalesce(d.kind, r.kind), coalesce(d.key, r.key))
  from (
    select 'subscription' as kind, s.provider || ':' || s.provider_subscription_id as key, s.tenant_id, s.id
    from public.subscriptions s where s.provider_subscription_id is not null
    union all
    select 'order', p.provider || ':' || p.order_id, p.tenant_id, p.id from public.payments p
  ) r
  full join (select * from private.directory where kind in ('subscription', 'order')) d on (d.kind, d.key) = (r.kind, r.key)
  where (d.tenant_id, d.object_id) is distinct from (r.tenant_id, r.id)
  union all
  select 'nothing waits for a customer that is known', e.event_id
  from public.webhook_events e
  join public.provider_customers c on c.provider::text = e.provider and e.waits_for = 'customer:' || c.customer_id
  union all
  select 'a subscription says what its newest event says', format('%s %s', k.provider, k.object_id)
  from private.provider_payloads k
  left join public.subscriptions s on s.tenant_id = k.tenant_id and s.provider_subscription_id = k.object_id
  where k.kind = 'subscription' and k.tenant_id is not null and s.last_event_at is distinct from k.occurred_at
  union all
  select 'an invoice says what its newest event says', format('%s %s', k.provider, k.object_id)
  from private.provider_payloads k
  left join public.invoices i on i.tenant_id = k.tenant_id and i.provider_invoice_id = k.object_id
  where k.kind = 'invoice' and k.tenant_id is not null and i.last_event_at is distinct from k.occurred_at
$$;
comment on function private.check_invariants_billing() is 'Broken invariants of billing.';
revoke all on function private.check_invariants_billing() from public;
--! EndIncluded functions/billing/check_invariants_billing.sql
--! Included policies/billing/webhook_events.sql
-- Whole payloads of providers: platform admins read them, ingest_webhook writes them.
alter table public.webhook_events enable row level security;
revoke all on public.webhook_events from anon, authenticated, service_role, platform_admin;
grant select on public.webhook_events to platform_admin, service_role;

drop policy if exists select_platform_admin on public.webhook_events;
create policy select_platform_admin on public.webhook_events for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.webhook_events is 'Platform admins read everything.';
--! EndIncluded policies/billing/webhook_events.sql
--! Included policies/billing/provider_payloads.sql
-- Payment events write it. No client has a grant; the policy says so twice.
alter table private.provider_payloads enable row level security;
revoke all on private.provider_payloads from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.provider_payloads;
create policy select_nobody on private.provider_payloads for select to authenticated
  using (false);
comment on policy select_nobody on private.provider_payloads is 'No client reads it.';
--! EndIncluded policies/billing/provider_payloads.sql
--! Included policies/billing/provider_customers.sql
-- Who is whom at the providers: link_customer writes it, platform admins read it. A tenant's own customer stands on its
-- subscriptions and invoices.
alter table public.provider_customers enable row level security;
revoke all on public.provider_customers from anon, authenticated, service_role, platform_admin;
grant select on public.provider_customers to platform_admin, service_role;

drop policy if exists select_platform_admin on public.provider_customers;
create policy select_platform_admin on public.provider_customers for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.provider_customers is 'Platform admins read everything.';
--! EndIncluded policies/billing/provider_customers.sql
--! Included policies/billing/prices.sql
-- The price list is for everyone; price events write it, and the service, for providers that send none.
alter table public.prices enable row level security;
revoke all on public.prices from anon, authenticated, service_role, platform_admin;
grant select on public.prices to anon, authenticated;
grant select, insert, update on public.prices to service_role;

drop policy if exists select_anyone on public.prices;
create policy select_anyone on public.prices for select to anon, authenticated
  using (true);
comment on policy select_anyone on public.prices is 'No secret: everybody named reads it.';
--! EndIncluded policies/billing/prices.sql
--! Included policies/billing/subscriptions.sql
-- Members with billing.read see what is paid for; only payment events write it.
alter table public.subscriptions enable row level security;
revoke all on public.subscriptions from anon, authenticated, service_role, platform_admin;
grant select on public.subscriptions to authenticated;
grant select, insert, update on public.subscriptions to service_role;

drop policy if exists select_member on public.subscriptions;
create policy select_member on public.subscriptions for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.subscriptions is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.subscriptions;
create policy select_platform_admin on public.subscriptions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.subscriptions is 'Platform admins read everything.';
--! EndIncluded policies/billing/subscriptions.sql
--! Included policies/billing/user_subscriptions.sql
-- Each person sees the own; only payment events and update_subscription_status write it.
alter table public.user_subscriptions enable row level security;
revoke all on public.user_subscriptions from anon, authenticated, service_role, platform_admin;
grant select on public.user_subscriptions to authenticated;
grant select on public.user_subscriptions to service_role;

drop policy if exists select_own on public.user_subscriptions;
create policy select_own on public.user_subscriptions for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_subscriptions is 'Each person reads the own.';

drop policy if exists select_platform_admin on public.user_subscriptions;
create policy select_platform_admin on public.user_subscriptions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_subscriptions is 'Platform admins read everything.';
--! EndIncluded policies/billing/user_subscriptions.sql
--! Included policies/billing/invoices.sql
-- Members with billing.read see what was billed; only payment events write it.
alter table public.invoices enable row level security;
revoke all on public.invoices from anon, authenticated, service_role, platform_admin;
grant select on public.invoices to authenticated;
grant select on public.invoices to service_role;

drop policy if exists select_member on public.invoices;
create policy select_member on public.invoices for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.invoices is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.invoices;
create policy select_platform_admin on public.invoices for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.invoices is 'Platform admins read everything.';
--! EndIncluded policies/billing/invoices.sql
--! Included policies/billing/payments.sql
-- Members with billing.read see the orders; create_order makes them and payment events move them.
alter table public.payments enable row level security;
revoke all on public.payments from anon, authenticated, service_role, platform_admin;
grant select on public.payments to authenticated;
grant select on public.payments to service_role;

drop policy if exists select_member on public.payments;
create policy select_member on public.payments for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.payments is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.payments;
create policy select_platform_admin on public.payments for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.payments is 'Platform admins read everything.';
--! EndIncluded policies/billing/payments.sql
--! Included policies/billing/lifetime_deals.sql
-- Members with billing.read see what was bought for good; payment events write it, and the service, which may also give one.
alter table public.lifetime_deals enable row level security;
revoke all on public.lifetime_deals from anon, authenticated, service_role, platform_admin;
grant select on public.lifetime_deals to authenticated;
grant select, insert, update on public.lifetime_deals to service_role;

drop policy if exists select_member on public.lifetime_deals;
create policy select_member on public.lifetime_deals for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.lifetime_deals is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.lifetime_deals;
create policy select_platform_admin on public.lifetime_deals for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.lifetime_deals is 'Platform admins read everything.';
--! EndIncluded policies/billing/lifetime_deals.sql
