-- What policies and functions ask of the request. In a policy each call stands in
-- its own (select …), so that it runs once per statement and the comparison uses an index.
-- They are plpgsql, which answers in less time than sql does where a search path is pinned.

-- Where no hook ran (Realtime, Storage, a bare session), or role or claims have changed
-- since, the answer is worked out on the spot and never raises.
create or replace function private.context(p_key text) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  if current_setting('tenantry.identity', true)
     = current_setting('role', true) || ' ' || coalesce(current_setting('request.jwt.claims', true), '') then
    return nullif(current_setting('tenantry.' || p_key, true), '');
  end if;
  return nullif(private.resolve_context(false) ->> ('tenantry.' || p_key), '');
end
$$;
comment on function private.context(text) is 'One value of the request context; resolves it, which clients can''t, where no hook has stored it.';
revoke all on function private.context(text) from public;

create or replace function private.refuse() returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_refusal text := private.context('refusal');
begin
  if v_refusal is not null then perform private.fail(v_refusal); end if;
end
$$;
comment on function private.refuse() is 'Raises the refusal begin_request() has stored (suspended or offboarded tenant, disabled user), if any.';
revoke all on function private.refuse() from public;

create or replace function private.uid() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.context('user')::uuid;
end
$$;
comment on function private.uid() is 'The signed-in user, if known and not disabled; else null. Reads the request context.';
revoke all on function private.uid() from public;
grant execute on function private.uid() to anon, authenticated, service_role, platform_admin;

-- The three that stand in every policy hold context()'s condition themselves: calling it
-- would add a third to what row-level security costs.
create or replace function private.tenant_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
  if current_setting('tenantry.identity', true) = current_setting('role', true) || ' ' || current_setting('request.jwt.claims', true)
     and current_setting('tenantry.refusal', true) = '' then
    return nullif(current_setting('tenantry.tenant', true), '')::uuid;
  end if;
  if current_setting('tenantry.refusal', true) <> '' then perform private.refuse(); end if;
  return private.context('tenant')::uuid;
end
$$;
comment on function private.tenant_id() is 'The tenant this request acts for, or null. Reads the request context. Raises PT403 when the tenant is suspended or offboarded.';
revoke all on function private.tenant_id() from public;
grant execute on function private.tenant_id() to anon, authenticated, service_role, platform_admin;

create or replace function private.can(p_permission public.app_permission) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  if current_setting('tenantry.identity', true) = current_setting('role', true) || ' ' || current_setting('request.jwt.claims', true)
     and current_setting('tenantry.refusal', true) = '' then
    return coalesce(strpos(current_setting('tenantry.permissions', true), ',' || p_permission::text || ',') > 0, false);
  end if;
  if current_setting('tenantry.refusal', true) <> '' then perform private.refuse(); end if;
  return coalesce(strpos(private.context('permissions'), ',' || p_permission::text || ',') > 0, false);
end
$$;
comment on function private.can(public.app_permission) is
  'Whether this request holds the permission; for a website collaborator: on at least one website (website_scope() says which). Reads the request context. Raises PT403 as tenant_id() does.';
revoke all on function private.can(public.app_permission) from public;
grant execute on function private.can(public.app_permission) to anon, authenticated, service_role, platform_admin;

create or replace function private.all_websites() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  if current_setting('tenantry.identity', true) = current_setting('role', true) || ' ' || current_setting('request.jwt.claims', true) then
    return current_setting('tenantry.all_websites', true) = 't';
  end if;
  return private.context('all_websites') is not null;
end
$$;
comment on function private.all_websites() is 'Whether the permissions hold on every website of the tenant (a member) or only on some (a collaborator). Reads the request context.';
revoke all on function private.all_websites() from public;
grant execute on function private.all_websites() to anon, authenticated, service_role, platform_admin;

create or replace function private.website_scope(p_permission public.app_permission) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  select array(
    select w.id::uuid
    from jsonb_array_elements_text(private.context('websites')::jsonb -> p_permission::text) w(id))
$$;
comment on function private.website_scope(public.app_permission) is 'The websites on which a collaborator holds the permission; empty for everybody else. Reads the request context.';
revoke all on function private.website_scope(public.app_permission) from public;
grant execute on function private.website_scope(public.app_permission) to anon, authenticated, service_role, platform_admin;

create or replace function private.can_on(p_permission public.app_permission, p_website uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select private.can(p_permission)
    and (private.all_websites() or coalesce(p_website = any (private.website_scope(p_permission)), false))
$$;
comment on function private.can_on(public.app_permission, uuid) is 'Whether this request holds the permission on that website of its tenant; for function and trigger bodies. Reads the request context.';
revoke all on function private.can_on(public.app_permission, uuid) from public;
grant execute on function private.can_on(public.app_permission, uuid) to anon, authenticated, service_role, platform_admin;

create or replace function private.is_platform_admin() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.context('platform_admin') is not null;
end
$$;
comment on function private.is_platform_admin() is 'Whether the user is a platform admin now, by user_roles and not by the token alone. Reads the request context.';
revoke all on function private.is_platform_admin() from public;
grant execute on function private.is_platform_admin() to authenticated, service_role, platform_admin;
