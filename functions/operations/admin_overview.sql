-- The platform's dashboard. These run with the caller's rights: a platform admin's policies show every row.
create or replace function public.admin_overview() returns public.admin_overview
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_overview public.admin_overview;
begin
  perform private.require_platform_admin();
  select count(*), count(*) filter (where u.status = 'disabled' and u.deleted_at is null), count(*) filter (where u.last_login_at > now() - interval '30 days')
  into v_overview.people, v_overview.disabled_people, v_overview.recently_active_people
  from public.users u where u.deleted_at is null;
  select count(*), count(*) filter (where t.last_active_at > now() - interval '30 days'), count(*) filter (where t.status = 'offboarded')
  into v_overview.tenants, v_overview.recently_active_tenants, v_overview.tenants_to_purge
  from public.tenants t;
  select count(*), count(*) filter (where w.status = 'published'), count(*) filter (where w.status = 'suspended')
  into v_overview.websites, v_overview.published_websites, v_overview.suspended_websites
  from public.websites w;
  select coalesce(sum(c.storage_bytes), 0) into v_overview.storage_bytes from public.usage_counters c;
  return v_overview;
end
$$;
comment on function public.admin_overview() is 'For platform admins: the platform in numbers, as of now; recently is the last 30 days. Errors: PT403 forbidden.';
revoke all on function public.admin_overview() from public;
grant execute on function public.admin_overview() to platform_admin;
