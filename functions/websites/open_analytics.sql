create or replace function private.open_analytics(p_website uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_enabled boolean;
  v_plan text;
  v_timezone text;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('analytics.read')
     or not (private.all_websites() or p_website is not null and private.can_on('analytics.read', p_website)) then
    perform private.fail('forbidden', 'analytics.read');
  end if;
  if p_website is not null and not exists (select from public.websites w where w.tenant_id = v_tenant and w.id = p_website) then
    perform private.fail('not_found', 'website');
  end if;
  select l.analytics_enabled, t.timezone into v_enabled, v_timezone
  from public.tenants t join public.plans l on l.id = t.plan_id where t.id = v_tenant;
  if not v_enabled then
    select l.name into v_plan from public.plans l where l.is_active and l.analytics_enabled order by l.display_order limit 1;
    perform private.fail('plan_required', 'Analytics', coalesce(v_plan, 'next'));
  end if;
  return v_timezone;
end
$$;
comment on function private.open_analytics(uuid) is
  'Checks analytics.read, on a website or (null) on all of them, and that the plan has analytics, which a collaborator can''t read; answers the tenant''s time zone. Raises PT402 plan_required, PT403 forbidden or no_tenant, PT404.';
revoke all on function private.open_analytics(uuid) from public;
grant execute on function private.open_analytics(uuid) to authenticated;
