-- The answer to "who asks, for which tenant, and what may they do?" (A1), worked out
-- from the database, never from what the token claims about tenants.
--  1. Who: role and the claims' subject; a disabled or unknown user is nobody.
--  2. Which tenant: x-tenant-id header, app.current_tenant_id, the user's active tenant,
--     a tenant_id claim, the own default tenant, the only membership; in this order.
--  3. What: the member's role as a set of permissions, or a collaborator's per website.
--  4. A suspended or offboarded tenant leaves billing to those who manage it, and a
--     refusal to everybody else.
create or replace function private.resolve_context(p_strict boolean) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_uuid constant text := '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$';
  v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_asked text := coalesce(
    nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-tenant-id', -- an empty header is malformed
    nullif(current_setting('app.current_tenant_id', true), ''));
  v_user uuid;
  v_disabled boolean;
  v_active_tenant uuid;
  v_candidate uuid;
  v_tenant uuid;
  v_status text;
  v_is_member boolean;
  v_permissions text[];
  v_websites jsonb;
  v_refusal text;
  v_admin boolean := false;
begin
  if v_asked is not null and v_asked !~ c_uuid then
    if p_strict then perform private.fail('invalid_tenant_id'); end if;
    return '{}';
  end if;

  -- the service is trusted and names its tenant
  if v_role = 'service_role' then
    return jsonb_build_object('tenant', lower(v_asked),
      'permissions', (select ',' || string_agg(p::text, ',') || ',' from unnest(enum_range(null::public.app_permission)) p),
      'all_websites', 't');
  end if;

  -- 1.
  if v_role in ('authenticated', 'platform_admin') and v_claims ->> 'sub' ~ c_uuid then
    select u.id, u.status = 'disabled', u.active_tenant_id into v_user, v_disabled, v_active_tenant
    from public.users u where u.id = (v_claims ->> 'sub')::uuid and u.deleted_at is null;
    if v_disabled then
      return case when p_strict then jsonb_build_object('refusal', 'user_disabled') else '{}' end;
    end if;
    if v_role = 'platform_admin' then
      v_admin := exists (select from public.user_roles r where r.user_id = v_user and r.role = 'admin');
    end if;
  end if;
  if v_user is null then
    if v_asked is not null and p_strict then perform private.fail('tenant_not_allowed'); end if;
    return '{}';
  end if;

  -- 2. and 3.
  foreach v_candidate in array
    case when v_asked is not null then array[v_asked::uuid]
      else array_remove(array[v_active_tenant,
        case when v_claims ->> 'tenant_id' ~ c_uuid then (v_claims ->> 'tenant_id')::uuid end], null)
    end
  loop
    select m.tenant_id, m.status, m.is_member, m.permissions, m.websites
    into v_tenant, v_status, v_is_member, v_permissions, v_websites
    from private.membership(v_user, v_candidate) m;
    exit when v_tenant is not null;
  end loop;
  if v_tenant is null and v_asked is null then
    select m.tenant_id, m.status, m.is_member, m.permissions, m.websites
    into v_tenant, v_status, v_is_member, v_permissions, v_websites
    from private.membership(v_user, private.fallback_tenant(v_user)) m;
  end if;
  if v_tenant is null then
    if v_asked is not null and p_strict then perform private.fail('tenant_not_allowed'); end if;
    return jsonb_strip_nulls(jsonb_build_object('user', v_user, 'platform_admin', case when v_admin then 't' end));
  end if;

  -- 4.
  if v_status in ('suspended', 'offboarded') then
    v_websites := null;
    if 'billing.manage' = any (v_permissions) then
      v_permissions := array['tenant.read', 'billing.read', 'billing.manage'];
    else
      v_permissions := null;
      v_refusal := 'tenant_' || v_status;
      if not p_strict then v_tenant := null; v_refusal := null; end if;
    end if;
  end if;

  return jsonb_strip_nulls(jsonb_build_object(
    'user', v_user,
    'tenant', v_tenant,
    'permissions', ',' || array_to_string(v_permissions, ',') || ',',
    'all_websites', case when v_is_member then 't' end,
    'websites', v_websites,
    'refusal', v_refusal,
    'platform_admin', case when v_admin then 't' end));
end
$$;
comment on function private.resolve_context(boolean) is
  'Reads users, members and tenants before any policy can apply. Strict: raises invalid_tenant_id (PT400) and tenant_not_allowed (PT403) and stores refusals; otherwise answers with nothing instead.';
revoke all on function private.resolve_context(boolean) from public;

-- Role and claims as they stand: a stored context counts only while both are the same.
create or replace function private.request_identity() returns text
language sql stable security invoker set search_path = ''
as $$
  select current_setting('role', true) || ' ' || coalesce(current_setting('request.jwt.claims', true), '')
$$;
comment on function private.request_identity() is 'Role and claims of the moment, as one text.';
revoke all on function private.request_identity() from public;
grant execute on function private.request_identity() to anon, authenticated, service_role, platform_admin;

create or replace function private.request_settings() returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'tenantry.identity', private.request_identity(),
    'tenantry.user', coalesce(c ->> 'user', ''),
    'tenantry.tenant', coalesce(c ->> 'tenant', ''),
    'tenantry.permissions', coalesce(c ->> 'permissions', ''),
    'tenantry.all_websites', coalesce(c ->> 'all_websites', ''),
    'tenantry.websites', coalesce(c ->> 'websites', ''),
    'tenantry.refusal', coalesce(c ->> 'refusal', ''),
    'tenantry.platform_admin', coalesce(c ->> 'platform_admin', ''))
  from private.resolve_context(true) c
$$;
comment on function private.request_settings() is
  'Resolves the request context, which needs tables clients can''t read, as the settings begin_request() stores. A server with several transactions a request calls it once and sets the result in each.';
revoke all on function private.request_settings() from public;
grant execute on function private.request_settings() to anon, authenticated, service_role, platform_admin;
