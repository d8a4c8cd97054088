--! Previous: sha1:e004b19b1e75ac6932c42e829f9598d770238857
--! Hash: sha1:4f50f6e33e55c0ab9e5f1757f40d313801d88e12
--! Message: identity tenancy operations

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

--! Included functions/identity/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('email_not_confirmed', 403, 'Confirm your e-mail address first', 'Open the link in the message that came with the sign-up; editing works meanwhile.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/identity/errors.sql
--! Included functions/identity/users.sql
-- Triggers of users and what hangs on them.
create or replace function private.complete_user() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.email := lower(btrim(new.email));
  if tg_op = 'UPDATE' and new.full_name = old.full_name and old.full_name = concat_ws(' ', old.first_name, old.last_name) then
    new.full_name := null; -- it was made of the parts, and follows them
  end if;
  new.full_name := coalesce(nullif(new.full_name, ''), nullif(concat_ws(' ', new.first_name, new.last_name), ''));
  return new;
end
$$;
comment on function private.complete_user() is 'Before insert or update: e-mail in lower case, full name from its parts where it is not given.';
revoke all on function private.complete_user() from public;

create or replace trigger _100_timestamps before update on public.users
  for each row execute function private.set_updated_at();
create or replace trigger _200_complete before insert or update of email, first_name, last_name, full_name on public.users
  for each row execute function private.complete_user();
create or replace trigger _200_keep before update of id, created_at on public.users
  for each row execute function private.keep_columns('id', 'created_at');

create or replace trigger _100_timestamps before update on public.user_emails
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.user_emails
  for each row execute function private.normalise_email();
create or replace trigger _100_timestamps before update on public.user_email_preferences
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.user_roles
  for each row execute function private.set_updated_at();

-- Team lists show name, address and picture without reading users.
create or replace function private.copy_user_to_members() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.tenant_members m
  set display_name = new.full_name, email = new.email, avatar_url = new.avatar_url
  where m.user_id = new.id;
  return null;
end
$$;
comment on function private.copy_user_to_members() is 'After update of users: keeps the copies in tenant_members, of tenants the person can''t write to.';
revoke all on function private.copy_user_to_members() from public;

create or replace trigger _800_copy after update of full_name, email, avatar_url, first_name, last_name on public.users
  for each row when ((old.full_name, old.email, old.avatar_url) is distinct from (new.full_name, new.email, new.avatar_url))
  execute function private.copy_user_to_members();
--! EndIncluded functions/identity/users.sql
--! Included functions/identity/handle_sign_up.sql
-- Who has just proven an address has it: a person who proved it once, and goes by another
-- one now, loses it. Auth gives an address to one person; single sign-on may give it to
-- more, of whom the first keeps it.
create or replace function private.set_primary_email(p_user uuid, p_email text, p_verified boolean, p_via text default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
begin
  if p_verified then
    update public.user_emails e set verified = false
    where e.email = v_email and e.verified and not e.is_primary and e.user_id <> p_user;
  end if;
  update public.user_emails e set is_primary = false where e.user_id = p_user and e.is_primary and e.email <> v_email;
  insert into public.user_emails as e (user_id, email, is_primary, verified, via)
  values (p_user, v_email, true,
    p_verified and not exists (select from public.user_emails o where o.email = v_email and o.verified and o.user_id <> p_user),
    coalesce(p_via, 'email:password'))
  on conflict (user_id, email) do update set is_primary = true, verified = e.verified or excluded.verified;
end
$$;
comment on function private.set_primary_email(uuid, text, boolean, text) is
  'Mirrors Auth''s address of a person into user_emails, which no client may write and of which others'' rows may change; p_via: email:password, google, ….';
revoke all on function private.set_primary_email(uuid, text, boolean, text) from public;

-- T1: what a new account gets. Only the person is needed; all else may fail without
-- stopping the sign-up or the rest, and is written down where it does.
create or replace function private.handle_sign_up() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_meta jsonb := case when jsonb_typeof(new.raw_user_meta_data) = 'object' then new.raw_user_meta_data else '{}' end;
begin
  insert into public.users (id, email, first_name, last_name, full_name, avatar_url)
  values (new.id, new.email, left(v_meta ->> 'first_name', 255), left(v_meta ->> 'last_name', 255),
    left(coalesce(v_meta ->> 'full_name', v_meta ->> 'name'), 511),
    case when v_meta ->> 'avatar_url' ~ '^https?://' and length(v_meta ->> 'avatar_url') <= 2048 then v_meta ->> 'avatar_url' end);

  begin
    insert into public.user_roles (user_id) values (new.id);
    insert into public.user_email_preferences (user_id, email_type)
    select new.id, t from unnest(enum_range(null::public.email_type)) t;
    if new.email is not null then
      perform private.set_primary_email(new.id, new.email, new.email_confirmed_at is not null,
        left(nullif(new.raw_app_meta_data ->> 'provider', 'email'), 80));
    end if;
  exception when others then
    insert into private.signup_failures (user_id, step, error) values (new.id, 'defaults', sqlerrm);
  end;

  -- an invited person joins a tenant, a valet customer is served by one
  if coalesce(v_meta ->> 'signup_as', '') not in ('invitee', 'valet_customer') then
    begin
      perform private.create_tenant_for(new.id,
        left(coalesce(nullif(btrim(v_meta ->> 'tenant_name'), ''), nullif(btrim(v_meta ->> 'full_name'), ''),
          nullif(split_part(new.email, '@', 1), ''), 'My team'), 120),
        -- a wish for a plan that is not there is no reason to have no tenant
        (select p.slug from public.plans p where p.slug = v_meta ->> 'wanted_plan' and p.is_active), true);
    exception when others then
      insert into private.signup_failures (user_id, step, error) values (new.id, 'tenant', sqlerrm);
    end;
  end if;
  return null;
end
$$;
comment on function private.handle_sign_up() is 'After insert on auth.users: makes the person, address, platform role, mail preferences and default tenant, for a role that may write none of them.';
revoke all on function private.handle_sign_up() from public;

-- Auth owns address, confirmation and last sign-in; we mirror them.
create or replace function private.handle_auth_update() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- a tenant being made for this person, or handed to them, is pending or sees the confirmation
  perform from public.users u where u.id = new.id for no key update;
  update public.users u
  set email = new.email, last_login_at = coalesce(new.last_sign_in_at, u.last_login_at)
  where u.id = new.id
    and (u.email, u.last_login_at) is distinct from (lower(new.email), coalesce(new.last_sign_in_at, u.last_login_at));

  if new.email is not null
     and (new.email is distinct from old.email or (new.email_confirmed_at is not null and old.email_confirmed_at is null)) then
    perform private.set_primary_email(new.id, new.email, new.email_confirmed_at is not null);
  end if;

  if new.email_confirmed_at is not null and old.email_confirmed_at is null then
    update public.tenants t set status = 'active'
    where t.status = 'pending'
      and t.id in (select m.tenant_id from public.tenant_members m where m.user_id = new.id and m.role = 'owner');
  end if;
  return null;
end
$$;
comment on function private.handle_auth_update() is 'After update on auth.users: mirrors address, confirmation and last sign-in, and activates the owner''s pending tenants.';
revoke all on function private.handle_auth_update() from public;

-- Whatever Auth forgets, authorship stays, under no name (T7); seats are freed. An owner
-- stays one: a tenant is never without.
create or replace function private.handle_auth_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.user_emails e where e.user_id = old.id;
  update public.users u
  set email = null, username = null, first_name = null, last_name = null, full_name = null, avatar_url = null, avatar_path = null,
    preferences = '{}', status = 'disabled', active_tenant_id = null, deleted_at = now()
  where u.id = old.id;
  update public.tenant_members m set is_active = false where m.user_id = old.id and m.is_active and m.role <> 'owner';
  delete from public.website_members w where w.user_id = old.id;
  return null;
end
$$;
comment on function private.handle_auth_delete() is
  'After delete on auth.users, or when Auth marks a row deleted: anonymises the person, whose rows other tenants'' history points to, and ends their work for any.';
revoke all on function private.handle_auth_delete() from public;

create or replace trigger tenantry_sign_up after insert on auth.users
  for each row execute function private.handle_sign_up();
create or replace trigger tenantry_auth_update after update of email, email_confirmed_at, last_sign_in_at on auth.users
  for each row when (new.deleted_at is null) execute function private.handle_auth_update();
create or replace trigger tenantry_auth_delete after delete on auth.users
  for each row execute function private.handle_auth_delete();
-- Auth can also keep the row, with a made-up address
create or replace trigger tenantry_auth_soft_delete after update of deleted_at on auth.users
  for each row when (old.deleted_at is null and new.deleted_at is not null) execute function private.handle_auth_delete();
--! EndIncluded functions/identity/handle_sign_up.sql
--! Included functions/identity/me.sql
create or replace function public.me() returns public.users
language sql stable security invoker set search_path = ''
as $$
  select u from public.users u where u.id = (select private.uid())
$$;
comment on function public.me() is 'The signed-in person, or null.';
revoke all on function public.me() from public;
grant execute on function public.me() to authenticated, service_role;
--! EndIncluded functions/identity/me.sql
--! Included functions/operations/record_audit.sql
create or replace function private.record_audit(
  p_action text, p_resource_type text, p_resource_id uuid, p_metadata jsonb default '{}', p_tenant uuid default null
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.audit_logs (tenant_id, performed_by, action, resource_type, resource_id, metadata, ip_address, user_agent)
  values (p_tenant, private.uid(), p_action, p_resource_type, p_resource_id, coalesce(p_metadata, '{}'),
    private.client_address(), left(nullif(current_setting('request.headers', true), '')::jsonb ->> 'user-agent', 1000));

  update public.tenants t set last_active_at = now()
  where t.id = p_tenant and (t.last_active_at is null or t.last_active_at < now() - interval '1 hour');
end
$$;
comment on function private.record_audit(text, text, uuid, jsonb, uuid) is
  'Writes one audit row, which no client can, with actor, address and agent of the request; p_action is dotted (website.published), p_metadata an object, p_tenant null for acts of the platform.';
revoke all on function private.record_audit(text, text, uuid, jsonb, uuid) from public;
--! EndIncluded functions/operations/record_audit.sql
--! Included functions/operations/audit.sql
-- One trigger function for every table whose changes are acts worth remembering.
create or replace function private.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  v_changed jsonb;
begin
  if tg_op = 'UPDATE' then
    select coalesce(jsonb_object_agg(n.key, jsonb_build_object('from', o.value, 'to', n.value)), '{}') into v_changed
    from jsonb_each(to_jsonb(new)) n
    join jsonb_each(to_jsonb(old)) o on o.key = n.key and o.value is distinct from n.value
    where n.key not in ('updated_at', 'last_active_at');
  end if;
  perform private.record_audit(tg_argv[1], tg_argv[0], (v_row ->> 'id')::uuid,
    -- what tells which one it was, once the row is gone
    coalesce(v_changed, jsonb_strip_nulls(jsonb_build_object('name', coalesce(v_row -> 'name', v_row -> 'title'), 'slug', v_row -> 'slug',
      'website_id', v_row -> 'website_id', 'user_id', v_row -> 'user_id', 'role', v_row -> 'role'))),
    case when tg_argv[0] = 'tenant' then (v_row ->> 'id')::uuid else (v_row ->> 'tenant_id')::uuid end);
  return null;
end
$$;
comment on function private.audit() is
  'After row trigger with arguments (resource type, action): writes the audit row, which no client can; an update tells what changed from what to what.';
revoke all on function private.audit() from public;
--! EndIncluded functions/operations/audit.sql
--! Included functions/operations/audit_logs.sql
-- O1: nobody rewrites the past, the owner of the table included.
create or replace function private.refuse_change() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.fail('immutable', tg_table_name);
  return null;
end
$$;
comment on function private.refuse_change() is 'Before update, delete or truncate of an append-only table: refuses (409 immutable), whoever asks.';
revoke all on function private.refuse_change() from public;

create or replace trigger _100_append_only before update or delete or truncate on public.audit_logs
  for each statement execute function private.refuse_change();
create or replace trigger _110_append_only before update or delete on public.audit_logs
  for each row execute function private.refuse_change();
--! EndIncluded functions/operations/audit_logs.sql
--! Included functions/operations/ensure_partitions.sql
-- Partitions live in private, so that no API and no dump lists them.
--  1. What has gone to the default partition, because nobody called this in time, stands
--     in the way of the partitions it belongs to: it is set aside.
--  2. Partitions are made: the months set aside, this one, the next three, the default one.
--     Made first and attached then: creating them as partitions would stop everybody who
--     writes an audit row, which is everybody.
--  3. What was set aside goes where it belongs.
create or replace function private.ensure_partitions() returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '5s'
as $$
declare
  v_aside boolean := false;
  v_month date;
  v_months date[];
  v_name text;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry.ensure_partitions', 0));
  -- 1.
  if to_regclass('private.audit_logs_default') is not null then
    v_aside := exists (select from private.audit_logs_default);
  end if;
  if v_aside then
    alter table public.audit_logs detach partition private.audit_logs_default;
    alter table private.audit_logs_default rename to audit_logs_aside;
    execute 'select array_agg(distinct date_trunc(''month'', a.created_at at time zone ''UTC'')) from private.audit_logs_aside a' into v_months;
  end if;
  -- 2.
  for v_month in
    -- without time zone: stepping by months must not follow the session's
    select generate_series(date_trunc('month', now() at time zone 'UTC'), now() at time zone 'UTC' + interval '3 months', interval '1 month')
    union select unnest(v_months)
    union all select null
  loop
    v_name := coalesce('audit_logs_' || to_char(v_month, 'YYYY_MM'), 'audit_logs_default');
    continue when to_regclass('private.' || v_name) is not null;
    execute format('create table private.%I (like public.audit_logs including all)', v_name);
    execute format('alter table private.%I enable row level security', v_name);
    execute format('create trigger _100_append_only before update or delete or truncate on private.%I for each statement execute function private.refuse_change()', v_name);
    execute format('alter table public.audit_logs attach partition private.%I %s', v_name,
      case when v_month is null then 'default'
        else format('for values from (%L) to (%L)', v_month::timestamp at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC') end);
  end loop;
  -- 3.
  if v_aside then
    execute 'insert into public.audit_logs select * from private.audit_logs_aside';
    execute 'drop table private.audit_logs_aside';
  end if;
end
$$;
comment on function private.ensure_partitions() is
  'Makes the audit log''s partitions up to three months ahead, and the default one, and empties that into those; needs the table''s owner. Safe to run at any time.';
revoke all on function private.ensure_partitions() from public;
grant execute on function private.ensure_partitions() to service_role;
--! EndIncluded functions/operations/ensure_partitions.sql
--! Included functions/operations/consume_rate_limit.sql
-- O2: a token bucket in one atomic upsert. A refused request is answered, not raised,
-- so that what it spent is not rolled back (A10).
create or replace function private.consume_rate_limit(
  p_key text, p_capacity double precision, p_refill_per_second double precision, p_cost double precision default 1,
  out allowed boolean, out remaining double precision, out retry_after double precision
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  -- Infinity and NaN are above every number; null is no answer
  if (length(p_key) between 1 and 400 and p_capacity > 0 and p_refill_per_second > 0 and p_cost between 0 and p_capacity
      and greatest(p_capacity, p_refill_per_second) < 'Infinity') is not true then
    perform private.fail('invalid_input', 'a rate limit needs a key of 1 to 400 characters, capacity > 0, refill_per_second > 0 and 0 <= cost <= capacity');
  end if;
  insert into private.rate_limit_buckets as b (key, tokens, allowed, updated_at)
  values (p_key, p_capacity - p_cost, true, v_now)
  on conflict (key) do update set
    -- what has flowed in since, less the cost where it suffices
    allowed = least(p_capacity, b.tokens + greatest(extract(epoch from v_now - b.updated_at), 0) * p_refill_per_second) >= p_cost,
    tokens = least(p_capacity, b.tokens + greatest(extract(epoch from v_now - b.updated_at), 0) * p_refill_per_second)
      - case when least(p_capacity, b.tokens + greatest(extract(epoch from v_now - b.updated_at), 0) * p_refill_per_second) >= p_cost
          then p_cost else 0 end,
    updated_at = greatest(b.updated_at, v_now)
  returning b.allowed, b.tokens into allowed, remaining;
  retry_after := case when allowed then 0 else (p_cost - remaining) / p_refill_per_second end;
end
$$;
comment on function private.consume_rate_limit(text, double precision, double precision, double precision) is
  'Takes p_cost tokens from the bucket p_key (p_capacity tokens, p_refill_per_second flowing in), which clients can''t write; answers allowed, tokens remaining and seconds until the cost is there. Raises PT400 on impossible limits.';
revoke all on function private.consume_rate_limit(text, double precision, double precision, double precision) from public;
grant execute on function private.consume_rate_limit(text, double precision, double precision, double precision) to service_role;

-- For edge functions; a client who could name keys and sizes could lock others out.
create or replace function public.consume_rate_limit(
  key text, capacity double precision, refill_per_second double precision, cost double precision default 1,
  out allowed boolean, out remaining double precision, out retry_after double precision
)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.consume_rate_limit(key, capacity, refill_per_second, cost)
$$;
comment on function public.consume_rate_limit(text, double precision, double precision, double precision) is
  'Token bucket: takes cost tokens from the bucket named key, which holds capacity tokens and gains refill_per_second. Answers allowed, remaining and retry_after (seconds). Raises PT400 on impossible limits. For the service only.';
revoke all on function public.consume_rate_limit(text, double precision, double precision, double precision) from public;
grant execute on function public.consume_rate_limit(text, double precision, double precision, double precision) to service_role;
--! EndIncluded functions/operations/consume_rate_limit.sql
--! Included functions/operations/directory.sql
-- Writers of the directory: triggers on the owning tables call these.
create or replace function private.directory_claim(p_kind text, p_key text, p_tenant uuid, p_object uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.directory as d (kind, key, tenant_id, object_id) values (p_kind, p_key, p_tenant, p_object)
  on conflict (kind, key) do nothing;
  -- one's own key again is no conflict
  perform from private.directory d
  where d.kind = p_kind and d.key = p_key and d.tenant_id = p_tenant and d.object_id = p_object;
  if not found then perform private.fail('taken', p_kind); end if;
end
$$;
comment on function private.directory_claim(text, text, uuid, uuid) is
  'Takes a key for one object in a table no client may see. Raises PT409 taken, whoever holds it.';
revoke all on function private.directory_claim(text, text, uuid, uuid) from public;

create or replace function private.directory_release(p_kind text, p_key text, p_tenant uuid, p_object uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  delete from private.directory d
  where d.kind = p_kind and d.key = p_key and d.tenant_id = p_tenant and d.object_id = p_object
$$;
comment on function private.directory_release(text, text, uuid, uuid) is 'Frees an object''s own key in a table no client may see.';
revoke all on function private.directory_release(text, text, uuid, uuid) from public;
--! EndIncluded functions/operations/directory.sql
--! Included functions/tenancy/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('one_owner', 409, 'A tenant has exactly one active owner', 'Use transfer_ownership to move it.'),
  ('own_membership', 403, 'You can''t change your own membership', 'Ask another member who manages the team.'),
  ('role_ceiling', 403, 'That role may do more than you may', 'Choose a role within your own permissions.'),
  ('status_transition', 409, 'A tenant can''t go from %s to %s', 'Allowed: pending to active, active to suspended and back, active or suspended to offboarded, offboarded to active within 90 days.'),
  ('plan_inactive', 409, 'The plan %s takes no new tenants', 'Choose another plan.'),
  ('free_tenants', 402, 'You own %s of %s free tenants', 'Upgrade one of them to make room for another.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/tenancy/errors.sql
--! Included functions/tenancy/role_permissions.sql
-- Triggers of role_permissions.
create or replace function private.gather_permissions() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.role_sets;
  insert into private.role_sets (role, permissions)
  select p.role, string_agg(p.permission::text, ',' order by p.permission) from public.role_permissions p group by p.role;
  return null;
end
$$;
comment on function private.gather_permissions() is 'After role_permissions changed: gathers each role''s in one row, in a table no client may see.';
revoke all on function private.gather_permissions() from public;

create or replace trigger _800_gathered after insert or update or delete or truncate on public.role_permissions
  for each statement execute function private.gather_permissions();
--! EndIncluded functions/tenancy/role_permissions.sql
--! Included functions/tenancy/check_quota.sql
create or replace function private.check_quota(p_tenant uuid, p_limit text, p_wanted bigint, p_added bigint) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_allowed bigint;
  v_order integer;
  v_better text;
begin
  -- the caller's statement has just moved the counter and holds its row
  select (to_jsonb(p) ->> p_limit)::bigint * case p_limit when 'storage_limit_mb' then 1048576 else 1 end, p.display_order
  into strict v_allowed, v_order
  from public.tenants t join public.plans p on p.id = t.plan_id
  where t.id = p_tenant;
  if v_allowed is null then raise exception 'plans has no limit "%"', p_limit; end if;

  if p_wanted > v_allowed then
    select p.name into v_better from public.plans p
    where p.is_active and p.display_order > v_order
      and (to_jsonb(p) ->> p_limit)::bigint * case p_limit when 'storage_limit_mb' then 1048576 else 1 end >= p_wanted
    order by p.display_order limit 1;
    perform private.fail('quota_exceeded', p_limit, (p_wanted - p_added)::text, v_allowed::text,
      coalesce('The ' || v_better || ' plan allows more.', 'No plan allows more; remove something first.'));
  end if;
end
$$;
comment on function private.check_quota(uuid, text, bigint, bigint) is
  'Compares what a tenant would use (p_wanted, of which p_added is new; bytes for storage) with its plan''s column p_limit (max_websites, storage_limit_mb, …), whoever asks. Raises PT402 quota_exceeded with the plan that lifts it.';
revoke all on function private.check_quota(uuid, text, bigint, bigint) from public;
--! EndIncluded functions/tenancy/check_quota.sql
--! Included functions/tenancy/tenants.sql
-- Triggers of tenants.

-- T5: the only ways a status moves.
create or replace function private.check_tenant_status() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if (old.status, new.status) not in (
    ('pending', 'active'), ('active', 'suspended'), ('suspended', 'active'),
    ('active', 'offboarded'), ('suspended', 'offboarded'), ('offboarded', 'active'))
  or (old.status = 'offboarded' and old.offboard_scheduled_at < now() - interval '90 days') then
    perform private.fail('status_transition', old.status::text, new.status::text);
  end if;
  -- the companions of a status come and go with it
  new.suspended_for := case when new.status = 'suspended' then coalesce(new.suspended_for, 'admin') end;
  new.offboard_scheduled_at := case when new.status = 'offboarded' then coalesce(new.offboard_scheduled_at, now()) end;
  return new;
end
$$;
comment on function private.check_tenant_status() is 'Before update of a tenant''s status: lets only the allowed moves through.';
revoke all on function private.check_tenant_status() from public;

create or replace function private.check_timezone() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.timezone) then
    perform private.fail('invalid_input', format('"%s" is no IANA time zone (expected one like Europe/Paris)', left(new.timezone, 64)));
  end if;
  return new;
end
$$;
comment on function private.check_timezone() is 'Before insert or update: the time zone is one this server knows.';
revoke all on function private.check_timezone() from public;

create or replace trigger _100_timestamps before update on public.tenants
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, slug, created_at on public.tenants
  for each row execute function private.keep_columns('id', 'slug', 'created_at');
create or replace trigger _210_status before update of status on public.tenants
  for each row when (old.status is distinct from new.status) execute function private.check_tenant_status();
-- looking zone names up takes milliseconds; the default needs none
create or replace trigger _220_timezone before insert or update of timezone on public.tenants
  for each row when (new.timezone <> 'UTC') execute function private.check_timezone();

create or replace trigger _900_audit_created after insert on public.tenants
  for each row execute function private.audit('tenant', 'tenant.created');
create or replace trigger _900_audit_settings after update of name, logo_url, timezone, locale on public.tenants
  for each row when ((old.name, old.logo_url, old.timezone, old.locale) is distinct from (new.name, new.logo_url, new.timezone, new.locale))
  execute function private.audit('tenant', 'tenant.settings_updated');
create or replace trigger _910_audit_suspended after update of status on public.tenants
  for each row when (old.status <> 'suspended' and new.status = 'suspended') execute function private.audit('tenant', 'tenant.suspended');
create or replace trigger _910_audit_activated after update of status on public.tenants
  for each row when (old.status <> 'active' and new.status = 'active') execute function private.audit('tenant', 'tenant.activated');
create or replace trigger _910_audit_offboarded after update of status on public.tenants
  for each row when (old.status <> 'offboarded' and new.status = 'offboarded') execute function private.audit('tenant', 'tenant.offboarded');
--! EndIncluded functions/tenancy/tenants.sql
--! Included functions/tenancy/tenant_members.sql
-- Triggers of tenant_members (T3, T7, seats).

create or replace function private.fill_member() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- locked: a change of the name at this moment waits and then finds this row, or is seen here
  select u.full_name, u.email, u.avatar_url into new.display_name, new.email, new.avatar_url
  from public.users u where u.id = new.user_id for no key update;
  return new;
end
$$;
comment on function private.fill_member() is 'Before insert: copies name, address and picture from users, which the team can''t read.';
revoke all on function private.fill_member() from public;

create or replace function private.role_permissions_of(p_tenant uuid, p_role public.tenant_role, p_custom_role uuid)
returns public.app_permission[]
language sql stable security definer set search_path = ''
as $$
  select case when p_role = 'custom'
    then (select r.permissions from public.tenant_roles r where r.tenant_id = p_tenant and r.id = p_custom_role)
    else array(select p.permission from public.role_permissions p where p.role = p_role)
  end
$$;
comment on function private.role_permissions_of(uuid, public.tenant_role, uuid) is 'Reads what a role may do in a tenant; null for a custom role that is not there.';
revoke all on function private.role_permissions_of(uuid, public.tenant_role, uuid) from public;

create or replace function private.check_member_change(p_tenant uuid, p_user uuid,
  p_old_role public.tenant_role, p_old_custom uuid, p_new_role public.tenant_role, p_new_custom uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_permission public.app_permission;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_user = private.uid() then perform private.fail('own_membership'); end if;
  if 'owner' in (p_old_role, p_new_role) then perform private.fail('one_owner'); end if;
  foreach v_permission in array
    private.role_permissions_of(p_tenant, p_old_role, p_old_custom) || private.role_permissions_of(p_tenant, p_new_role, p_new_custom)
  loop
    if not private.can(v_permission) then perform private.fail('role_ceiling'); end if;
  end loop;
end
$$;
comment on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) is
  'Whether the request may turn a member of one role into another (T7); reads roles no client may. Raises PT403 own_membership or role_ceiling, PT409 one_owner.';
revoke all on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) from public;
grant execute on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) to authenticated;

-- Runs as whoever updates: a client's own statement is checked, our functions have checked already.
create or replace function private.guard_member() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'platform_admin') then
    -- naming a built-in role is enough to leave a custom one
    if new.role <> 'custom' and old.role = 'custom' then new.custom_role_id := null; end if;
    perform private.check_member_change(old.tenant_id, old.user_id, old.role, old.custom_role_id, new.role, new.custom_role_id);
  end if;
  return new;
end
$$;
comment on function private.guard_member() is 'Before update: a client changes others only, within its own permissions, and never the owner.';
revoke all on function private.guard_member() from public;

-- Deferred, so that a transfer may pass through a moment without an owner.
create or replace function private.require_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant may be going away with its members
  if exists (select from public.tenants t where t.id = old.tenant_id)
     and not exists (select from public.tenant_members m where m.tenant_id = old.tenant_id and m.role = 'owner') then
    perform private.fail('one_owner');
  end if;
  return null;
end
$$;
comment on function private.require_owner() is 'At commit, after the owner''s row changed or went: there is an owner, whatever the caller can see.';
revoke all on function private.require_owner() from public;

create or replace trigger _100_timestamps before update on public.tenant_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, user_id, created_at on public.tenant_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'user_id', 'created_at');
create or replace trigger _210_guard before update of role, custom_role_id, is_active on public.tenant_members
  for each row execute function private.guard_member();
create or replace trigger _300_fill before insert on public.tenant_members
  for each row execute function private.fill_member();

create or replace trigger _900_audit_role after update of role, custom_role_id on public.tenant_members
  for each row when ((old.role, old.custom_role_id) is distinct from (new.role, new.custom_role_id))
  execute function private.audit('user', 'user.role_changed');
create or replace trigger _900_audit_removed after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active) execute function private.audit('user', 'user.removed');
create or replace trigger _900_audit_restored after update of is_active on public.tenant_members
  for each row when (not old.is_active and new.is_active) execute function private.audit('user', 'user.restored');
create or replace trigger _900_audit_joined after insert on public.tenant_members
  for each row when (new.role <> 'owner') execute function private.audit('user', 'user.joined');

-- "create or replace" does not exist for constraint triggers
drop trigger if exists _950_owner_left on public.tenant_members;
create constraint trigger _950_owner_left after update of role on public.tenant_members
  deferrable initially deferred for each row when (old.role = 'owner' and new.role <> 'owner') execute function private.require_owner();
drop trigger if exists _950_owner_deleted on public.tenant_members;
create constraint trigger _950_owner_deleted after delete on public.tenant_members
  deferrable initially deferred for each row when (old.role = 'owner') execute function private.require_owner();

-- tenant_roles
create or replace trigger _100_timestamps before update on public.tenant_roles
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.usage_counters
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.plans
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.subscriptions
  for each row execute function private.set_updated_at();
--! EndIncluded functions/tenancy/tenant_members.sql
--! Included functions/tenancy/generate_slug.sql
-- A readable, free name for a tenant and its first website: words of the name and four
-- random characters, more where those are taken (names without a Latin letter share one
-- space). Reserved words never end in such a suffix.
create or replace function private.generate_slug(p_name text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_base text := lower(regexp_replace(normalize(p_name, NFD), '[\u0300-\u036f]', '', 'g')); -- é → e
  v_length integer := 4;
  v_slug text;
begin
  v_base := btrim(left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 30), '-');
  loop
    v_slug := concat_ws('-', nullif(v_base, ''), left(replace(gen_random_uuid()::text, '-', ''), v_length));
    exit when not exists (select from public.tenants t where t.slug = v_slug)
      and not exists (select from private.directory d where d.kind = 'host' and d.key = v_slug || '.' || private.setting('root_domain'));
    v_length := least(v_length + 1, 9);
  end loop;
  return v_slug;
end
$$;
comment on function private.generate_slug(text) is 'Makes a slug from a name that no tenant or website has, which only this can see: pizza-palace-0f3c, 4–40 characters.';
revoke all on function private.generate_slug(text) from public;
--! EndIncluded functions/tenancy/generate_slug.sql
--! Included functions/tenancy/create_tenant.sql
-- T2, in one transaction:
--  1. tenant on the free plan (what was wanted is remembered; billing alone moves plans),
--     active if the owner's address is confirmed, else pending
--  2. owner, counters, free subscription
--  3. website with a published home page and five components
create or replace function private.create_tenant_for(p_owner uuid, p_name text, p_wanted_plan text, p_is_default boolean)
returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_name text := btrim(p_name);
  v_plan public.plans;
  v_tenant public.tenants;
  v_owned integer;
  v_allowed integer := private.setting('free_tenants_per_person')::integer;
begin
  if v_name is null or length(v_name) not between 1 and 120 then
    perform private.fail('invalid_input', 'name (expected 1 to 120 characters)');
  end if;
  select * into v_plan from public.plans p
  where p.is_active and p.price_monthly_cents = 0 and p.price_yearly_cents = 0 order by p.display_order limit 1;
  if not found then perform private.fail('plan_inactive', 'free'); end if;
  if p_wanted_plan is not null and not exists (select from public.plans p where p.slug = p_wanted_plan and p.is_active) then
    perform private.fail('plan_inactive', p_wanted_plan);
  end if;

  -- one at a time a person, so that two calls at once can't both be the last allowed
  perform from public.users u where u.id = p_owner for no key update;
  select count(*) into v_owned
  from public.tenant_members m
  join public.tenants t on t.id = m.tenant_id
  join public.plans p on p.id = t.plan_id
  where m.user_id = p_owner and m.role = 'owner' and t.status <> 'offboarded' and p.price_monthly_cents = 0 and p.price_yearly_cents = 0;
  if v_owned >= v_allowed then perform private.fail('free_tenants', v_owned::text, v_allowed::text); end if;

  -- 1.
  insert into public.tenants (name, slug, plan_id, wanted_plan, is_default, status)
  values (v_name, private.generate_slug(v_name), v_plan.id, p_wanted_plan, p_is_default,
    case when exists (select from public.user_emails e where e.user_id = p_owner and e.is_primary and e.verified)
      then 'active' else 'pending' end::public.tenant_status)
  returning * into v_tenant;
  -- 2.
  insert into public.usage_counters (tenant_id) values (v_tenant.id);
  insert into public.tenant_members (tenant_id, user_id, role) values (v_tenant.id, p_owner, 'owner');
  insert into public.subscriptions (tenant_id, provider, user_id, plan_id, status, billing_cycle)
  values (v_tenant.id, 'manual', p_owner, v_plan.id, 'active', 'none');
  update public.users u set active_tenant_id = v_tenant.id where u.id = p_owner and u.active_tenant_id is null;
  -- 3.
  perform private.create_website_for(v_tenant.id, v_name, v_tenant.slug);
  return v_tenant;
end
$$;
comment on function private.create_tenant_for(uuid, text, text, boolean) is
  'Makes a tenant with owner, website and free subscription, in tables no client may insert into. Raises PT400 invalid_input, PT402 free_tenants, PT409 plan_inactive.';
revoke all on function private.create_tenant_for(uuid, text, text, boolean) from public;

create or replace function private.create_tenant(p_name text, p_wanted_plan text) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  return private.create_tenant_for(private.uid(), p_name, p_wanted_plan, false);
end
$$;
comment on function private.create_tenant(text, text) is 'Makes a tenant for the signed-in person, who may not insert one. Raises PT401 and what create_tenant_for raises.';
revoke all on function private.create_tenant(text, text) from public;
grant execute on function private.create_tenant(text, text) to authenticated;

create or replace function public.create_tenant(name text, wanted_plan text default null) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.create_tenant(name, wanted_plan)
$$;
comment on function public.create_tenant(text, text) is
  'Makes a tenant owned by you, with a website, a home page and the free plan; wanted_plan (a plan''s slug) is remembered for the checkout. Errors: PT400 invalid_input, PT401, PT402 free_tenants, PT409 plan_inactive.';
revoke all on function public.create_tenant(text, text) from public;
grant execute on function public.create_tenant(text, text) to authenticated;
--! EndIncluded functions/tenancy/create_tenant.sql
--! Included functions/tenancy/transfer_ownership.sql
-- T3: the only way ownership moves.
create or replace function private.transfer_ownership(p_tenant uuid, p_member uuid) returns public.tenant_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner public.tenant_members;
  v_member public.tenant_members;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  -- the person first: their address may be confirmed at this moment, which activates what they own
  perform from public.users u
  where u.id = (select m.user_id from public.tenant_members m where m.tenant_id = p_tenant and m.id = p_member)
  for no key update;
  -- both rows in id order, so that a transfer and a deactivation can't wait for each other
  perform from public.tenant_members m
  where m.tenant_id = p_tenant and (m.role = 'owner' or m.id = p_member)
  order by m.id for no key update;
  select * into v_owner from public.tenant_members m where m.tenant_id = p_tenant and m.role = 'owner';
  -- tenant.delete is the owner's alone, and not while the tenant is suspended
  if v_owner.user_id is distinct from private.uid() or not private.can('tenant.delete') then
    perform private.fail('forbidden', 'ownership');
  end if;
  select m.* into v_member
  from public.tenant_members m join public.users u on u.id = m.user_id
  where m.tenant_id = p_tenant and m.id = p_member and m.is_active and u.status = 'active';
  if not found then perform private.fail('not_found', 'active member'); end if;
  if v_member.id = v_owner.id then return v_member; end if;

  -- the tenant before its seats; whoever gets it may have confirmed their address long ago
  update public.tenants t set status = 'active'
  where t.id = p_tenant and t.status = 'pending'
    and exists (select from public.user_emails e where e.user_id = v_member.user_id and e.is_primary and e.verified);
  update public.tenant_members m set role = 'admin' where m.tenant_id = p_tenant and m.id = v_owner.id;
  update public.tenant_members m set role = 'owner', custom_role_id = null
  where m.tenant_id = p_tenant and m.id = v_member.id
  returning * into v_member;
  perform private.record_audit('tenant.ownership_transferred', 'tenant', p_tenant,
    jsonb_build_object('from', v_owner.user_id, 'to', v_member.user_id), p_tenant);
  return v_member;
end
$$;
comment on function private.transfer_ownership(uuid, uuid) is 'Moves ownership from the signed-in owner to an active member; clients may not write role owner. Raises PT401, PT403 forbidden, PT404 not_found.';
revoke all on function private.transfer_ownership(uuid, uuid) from public;
grant execute on function private.transfer_ownership(uuid, uuid) to authenticated;

create or replace function public.transfer_ownership(tenant uuid, member uuid) returns public.tenant_members
language sql volatile security invoker set search_path = ''
as $$
  select private.transfer_ownership(tenant, member)
$$;
comment on function public.transfer_ownership(uuid, uuid) is
  'Makes an active member (tenant_members.id) the owner of the tenant you own; you become an admin. Errors: PT401, PT403 forbidden, PT404 not_found.';
revoke all on function public.transfer_ownership(uuid, uuid) from public;
grant execute on function public.transfer_ownership(uuid, uuid) to authenticated;
--! EndIncluded functions/tenancy/transfer_ownership.sql
--! Included functions/tenancy/set_active_tenant.sql
create or replace function private.set_active_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if (private.membership(private.uid(), p_tenant)).tenant_id is null then perform private.fail('tenant_not_allowed'); end if;
  update public.users u set active_tenant_id = p_tenant
  where u.id = private.uid() and u.active_tenant_id is distinct from p_tenant;
end
$$;
comment on function private.set_active_tenant(uuid) is 'Stores which tenant the signed-in person acts for, in a column clients may not write. Raises PT401, PT403 tenant_not_allowed.';
revoke all on function private.set_active_tenant(uuid) from public;
grant execute on function private.set_active_tenant(uuid) to authenticated;

create or replace function public.set_active_tenant(tenant uuid) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.set_active_tenant(tenant)
$$;
comment on function public.set_active_tenant(uuid) is
  'From the next request on you act for that tenant, unless the request names another. Works whatever the state of the current one. Errors: PT401, PT403 tenant_not_allowed.';
revoke all on function public.set_active_tenant(uuid) from public;
grant execute on function public.set_active_tenant(uuid) to authenticated;
--! EndIncluded functions/tenancy/set_active_tenant.sql
--! Included functions/tenancy/tenant_usage.sql
create or replace function public.tenant_usage(tenant uuid)
returns table (resource text, used bigint, allowed bigint)
language sql stable security invoker set search_path = ''
as $$
  -- row-level security answers for the caller's own tenant only
  select r.resource, r.used, r.allowed
  from public.usage_counters c
  join public.tenants t on t.id = c.tenant_id
  join public.plans p on p.id = t.plan_id
  cross join lateral (values
    ('websites', c.website_count::bigint, p.max_websites::bigint),
    ('seats', c.member_count + c.pending_invitations, p.max_collaborators),
    ('storage_bytes', c.storage_bytes, p.storage_limit_mb * 1048576::bigint),
    ('widgets', c.widget_count, p.max_widgets),
    ('interactions', case when c.period_end > now() then c.interaction_count else 0 end, p.max_interactions_per_month),
    ('ai_credits', case when c.period_end > now() then c.ai_credits_used else 0 end, p.ai_credits_per_month)
  ) r (resource, used, allowed)
  where c.tenant_id = tenant_usage.tenant
$$;
comment on function public.tenant_usage(uuid) is
  'What the tenant uses of each limit of its plan (storage in bytes; interactions and AI credits of this UTC month). Empty for a tenant you don''t act for.';
revoke all on function public.tenant_usage(uuid) from public;
grant execute on function public.tenant_usage(uuid) to authenticated, service_role;
--! EndIncluded functions/tenancy/tenant_usage.sql
--! Included policies/identity/users.sql
-- Each person sees and edits only their own row; e-mail, status and the active tenant change through functions and Auth.
alter table public.users enable row level security;
revoke all on public.users from anon, authenticated, service_role, platform_admin;
grant select on public.users to authenticated;
grant update (username, first_name, last_name, full_name, avatar_url, avatar_path, preferences) on public.users to authenticated;
grant select, update on public.users to service_role;

drop policy if exists select_own on public.users;
create policy select_own on public.users for select to authenticated
  using (id = (select private.uid()));
comment on policy select_own on public.users is 'Each person may read their own row.';

drop policy if exists update_own on public.users;
create policy update_own on public.users for update to authenticated
  using (id = (select private.uid()))
  with check (id = (select private.uid()));
comment on policy update_own on public.users is 'Each person may change their own row.';

drop policy if exists select_platform_admin on public.users;
create policy select_platform_admin on public.users for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.users is 'Platform admins read everything.';
--! EndIncluded policies/identity/users.sql
--! Included policies/identity/user_emails.sql
-- A person reads their own addresses; no client writes them, they follow Auth.
alter table public.user_emails enable row level security;
revoke all on public.user_emails from anon, authenticated, service_role, platform_admin;
grant select on public.user_emails to authenticated;
grant select, insert, update, delete on public.user_emails to service_role;

drop policy if exists select_own on public.user_emails;
create policy select_own on public.user_emails for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_emails is 'Each person may read their own rows.';

drop policy if exists select_platform_admin on public.user_emails;
create policy select_platform_admin on public.user_emails for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_emails is 'Platform admins read everything.';
--! EndIncluded policies/identity/user_emails.sql
--! Included policies/identity/user_email_preferences.sql
-- A person turns kinds of mail on and off; the rows come with the sign-up.
alter table public.user_email_preferences enable row level security;
revoke all on public.user_email_preferences from anon, authenticated, service_role, platform_admin;
grant select on public.user_email_preferences to authenticated;
grant update (subscribed) on public.user_email_preferences to authenticated;
grant select, insert, update, delete on public.user_email_preferences to service_role;

drop policy if exists select_own on public.user_email_preferences;
create policy select_own on public.user_email_preferences for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_email_preferences is 'Each person may read their own rows.';

drop policy if exists update_own on public.user_email_preferences;
create policy update_own on public.user_email_preferences for update to authenticated
  using (user_id = (select private.uid()))
  with check (user_id = (select private.uid()));
comment on policy update_own on public.user_email_preferences is 'Each person may change their own rows.';

drop policy if exists select_platform_admin on public.user_email_preferences;
create policy select_platform_admin on public.user_email_preferences for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_email_preferences is 'Platform admins read everything.';
--! EndIncluded policies/identity/user_email_preferences.sql
--! Included policies/identity/user_roles.sql
-- A person reads their own platform role; nobody raises themselves: no client writes it.
alter table public.user_roles enable row level security;
revoke all on public.user_roles from anon, authenticated, service_role, platform_admin;
grant select on public.user_roles to authenticated;
grant select, insert, update on public.user_roles to service_role;

drop policy if exists select_own on public.user_roles;
create policy select_own on public.user_roles for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_roles is 'Each person may read their own rows.';

drop policy if exists select_platform_admin on public.user_roles;
create policy select_platform_admin on public.user_roles for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_roles is 'Platform admins read everything.';
--! EndIncluded policies/identity/user_roles.sql
--! Included policies/tenancy/plans.sql
-- The price list is for everyone; only migrations and price synchronisation write it.
alter table public.plans enable row level security;
revoke all on public.plans from anon, authenticated, service_role, platform_admin;
grant select on public.plans to anon, authenticated;
grant select, update on public.plans to service_role;

drop policy if exists select_anyone on public.plans;
create policy select_anyone on public.plans for select to anon, authenticated
  using (true);
comment on policy select_anyone on public.plans is 'No secret: everybody named reads it.';
--! EndIncluded policies/tenancy/plans.sql
--! Included policies/tenancy/tenants.sql
-- A request sees the tenant it acts for. Slug never changes; plan belongs to billing, status to functions; tenants are made by create_tenant and removed by the purge.
alter table public.tenants enable row level security;
revoke all on public.tenants from anon, authenticated, service_role, platform_admin;
grant select on public.tenants to authenticated;
grant update (name, logo_url, timezone, locale, onboarding_completed) on public.tenants to authenticated;
grant select, update on public.tenants to service_role;

drop policy if exists select_member on public.tenants;
create policy select_member on public.tenants for select to authenticated
  using (id = (select private.tenant_id()) and (select private.can('tenant.read')));
comment on policy select_member on public.tenants is 'Members with tenant.read read what the tenant of the request has.';

drop policy if exists update_member on public.tenants;
create policy update_member on public.tenants for update to authenticated
  using (id = (select private.tenant_id()) and (select private.can('tenant.update')))
  with check (id = (select private.tenant_id()) and (select private.can('tenant.update')));
comment on policy update_member on public.tenants is 'Members with tenant.update change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenants;
create policy select_platform_admin on public.tenants for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenants is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/tenants.sql
--! Included policies/tenancy/role_permissions.sql
-- What the built-in roles may do is no secret to a signed-in person; it is data of the product.
alter table public.role_permissions enable row level security;
revoke all on public.role_permissions from anon, authenticated, service_role, platform_admin;
grant select on public.role_permissions to authenticated;
grant select on public.role_permissions to service_role;

drop policy if exists select_anyone on public.role_permissions;
create policy select_anyone on public.role_permissions for select to authenticated
  using (true);
comment on policy select_anyone on public.role_permissions is 'No secret: everybody named reads it.';
--! EndIncluded policies/tenancy/role_permissions.sql
--! Included policies/tenancy/role_sets.sql
-- Triggers write it, every request reads it through private.membership(). No client has a grant; the policy says so twice.
alter table private.role_sets enable row level security;
revoke all on private.role_sets from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.role_sets;
create policy select_nobody on private.role_sets for select to authenticated
  using (false);
comment on policy select_nobody on private.role_sets is 'No client reads it.';
--! EndIncluded policies/tenancy/role_sets.sql
--! Included policies/tenancy/tenant_roles.sql
-- Members see their tenant's own roles. Not yet written by clients.
alter table public.tenant_roles enable row level security;
revoke all on public.tenant_roles from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_roles to authenticated;
grant select, insert, update, delete on public.tenant_roles to service_role;

drop policy if exists select_member on public.tenant_roles;
create policy select_member on public.tenant_roles for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_roles is 'Members with member.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_roles;
create policy select_platform_admin on public.tenant_roles for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_roles is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/tenant_roles.sql
--! Included policies/tenancy/tenant_members.sql
-- The team list. Who may become what is checked by the guard trigger; nobody is inserted or deleted by a client.
alter table public.tenant_members enable row level security;
revoke all on public.tenant_members from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_members to authenticated;
grant update (role, custom_role_id, is_active) on public.tenant_members to authenticated;
grant select, insert, update on public.tenant_members to service_role;

drop policy if exists select_member on public.tenant_members;
create policy select_member on public.tenant_members for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_members is 'Members with member.read read what the tenant of the request has.';

drop policy if exists update_member on public.tenant_members;
create policy update_member on public.tenant_members for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage')))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('member.manage')));
comment on policy update_member on public.tenant_members is 'Members with member.manage change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_members;
create policy select_platform_admin on public.tenant_members for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_members is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/tenant_members.sql
--! Included policies/tenancy/usage_counters.sql
-- What the tenant uses; only triggers write it.
alter table public.usage_counters enable row level security;
revoke all on public.usage_counters from anon, authenticated, service_role, platform_admin;
grant select on public.usage_counters to authenticated;
grant select on public.usage_counters to service_role;

drop policy if exists select_member on public.usage_counters;
create policy select_member on public.usage_counters for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('tenant.read')));
comment on policy select_member on public.usage_counters is 'Members with tenant.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.usage_counters;
create policy select_platform_admin on public.usage_counters for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.usage_counters is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/usage_counters.sql
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
--! Included policies/operations/audit_logs.sql
-- Read with audit.read; written by record_audit alone; updated and deleted by nobody.
alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from anon, authenticated, service_role, platform_admin;
grant select on public.audit_logs to authenticated;
grant select on public.audit_logs to service_role;

drop policy if exists select_member on public.audit_logs;
create policy select_member on public.audit_logs for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('audit.read')));
comment on policy select_member on public.audit_logs is 'Members with audit.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.audit_logs;
create policy select_platform_admin on public.audit_logs for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.audit_logs is 'Platform admins read everything.';
--! EndIncluded policies/operations/audit_logs.sql
--! Included policies/operations/directory.sql
-- Triggers write it, visits and webhooks read it through functions. No client has a grant; the policy says so twice.
alter table private.directory enable row level security;
revoke all on private.directory from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.directory;
create policy select_nobody on private.directory for select to authenticated
  using (false);
comment on policy select_nobody on private.directory is 'No client reads it.';
--! EndIncluded policies/operations/directory.sql
--! Included policies/operations/outbox.sql
-- Functions write it, the worker reads it. No client has a grant; the policy says so twice.
alter table private.outbox enable row level security;
revoke all on private.outbox from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.outbox;
create policy select_nobody on private.outbox for select to authenticated
  using (false);
comment on policy select_nobody on private.outbox is 'No client reads it.';
--! EndIncluded policies/operations/outbox.sql
--! Included policies/operations/rate_limit_buckets.sql
-- private.consume_rate_limit() alone. No client has a grant; the policy says so twice.
alter table private.rate_limit_buckets enable row level security;
revoke all on private.rate_limit_buckets from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.rate_limit_buckets;
create policy select_nobody on private.rate_limit_buckets for select to authenticated
  using (false);
comment on policy select_nobody on private.rate_limit_buckets is 'No client reads it.';
--! EndIncluded policies/operations/rate_limit_buckets.sql
--! Included policies/operations/signup_failures.sql
-- The sign-up writes it, operators read it. No client has a grant; the policy says so twice.
alter table private.signup_failures enable row level security;
revoke all on private.signup_failures from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.signup_failures;
create policy select_nobody on private.signup_failures for select to authenticated
  using (false);
comment on policy select_nobody on private.signup_failures is 'No client reads it.';
--! EndIncluded policies/operations/signup_failures.sql
--! Included seed/plans.sql
-- First values only: what operators and price synchronisation have changed stays. A limit that changes later is an update in its migration.
insert into public.plans (id, name, slug, description, max_websites, max_pages_per_site, storage_limit_mb, ai_credits_per_month,
  custom_domain_allowed, version_history_limit, collaboration_enabled, max_collaborators, analytics_enabled, priority_support,
  max_widgets, max_interactions_per_month, price_monthly_cents, price_yearly_cents, display_order, badge_text) values
  ('00000000-0000-0000-0000-000000000001', 'Starter', 'starter', 'Everything to get a site online, free.',
   1, 5, 100, 10, false, 5, false, 1, false, false, 1, 100, 0, 0, 1, null),
  ('00000000-0000-0000-0000-000000000002', 'Growth', 'growth', 'More sites, a team and your own domain.',
   3, 20, 500, 50, true, 20, true, 5, true, false, 5, 2000, 1900, 19000, 2, 'Most Popular'),
  ('00000000-0000-0000-0000-000000000003', 'Pro', 'pro', 'Room for professional teams.',
   10, 100, 2000, 200, true, 50, true, 20, true, true, 25, 20000, 4900, 49000, 3, 'Best Value')
on conflict (slug) do nothing;
--! EndIncluded seed/plans.sql
--! Included seed/role_permissions.sql
-- What each built-in role may do. The owner may do everything, admin all but two.
with wanted (role, permission) as (
  select 'owner'::public.tenant_role, unnest(enum_range(null::public.app_permission))
  union all
  select 'admin', p from unnest(enum_range(null::public.app_permission)) p where p not in ('billing.manage', 'tenant.delete')
  union all
  select 'developer', unnest('{tenant.read,member.read,website.create,website.update,website.archive,domain.manage,content.read,content.write,site.publish,ai.use,analytics.read,widget.manage,inbox.read,audit.read}'::public.app_permission[])
  union all
  select 'editor', unnest('{tenant.read,member.read,content.read,content.write,ai.use,analytics.read,inbox.read,inbox.reply,booking.manage}'::public.app_permission[])
  union all
  select 'viewer', unnest('{tenant.read,member.read,content.read,analytics.read}'::public.app_permission[])
), removed as (
  delete from public.role_permissions r
  where not exists (select from wanted w where w.role = r.role and w.permission = r.permission)
)
insert into public.role_permissions (role, permission) select role, permission from wanted
on conflict (role, permission) do nothing;
--! EndIncluded seed/role_permissions.sql

select private.ensure_partitions();
