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
  v_admin boolean;
  v_member record;
  v_tenant text;
  v_permissions text;
  v_all_websites boolean;
  v_websites text;
  v_refusal text;
begin
  <<resolve>>
  begin
    if v_asked is not null and v_asked !~ c_uuid then
      if p_strict then perform private.fail('invalid_tenant_id'); end if;
      exit resolve;
    end if;

    -- the service is trusted and names its tenant
    if v_role = 'service_role' then
      v_tenant := lower(v_asked);
      v_permissions := (select string_agg(p::text, ',') from unnest(enum_range(null::public.app_permission)) p);
      v_all_websites := true;
      exit resolve;
    end if;

    -- 1.
    if v_role in ('authenticated', 'platform_admin') and v_claims ->> 'sub' ~ c_uuid then
      select u.id, u.status = 'disabled', u.active_tenant_id into v_user, v_disabled, v_active_tenant
      from public.users u where u.id = (v_claims ->> 'sub')::uuid and u.deleted_at is null;
      if v_disabled then
        v_user := null;
        if p_strict then v_refusal := 'user_disabled'; end if;
        exit resolve;
      end if;
      if v_role = 'platform_admin' then
        v_admin := exists (select from public.user_roles r where r.user_id = v_user and r.role = 'admin');
      end if;
    end if;
    if v_user is null then
      if v_asked is not null and p_strict then perform private.fail('tenant_not_allowed'); end if;
      exit resolve;
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
    v_tenant := v_member.tenant_id;
    v_permissions := v_member.permissions;
    v_all_websites := v_member.is_member;
    v_websites := v_member.websites;

    -- 4.
    if v_member.status in ('suspended', 'offboarded') then
      v_websites := null;
      if 'billing.manage' = any (string_to_array(v_permissions, ',')) then
        v_permissions := 'tenant.read,billing.read,billing.manage';
      else
        v_permissions := null;
        -- a platform admin reads on, as a member of nothing
        if p_strict and v_admin is not true then v_refusal := 'tenant_' || v_member.status; else v_tenant := null; end if;
      end if;
    end if;
  end;

  -- every setting is there, and a text; a stored one counts only while role and claims are these
  return jsonb_build_object(
    'tenantry.identity', current_setting('role', true) || ' ' || coalesce(current_setting('request.jwt.claims', true), ''),
    'tenantry.user', coalesce(v_user::text, ''),
    'tenantry.tenant', coalesce(v_tenant, ''),
    'tenantry.permissions', coalesce(',' || v_permissions || ',', ''),
    'tenantry.all_websites', case when v_all_websites then 't' else '' end,
    'tenantry.websites', coalesce(v_websites, ''),
    'tenantry.refusal', coalesce(v_refusal, ''),
    'tenantry.platform_admin', case when v_admin then 't' else '' end);
end
$$;
comment on function private.resolve_context(boolean) is
  'Reads users, members and tenants before any policy can apply. Strict: raises invalid_tenant_id (PT400) and tenant_not_allowed (PT403) and stores refusals; otherwise answers with nothing instead.';
revoke all on function private.resolve_context(boolean) from public;

create or replace function private.request_settings() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.resolve_context(true);
end
$$;
comment on function private.request_settings() is
  'Resolves the request context, which needs tables clients can''t read, as the settings begin_request() stores. A server with several transactions a request calls it once and sets the result in each.';
revoke all on function private.request_settings() from public;
grant execute on function private.request_settings() to anon, authenticated, service_role, platform_admin;
