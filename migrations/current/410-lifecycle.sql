-- What becomes of people and tenants, and who watches over them: the platform's admins, offboarding, export and purge,
-- maintenance, the waitlist.

create type public.admin_overview as (
  people bigint,
  disabled_people bigint,
  recently_active_people bigint,
  tenants bigint,
  recently_active_tenants bigint,
  tenants_to_purge bigint,
  websites bigint,
  published_websites bigint,
  suspended_websites bigint,
  storage_bytes bigint
);
comment on type public.admin_overview is 'The platform in numbers.';
comment on column public.admin_overview.people is 'Who left for good is not counted.';
comment on column public.admin_overview.recently_active_people is 'Signed in within 30 days.';
comment on column public.admin_overview.recently_active_tenants is 'Changed something within 30 days.';
comment on column public.admin_overview.tenants_to_purge is 'Offboarded, and not purged yet.';

-- People who would like to be told when there is room.
create type public.waitlist_status as enum ('waiting', 'invited', 'joined');
comment on type public.waitlist_status is 'waiting; invited: told that there is room; joined: has signed up.';
create type public.waitlist_answer as (status integer, retry_after integer);
comment on type public.waitlist_answer is 'The answer to whoever joins the waitlist.';
comment on column public.waitlist_answer.status is '202 whether the address stood there or not, 429 too many tries.';
comment on column public.waitlist_answer.retry_after is 'Seconds to wait; 0 with 202.';

create table public.waitlist (
  id uuid not null default gen_random_uuid() constraint waitlist_pkey primary key,
  email text not null constraint waitlist_email_key unique,
  name text,
  source text,
  metadata jsonb not null default '{}',
  status public.waitlist_status not null default 'waiting',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint waitlist_email_lower_case check (email = lower(email)),
  constraint waitlist_text_lengths check (length(email) between 3 and 320 and length(name) <= 255 and length(source) <= 80),
  constraint waitlist_metadata_object check (jsonb_typeof(metadata) = 'object' and pg_column_size(metadata) <= 4096)
);
comment on table public.waitlist is 'Addresses of people who would like an account; read by platform admins only.';
comment on column public.waitlist.source is 'Where they came from: a page, a campaign.';

--! include functions/identity/errors.sql
--! include functions/access/require_platform_admin.sql
--! include functions/tenancy/suspend_tenant.sql
--! include functions/identity/set_platform_role.sql
--! include functions/identity/disable_user.sql
--! include functions/operations/admin_overview.sql
--! include functions/operations/tenants_by_status.sql
--! include functions/operations/growth_per_day.sql
--! include functions/tenancy/offboard_tenant.sql
--! include functions/tenancy/create_tenant.sql
--! include functions/tenancy/set_active_tenant.sql
--! include functions/tenancy/succeed_owner.sql
--! include functions/identity/handle_sign_up.sql
--! include functions/operations/audit_logs.sql
--! include functions/tenancy/purge_tenant.sql
--! include functions/tenancy/export_tenant.sql
--! include functions/tenancy/check_invariants_tenancy.sql

--! include functions/operations/join_waitlist.sql
--! include functions/operations/run_maintenance.sql
--! include functions/operations/schedule_maintenance.sql
--! include functions/operations/publish_realtime.sql
--! include functions/identity/custom_access_token_hook.sql
--! include policies/operations/waitlist.sql

select private.schedule_maintenance();
select private.publish_realtime();

-- Owners who had left before this was looked after.
select private.succeed_owner(u.id) from public.users u where u.deleted_at is not null order by u.id;
