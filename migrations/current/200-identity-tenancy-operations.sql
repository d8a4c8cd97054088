-- People, tenants and what watches over them.

create type public.user_status as enum ('active', 'disabled');
create type public.platform_role as enum ('member', 'admin');
create type public.email_type as enum ('marketing', 'product_updates', 'payment_receipts');
create type public.tenant_status as enum ('pending', 'active', 'suspended', 'offboarded');
create type public.suspension_reason as enum ('payment', 'admin');
create type public.tenant_role as enum ('owner', 'admin', 'developer', 'editor', 'viewer', 'custom');
create type public.payment_provider as enum ('stripe', 'midtrans', 'doku', 'manual');
create type public.subscription_status as enum (
  'pending', 'inactive', 'incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused');
create type public.billing_cycle as enum ('monthly', 'yearly', 'none');
comment on type public.user_status is 'A disabled person can''t act anywhere.';
comment on type public.platform_role is 'admin runs the platform''s own dashboard.';
comment on type public.email_type is 'Kinds of mail a person can turn off.';
comment on type public.tenant_status is 'pending until the owner''s e-mail is confirmed; suspended and offboarded tenants are dark.';
comment on type public.suspension_reason is 'Who suspended a tenant: billing lifts only its own suspensions.';
comment on type public.tenant_role is 'What a member is; role_permissions says what each may do, tenant_roles what "custom" means.';
comment on type public.payment_provider is 'Where money comes from.';
comment on type public.subscription_status is 'Stripe''s eight states, and pending and inactive for providers without them.';
comment on type public.billing_cycle is 'none on the free plan.';

-- ── Plans ──

create table public.plans (
  id uuid not null default gen_random_uuid() constraint plans_pkey primary key,
  name text not null constraint plans_name_key unique,
  slug text not null constraint plans_slug_key unique,
  description text,
  is_active boolean not null default true,
  max_websites integer not null default 1,
  max_pages_per_site integer not null default 5,
  storage_limit_mb integer not null default 100,
  ai_credits_per_month integer not null default 10,
  max_collaborators integer not null default 1,
  max_widgets integer not null default 1,
  max_interactions_per_month integer not null default 100,
  version_history_limit integer not null default 5,
  credit_overdraft_limit integer not null default 0,
  custom_domain_allowed boolean not null default false,
  collaboration_enabled boolean not null default false,
  analytics_enabled boolean not null default false,
  priority_support boolean not null default false,
  price_monthly_cents integer not null default 0,
  price_yearly_cents integer not null default 0,
  stripe_monthly_price_id text constraint plans_stripe_monthly_price_id_key unique,
  stripe_yearly_price_id text constraint plans_stripe_yearly_price_id_key unique,
  display_order integer not null default 0,
  badge_text text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint plans_slug_form check (slug ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint plans_text_lengths check (
    length(name) between 1 and 80 and length(description) <= 500 and length(badge_text) <= 40
    and length(stripe_monthly_price_id) <= 255 and length(stripe_yearly_price_id) <= 255),
  constraint plans_limits_not_negative check (
    least(max_websites, max_pages_per_site, storage_limit_mb, ai_credits_per_month, max_collaborators, max_widgets,
      max_interactions_per_month, version_history_limit, credit_overdraft_limit, price_monthly_cents, price_yearly_cents) >= 0)
);
comment on table public.plans is 'What can be bought. Read by everyone, written by migrations and price synchronisation only.';
comment on column public.plans.slug is 'Machine-readable key: starter, growth, pro.';
comment on column public.plans.is_active is 'False: takes no new tenants, those on it stay.';
comment on column public.plans.max_websites is 'Websites a tenant may have, archived ones not counted.';
comment on column public.plans.storage_limit_mb is 'Storage for all assets of a tenant, in MB of 1,048,576 bytes.';
comment on column public.plans.ai_credits_per_month is 'AI actions per calendar month (UTC).';
comment on column public.plans.max_collaborators is 'Seats: active members, the owner included, website collaborators and pending invitations.';
comment on column public.plans.version_history_limit is 'Saved versions kept per page.';
comment on column public.plans.credit_overdraft_limit is 'How far the credit balance may fall below zero.';
comment on column public.plans.price_monthly_cents is 'US cents a month; 0 is free.';
comment on column public.plans.price_yearly_cents is 'US cents a year.';
comment on column public.plans.display_order is 'Order on the pricing page, and of what counts as an upgrade.';

-- ── Identity ──

create table public.users (
  id uuid not null constraint users_pkey primary key,
  email text,
  username text constraint users_username_key unique,
  first_name text,
  last_name text,
  full_name text,
  avatar_url text,
  avatar_path text,
  preferences jsonb not null default '{}',
  status public.user_status not null default 'active',
  active_tenant_id uuid,
  last_login_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_email_lower_case check (email = lower(email)),
  constraint users_username_form check (username ~ '^[a-z0-9](?:[a-z0-9_.-]{0,38}[a-z0-9])?$'),
  constraint users_text_lengths check (
    length(email) <= 320 and length(first_name) <= 255 and length(last_name) <= 255 and length(full_name) <= 511
    and length(avatar_url) <= 2048 and length(avatar_path) <= 512),
  constraint users_avatar_url_http check (avatar_url ~ '^https?://'),
  -- whoever follows the path finds no object of somebody else
  constraint users_avatar_path_own check (starts_with(avatar_path, id::text || '/') and avatar_path !~ '(^|/)[.]{0,2}(/|$)'),
  constraint users_preferences_object check (jsonb_typeof(preferences) = 'object' and pg_column_size(preferences) <= 16384 and private.plain_numbers(preferences))
);
create index users_active_tenant_id_idx on public.users (active_tenant_id); -- deleting a tenant
comment on table public.users is 'A person, made when they sign up (id = auth.users.id). Anonymised, never deleted. Each sees only their own row.';
comment on column public.users.email is 'Mirrors Auth; null for a sign-up without e-mail and after anonymisation.';
comment on column public.users.full_name is 'Put together from first and last name where it is not given.';
comment on column public.users.avatar_path is 'Object in the bucket avatars: <user id>/avatar.';
comment on column public.users.preferences is 'The person''s own settings of the interface.';
comment on column public.users.active_tenant_id is 'Which tenant a request acts for when it names none; set by set_active_tenant.';
comment on column public.users.last_login_at is 'Mirrors Auth.';

create table public.user_emails (
  id uuid not null default gen_random_uuid() constraint user_emails_pkey primary key,
  user_id uuid not null constraint user_emails_user_id_fkey references public.users (id) on delete cascade,
  email text not null,
  is_primary boolean not null default false,
  verified boolean not null default false,
  via text not null default 'email:password',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint user_emails_user_id_email_key unique (user_id, email),
  constraint user_emails_email_lower_case check (email = lower(email)),
  constraint user_emails_text_lengths check (length(email) between 3 and 320 and length(via) <= 80)
);
-- one primary address a person (unique on (user_id, is_primary) would allow one secondary)
create unique index user_emails_user_id_primary_key on public.user_emails (user_id) where is_primary;
-- a verified address belongs to one person; an invitation is accepted by it
create unique index user_emails_email_verified_key on public.user_emails (email) where verified;
comment on table public.user_emails is 'The addresses of a person; a verified one belongs to one person only.';
comment on column public.user_emails.via is 'How it came: email:password, google, ….';

create table public.user_email_preferences (
  id uuid not null default gen_random_uuid() constraint user_email_preferences_pkey primary key,
  user_id uuid not null constraint user_email_preferences_user_id_fkey references public.users (id) on delete cascade,
  email_type public.email_type not null,
  subscribed boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint user_email_preferences_user_id_email_type_key unique (user_id, email_type)
);
comment on table public.user_email_preferences is 'Which kinds of mail a person wants; one row a kind, made at sign-up.';

create table public.user_roles (
  user_id uuid not null constraint user_roles_pkey primary key
    constraint user_roles_user_id_fkey references public.users (id) on delete cascade,
  role public.platform_role not null default 'member',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.user_roles is 'A person''s role on the platform itself; looked up on every request of a platform admin, so that revoking works at once.';

-- ── Tenancy ──

create table public.tenants (
  id uuid not null default gen_random_uuid() constraint tenants_pkey primary key,
  name text not null,
  slug text not null constraint tenants_slug_key unique,
  plan_id uuid not null constraint tenants_plan_id_fkey references public.plans (id),
  wanted_plan text,
  status public.tenant_status not null default 'pending',
  suspended_for public.suspension_reason,
  is_default boolean not null default false,
  logo_url text,
  timezone text not null default 'UTC',
  locale text not null default 'en',
  onboarding_completed boolean not null default false,
  trial_ends_at timestamptz,
  offboard_scheduled_at timestamptz,
  last_active_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenants_slug_form check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) between 3 and 40),
  constraint tenants_text_lengths check (length(name) between 1 and 120 and length(logo_url) <= 2048 and length(wanted_plan) <= 40 and length(timezone) <= 64),
  constraint tenants_name_not_blank check (btrim(name) <> ''),
  constraint tenants_logo_url_http check (logo_url ~ '^https?://'),
  constraint tenants_locale_form check (locale ~ '^[a-z]{2}(-[A-Z]{2})?$'),
  constraint tenants_suspended_for_with_status check ((suspended_for is not null) = (status = 'suspended')),
  constraint tenants_offboarding_time_with_status check ((offboard_scheduled_at is not null) = (status = 'offboarded'))
);
create index tenants_plan_id_idx on public.tenants (plan_id); -- changing or retiring a plan
create index tenants_not_active_idx on public.tenants (created_at) where status <> 'active'; -- admin: who is pending, suspended, offboarded
comment on table public.tenants is 'An organisation; everything below belongs to one. Called account or organization elsewhere.';
comment on column public.tenants.slug is 'Unique, immutable; also the first website''s subdomain.';
comment on column public.tenants.plan_id is 'Set by billing alone.';
comment on column public.tenants.wanted_plan is 'The plan asked for at sign-up, remembered for the checkout.';
comment on column public.tenants.suspended_for is 'Why it is suspended.';
comment on column public.tenants.is_default is 'Made with the sign-up of its owner.';
comment on column public.tenants.timezone is 'IANA name; days of analytics begin at its midnight.';
comment on column public.tenants.locale is 'ISO 639-1 language, with an optional country: en, pt-BR.';
comment on column public.tenants.offboard_scheduled_at is 'The moment of offboarding; data is deleted 90 days after.';
comment on column public.tenants.last_active_at is 'Last audited write, at most an hour behind.';

alter table public.users add constraint users_active_tenant_id_fkey
  foreign key (active_tenant_id) references public.tenants (id) on delete set null;

create table public.role_permissions (
  role public.tenant_role not null,
  permission public.app_permission not null,
  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_role_built_in check (role <> 'custom')
);
comment on table public.role_permissions is 'What each built-in role may do.';

-- Every request reads one of these: gathering them anew takes a sixth of its context's time.
create table private.role_sets (
  role public.tenant_role not null constraint role_sets_pkey primary key,
  permissions text not null
);
alter table private.role_sets enable row level security;
comment on table private.role_sets is 'role_permissions, a row a role; kept by trigger.';
comment on column private.role_sets.permissions is 'With commas between them.';

create table public.tenant_roles (
  tenant_id uuid not null default private.tenant_id()
    constraint tenant_roles_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  key text not null,
  name text not null,
  permissions public.app_permission[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenant_roles_pkey primary key (tenant_id, id),
  constraint tenant_roles_tenant_id_key_key unique (tenant_id, key),
  constraint tenant_roles_key_form check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint tenant_roles_name_length check (length(name) between 1 and 80),
  -- a set that may write but not read would lose rows behind an insert … returning
  constraint tenant_roles_permissions_closed check (
    cardinality(permissions) between 1 and 64
    and array_position(permissions, null) is null
    and (not permissions && array['content.write', 'content.lock', 'site.publish', 'website.create', 'website.update', 'website.archive',
           'domain.manage', 'ai.use', 'widget.manage']::public.app_permission[] or 'content.read' = any (permissions))
    and (not 'member.manage' = any (permissions) or 'member.read' = any (permissions))
    and (not permissions && array['inbox.reply', 'booking.manage']::public.app_permission[] or 'inbox.read' = any (permissions))
    and (not 'billing.manage' = any (permissions) or 'billing.read' = any (permissions))
    and (not permissions && array['tenant.update', 'tenant.delete', 'role.manage', 'member.read', 'content.read']::public.app_permission[] or 'tenant.read' = any (permissions)))
);
comment on table public.tenant_roles is 'A tenant''s own roles: named sets of permissions.';
comment on column public.tenant_roles.permissions is 'Closed: what writes or publishes also reads.';

create table public.tenant_members (
  tenant_id uuid not null default private.tenant_id()
    constraint tenant_members_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null constraint tenant_members_user_id_fkey references public.users (id),
  role public.tenant_role not null default 'editor',
  custom_role_id uuid,
  display_name text,
  email text,
  avatar_url text,
  invited_by uuid constraint tenant_members_invited_by_fkey references public.users (id),
  invited_at timestamptz,
  accepted_at timestamptz not null default now(),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenant_members_pkey primary key (tenant_id, id),
  constraint tenant_members_tenant_id_user_id_key unique (tenant_id, user_id),
  constraint tenant_members_custom_role_fkey foreign key (tenant_id, custom_role_id) references public.tenant_roles (tenant_id, id),
  constraint tenant_members_custom_role_with_role check ((role = 'custom') = (custom_role_id is not null)),
  constraint tenant_members_owner_active check (role <> 'owner' or is_active),
  constraint tenant_members_text_lengths check (length(display_name) <= 511 and length(email) <= 320 and length(avatar_url) <= 2048)
);
create unique index tenant_members_tenant_id_owner_key on public.tenant_members (tenant_id) where role = 'owner'; -- at most one owner
create index tenant_members_user_id_idx on public.tenant_members (user_id); -- a person's tenants; the copy of name and picture
create index tenant_members_invited_by_idx on public.tenant_members (invited_by) where invited_by is not null; -- foreign key
create index tenant_members_custom_role_id_idx on public.tenant_members (tenant_id, custom_role_id) where custom_role_id is not null; -- foreign key
comment on table public.tenant_members is 'Who works for a tenant, and as what. Deactivated, never deleted; exactly one owner, always.';
comment on column public.tenant_members.display_name is 'Copied from users, so that a team list needs no join into it; likewise email and avatar_url.';
comment on column public.tenant_members.is_active is 'A deactivated member keeps authorship and loses access on the next request.';

create table public.usage_counters (
  tenant_id uuid not null constraint usage_counters_pkey primary key
    constraint usage_counters_tenant_id_fkey references public.tenants (id) on delete cascade,
  website_count integer not null default 0,
  widget_count integer not null default 0,
  member_count integer not null default 1,
  pending_invitations integer not null default 0,
  storage_bytes bigint not null default 0,
  interaction_count integer not null default 0,
  ai_credits_used integer not null default 0,
  period_start timestamptz not null default date_trunc('month', now(), 'UTC'),
  period_end timestamptz not null default ((date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC'),
  updated_at timestamptz not null default now(),
  constraint usage_counters_not_negative check (
    least(website_count, widget_count, member_count, pending_invitations, storage_bytes, interaction_count, ai_credits_used) >= 0)
) with (fillfactor = 80); -- rows that only ever change, beside their old versions
comment on table public.usage_counters is 'What a tenant uses, kept by triggers in the same transaction; quotas compare against it.';
comment on column public.usage_counters.website_count is 'Websites not archived.';
comment on column public.usage_counters.member_count is 'Active members and website collaborators.';
comment on column public.usage_counters.interaction_count is 'In this period, as ai_credits_used.';
comment on column public.usage_counters.period_end is 'End of the UTC calendar month; the first write after it starts a new period.';

-- ── Billing: the free row; the rest comes with its domain ──

create table public.subscriptions (
  tenant_id uuid not null constraint subscriptions_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  provider public.payment_provider not null default 'stripe',
  user_id uuid constraint subscriptions_user_id_fkey references public.users (id),
  plan_id uuid constraint subscriptions_plan_id_fkey references public.plans (id),
  status public.subscription_status not null default 'pending',
  billing_cycle public.billing_cycle not null default 'monthly',
  amount bigint,
  currency text,
  provider_subscription_id text,
  provider_customer_id text,
  provider_price_id text,
  current_period_start timestamptz,
  current_period_end timestamptz,
  trial_end timestamptz,
  cancel_at_period_end boolean not null default false,
  canceled_at timestamptz,
  last_event_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint subscriptions_pkey primary key (tenant_id, id),
  constraint subscriptions_currency_form check (currency ~ '^[a-z]{3}$'),
  constraint subscriptions_amount_with_currency check ((amount is null) = (currency is null)),
  constraint subscriptions_amount_not_negative check (amount >= 0),
  constraint subscriptions_text_lengths check (
    length(provider_subscription_id) <= 255 and length(provider_customer_id) <= 255 and length(provider_price_id) <= 255)
);
create index subscriptions_user_id_idx on public.subscriptions (user_id) where user_id is not null; -- foreign key; a person's purchases
create index subscriptions_plan_id_idx on public.subscriptions (plan_id); -- foreign key
comment on table public.subscriptions is 'What a tenant pays for; its history is kept. Changed by payment events only.';
comment on column public.subscriptions.user_id is 'Who bought it.';
comment on column public.subscriptions.amount is 'Per period, in minor units of currency.';
comment on column public.subscriptions.currency is 'ISO 4217, lower case.';
comment on column public.subscriptions.last_event_at is 'When the provider said what this row says.';

-- ── Operations ──

create table public.audit_logs (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid,
  performed_by uuid,
  action text not null,
  resource_type text,
  resource_id uuid,
  metadata jsonb not null default '{}',
  ip_address inet,
  user_agent text,
  created_at timestamptz not null default clock_timestamp(),
  constraint audit_logs_pkey primary key (id, created_at),
  constraint audit_logs_action_form check (action ~ '^[a-z_]+(\.[a-z_]+)+$' and length(action) <= 100),
  constraint audit_logs_text_lengths check (length(resource_type) <= 60 and length(user_agent) <= 1000),
  constraint audit_logs_metadata_object check (jsonb_typeof(metadata) = 'object')
) partition by range (created_at);
create index audit_logs_tenant_id_created_at_idx on public.audit_logs (tenant_id, created_at desc); -- a tenant's log, newest first
comment on table public.audit_logs is 'Who did what, when and from where. Append only; no foreign keys, so that it outlives what it tells of.';
comment on column public.audit_logs.tenant_id is 'Null for acts of the platform.';
comment on column public.audit_logs.performed_by is 'Null when the system acted.';
comment on column public.audit_logs.action is 'Dotted: website.published, user.role_changed.';

-- What a stranger's key leads to, across all tenants.
create table private.directory (
  kind text not null,
  key text not null,
  tenant_id uuid not null constraint directory_tenant_id_fkey references public.tenants (id) on delete cascade,
  object_id uuid not null,
  deployment_id uuid,
  serving boolean not null default false,
  constraint directory_pkey primary key (kind, key),
  constraint directory_kind_form check (kind ~ '^[a-z_]{1,40}$'),
  constraint directory_key_length check (length(key) between 1 and 512),
  constraint directory_serving_needs_deployment check (deployment_id is not null or not serving)
) with (fillfactor = 90);
create index directory_tenant_id_object_id_idx on private.directory (tenant_id, object_id); -- re-keying, publishing and purging
alter table private.directory enable row level security;
comment on table private.directory is 'Keys that are unique across tenants (host, embed_key, …) and what they name; the one table anonymous and webhook entry points read before they know the tenant.';
comment on column private.directory.deployment_id is 'Of a host: the live deployment, so that a visit reads no website row.';
comment on column private.directory.serving is 'Of a host: whether visitors are served (published, tenant active).';

create table private.rate_limit_buckets (
  key text constraint rate_limit_buckets_pkey primary key,
  tokens double precision not null,
  allowed boolean not null,
  updated_at timestamptz not null,
  constraint rate_limit_buckets_key_length check (length(key) between 1 and 400)
) with (fillfactor = 80);
-- no index on updated_at: it would make every update write to all of them (before Postgres 16), and sweeping reads the whole table anyway
alter table private.rate_limit_buckets enable row level security;
comment on table private.rate_limit_buckets is 'Token buckets: what is left in each, as of updated_at.';
comment on column private.rate_limit_buckets.allowed is 'Whether the last request was; lets one upsert both decide and tell.';

create table private.outbox (
  id bigint generated always as identity constraint outbox_pkey primary key,
  kind text not null,
  payload jsonb not null,
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  constraint outbox_kind_form check (kind ~ '^[a-z_]{1,60}$'),
  constraint outbox_payload_object check (jsonb_typeof(payload) = 'object'),
  constraint outbox_attempts_not_negative check (attempts >= 0)
);
create index outbox_open_idx on private.outbox (id) where done_at is null; -- next to do
alter table private.outbox enable row level security;
comment on table private.outbox is 'Effects on the outside world (mail, file deletion, provider calls), written in the transaction that wants them and done after it.';

create table private.signup_failures (
  id bigint generated always as identity constraint signup_failures_pkey primary key,
  user_id uuid not null,
  step text not null,
  error text not null,
  created_at timestamptz not null default now()
);
alter table private.signup_failures enable row level security;
comment on table private.signup_failures is 'Optional work that failed at a sign-up, which went through all the same.';

--! include functions/identity/errors.sql
--! include functions/identity/users.sql
--! include functions/identity/handle_sign_up.sql
--! include functions/identity/me.sql
--! include functions/operations/record_audit.sql
--! include functions/operations/audit.sql
--! include functions/operations/audit_logs.sql
--! include functions/operations/ensure_partitions.sql
--! include functions/operations/consume_rate_limit.sql
--! include functions/operations/directory.sql
--! include functions/tenancy/errors.sql
--! include functions/tenancy/role_permissions.sql
--! include functions/tenancy/check_quota.sql
--! include functions/tenancy/tenants.sql
--! include functions/tenancy/tenant_members.sql
--! include functions/tenancy/generate_slug.sql
--! include functions/tenancy/create_tenant.sql
--! include functions/tenancy/transfer_ownership.sql
--! include functions/tenancy/set_active_tenant.sql
--! include functions/tenancy/tenant_usage.sql
--! include policies/identity/users.sql
--! include policies/identity/user_emails.sql
--! include policies/identity/user_email_preferences.sql
--! include policies/identity/user_roles.sql
--! include policies/tenancy/plans.sql
--! include policies/tenancy/tenants.sql
--! include policies/tenancy/role_permissions.sql
--! include policies/tenancy/role_sets.sql
--! include policies/tenancy/tenant_roles.sql
--! include policies/tenancy/tenant_members.sql
--! include policies/tenancy/usage_counters.sql
--! include policies/billing/subscriptions.sql
--! include policies/operations/audit_logs.sql
--! include policies/operations/directory.sql
--! include policies/operations/outbox.sql
--! include policies/operations/rate_limit_buckets.sql
--! include policies/operations/signup_failures.sql
--! include seed/plans.sql
--! include seed/role_permissions.sql

select private.ensure_partitions();
