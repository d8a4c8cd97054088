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
  -- every setting there is, as for nobody
  c_nothing constant jsonb := '{"tenantry.user": "", "tenantry.tenant": "", "tenantry.permissions": "", "tenantry.all_websites": "",
    "tenantry.websites": "", "tenantry.refusal": "", "tenantry.platform_admin": ""}';
  v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_asked text := coalesce(
    nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-tenant-id', -- an empty header is malformed
    nullif(current_setting('app.current_tenant_id', true), ''));
  v_user uuid;
  v_disabled boolean;
  v_active_tenant uuid;
  v_admin boolean;
  v_member record;
  v_refusal text;
begin
  if v_asked is not null and v_asked !~ c_uuid then
    if p_strict then perform private.fail('invalid_tenant_id'); end if;
    return c_nothing;
  end if;

  -- the service is trusted and names its tenant
  if v_role = 'service_role' then
    return c_nothing || jsonb_build_object('tenantry.tenant', coalesce(lower(v_asked), ''), 'tenantry.all_websites', 't',
      'tenantry.permissions', (select ',' || string_agg(p::text, ',') || ',' from unnest(enum_range(null::public.app_permission)) p));
  end if;

  -- 1.
  if v_role in ('authenticated', 'platform_admin') and v_claims ->> 'sub' ~ c_uuid then
    select u.id, u.status = 'disabled', u.active_tenant_id into v_user, v_disabled, v_active_tenant
    from public.users u where u.id = (v_claims ->> 'sub')::uuid and u.deleted_at is null;
    if v_disabled then
      return c_nothing || case when p_strict then '{"tenantry.refusal": "user_disabled"}' else '{}' end::jsonb;
    end if;
    if v_role = 'platform_admin' then
      v_admin := exists (select from public.user_roles r where r.user_id = v_user and r.role = 'admin');
    end if;
  end if;
  if v_user is null then
    if v_asked is not null and p_strict then perform private.fail('tenant_not_allowed'); end if;
    return c_nothing;
  end if;

  -- 2. and 3.
  v_member := private.membership(v_user, coalesce(v_asked::uuid, v_active_tenant));
  if v_member.tenant_id is null and v_asked is null then
    if v_claims ->> 'tenant_id' ~ c_uuid then
      v_member := private.membership(v_user, (v_claims ->> 'tenant_id')::uuid);
    end if;
    if v_member.tenant_id is null then
      v_member := private.membership(v_user, private.fallback_tenant(v_user));
    end if;
  end if;
  if v_member.tenant_id is null and v_asked is not null and p_strict then perform private.fail('tenant_not_allowed'); end if;

  -- 4.
  if v_member.status in ('suspended', 'offboarded') then
    v_member.websites := null;
    if 'billing.manage' = any (string_to_array(v_member.permissions, ',')) then
      v_member.permissions := 'tenant.read,billing.read,billing.manage';
    else
      v_member.permissions := null;
      -- a platform admin reads on, as a member of nothing
      if p_strict and v_admin is not true then v_refusal := 'tenant_' || v_member.status; else v_member.tenant_id := null; end if;
    end if;
  end if;

  return c_nothing || jsonb_strip_nulls(jsonb_build_object(
    'tenantry.user', v_user,
    'tenantry.tenant', v_member.tenant_id,
    'tenantry.permissions', ',' || v_member.permissions || ',',
    'tenantry.all_websites', case when v_member.is_member then 't' end,
    'tenantry.websites', v_member.websites::text, -- every setting is a text
    'tenantry.refusal', v_refusal,
    'tenantry.platform_admin', case when v_admin then 't' end));
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
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.resolve_context(true) || jsonb_build_object('tenantry.identity', private.request_identity());
end
$$;
comment on function private.request_settings() is
  'Resolves the request context, which needs tables clients can''t read, as the settings begin_request() stores. A server with several transactions a request calls it once and sets the result in each.';
revoke all on function private.request_settings() from public;
grant execute on function private.request_settings() to anon, authenticated, service_role, platform_admin;
