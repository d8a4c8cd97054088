-- What becomes of people and tenants, and who watches over them: the platform's admins, offboarding, export and purge,
-- maintenance, the waitlist.

drop function if exists public.admin_overview();
drop type if exists public.admin_overview;
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

-- Owners who had left before this was looked after.
select private.succeed_owner(u.id) from public.users u where u.deleted_at is not null order by u.id;
