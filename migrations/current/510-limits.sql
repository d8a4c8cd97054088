-- Plan limits and domains: what a plan allows is asked wherever something grows and taken back
-- when it shrinks; a tenant's own host name is served once its DNS says so.

-- ── websites ──

-- What a website claims to be, until DNS agrees: a claim that is not verified is in nobody's
-- way. One a website.
create table public.domain_verifications (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  domain text not null,
  cname_target text not null,
  verified boolean not null default false,
  verification_attempts integer not null default 0,
  failed_checks integer not null default 0,
  last_checked_at timestamptz,
  next_check_at timestamptz default now(),
  first_verified_at timestamptz,
  last_error text,
  switched_off_at timestamptz,
  ssl_provisioned boolean not null default false,
  ssl_provisioned_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint domain_verifications_pkey primary key (tenant_id, id),
  constraint domain_verifications_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint domain_verifications_tenant_id_website_id_key unique (tenant_id, website_id),
  -- the team claims a name for one of its websites at a time
  constraint domain_verifications_tenant_id_domain_key unique (tenant_id, domain),
  constraint domain_verifications_domain_form check (
    domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$' and length(domain) <= 253),
  constraint domain_verifications_text_lengths check (length(cname_target) between 1 and 400 and length(last_error) <= 400),
  constraint domain_verifications_counts_not_negative check (least(verification_attempts, failed_checks) >= 0),
  constraint domain_verifications_verified_once check (not verified or first_verified_at is not null),
  constraint domain_verifications_off_is_unverified check (switched_off_at is null or (not verified and next_check_at is null)),
  constraint domain_verifications_ssl_is_verified check ((not ssl_provisioned or verified) and ssl_provisioned = (ssl_provisioned_at is not null))
);
alter table public.domain_verifications enable row level security;
-- what is due, of all tenants: for the service that asks DNS
create index domain_verifications_next_check_at_idx on public.domain_verifications (next_check_at) where next_check_at is not null;

comment on table public.domain_verifications is 'A host name of a website''s own, and what DNS said of it. Written by add_domain, remove_domain and the service.';
comment on column public.domain_verifications.domain is 'The host name, lower case, in its ASCII form (xn--… for others).';
comment on column public.domain_verifications.cname_target is 'What the domain''s CNAME has to point to: the website''s own subdomain.';
comment on column public.domain_verifications.verified is 'The website is served there.';
comment on column public.domain_verifications.verification_attempts is 'How often DNS was asked.';
comment on column public.domain_verifications.failed_checks is 'How often in a row DNS answered, and said something else. A verified domain lapses with the third.';
comment on column public.domain_verifications.next_check_at is 'When DNS is asked next without anybody asking for it; null: not at all.';
comment on column public.domain_verifications.first_verified_at is 'When DNS first said so; kept.';
comment on column public.domain_verifications.last_error is 'What was wrong at the last check: NXDOMAIN, SERVFAIL, TIMEOUT, Incorrect CNAME target, …; null when it was right.';
comment on column public.domain_verifications.switched_off_at is 'When the plan stopped allowing it; add_domain with the same name brings it back.';
comment on column public.domain_verifications.ssl_provisioned is 'Whether the web server in front has a certificate for it, as it says.';

--! include policies/websites/domain_verifications.sql

--! include functions/tenancy/errors.sql
--! include functions/tenancy/require_plan_flag.sql
--! include functions/tenancy/usage_counters.sql
--! include functions/tenancy/tenant_usage.sql
--! include functions/tenancy/get_tenant_storage_mb.sql
--! include functions/tenancy/reconcile_usage.sql
--! include functions/tenancy/transfer_ownership.sql
--! include functions/tenancy/enforce_plan_limits.sql

--! include functions/websites/errors.sql
--! include functions/websites/page_versions.sql
--! include functions/websites/save_page_version.sql
--! include functions/websites/set_page_password.sql
--! include functions/websites/deployments.sql
--! include functions/websites/rollback_website.sql
--! include functions/websites/hosts.sql
--! include functions/websites/websites.sql
--! include functions/websites/domain_verifications.sql
--! include functions/websites/add_domain.sql
--! include functions/websites/remove_domain.sql
--! include functions/websites/begin_domain_check.sql
--! include functions/websites/due_domain_checks.sql
--! include functions/websites/record_domain_check.sql
--! include functions/websites/record_domain_certificate.sql
--! include functions/websites/check_invariants_domains.sql
