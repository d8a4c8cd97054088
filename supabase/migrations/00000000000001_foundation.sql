--! Previous: -
--! Hash: sha1:e004b19b1e75ac6932c42e829f9598d770238857
--! Message: foundation

--! split: 100-foundation.sql
-- The ground every domain stands on: roles, schemas, settings, the error
-- catalogue and the request context. No table here belongs to a tenant.

-- Roles are shared by the whole cluster: another database of it, with another owner,
-- may have made them and their memberships already.
do $$
declare
  v_grant record;
begin
  if to_regrole('platform_admin') is null then
    create role platform_admin nologin;
  end if;
  if to_regrole('tenantry_graphql') is null then
    create role tenantry_graphql login noinherit;
  end if;
  for v_grant in
    select * from (values
      ('authenticated', 'platform_admin'), ('platform_admin', 'authenticator'),
      ('anon', 'tenantry_graphql'), ('authenticated', 'tenantry_graphql'), ('platform_admin', 'tenantry_graphql')
    ) g (role, member)
    where not exists (
      select from pg_catalog.pg_auth_members m
      where m.roleid = to_regrole(g.role) and m.member = to_regrole(g.member))
  loop
    execute format('grant %I to %I', v_grant.role, v_grant.member);
  end loop;
end
$$;

create schema private;
comment on schema private is 'Helpers, privileged bodies and tables that no client may see. Never exposed by an API.';

-- The hook, the policies and the public wrappers call functions in here by name;
-- each function is granted on its own.
grant usage on schema private to anon, authenticated, service_role, platform_admin;
grant usage on schema public to anon, authenticated, service_role, platform_admin;

-- Types are looked up among temporary ones first, whatever search path a function pins: a
-- client who could make some would choose what runs with the owner's rights (A7).
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

-- Everything is denied until granted by name (A6). The first form covers what this
-- role creates anywhere; the others take back what a platform grants in public.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

-- Every permission there is; roles are sets of these.
create type public.app_permission as enum (
  'tenant.read', 'tenant.update', 'tenant.delete',
  'member.read', 'member.manage', 'role.manage',
  'billing.read', 'billing.manage',
  'website.create', 'website.update', 'website.archive', 'domain.manage',
  'content.read', 'content.write', 'content.lock', 'site.publish', 'ai.use', 'analytics.read',
  'widget.manage', 'inbox.read', 'inbox.reply', 'booking.manage', 'audit.read'
);
comment on type public.app_permission is 'What a member may do; a role is a set of permissions.';

-- Operators change these; nothing secret belongs here.
create table private.settings (
  key text constraint settings_pkey primary key,
  value text not null,
  description text not null default '',
  updated_at timestamptz not null default now(),
  constraint settings_key_form check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint settings_value_length check (length(value) <= 2000)
);
alter table private.settings enable row level security;
comment on table private.settings is 'Settings of this installation, one value each; no secrets.';

-- One catalogue of everything we refuse, so that every error has a code, a text
-- for a person and a way out, and an undocumented error cannot be raised.
create table private.errors (
  reason text constraint errors_pkey primary key,
  status integer not null,
  message text not null,
  hint text not null,
  constraint errors_reason_form check (reason ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint errors_status_known check (status in (400, 401, 402, 403, 404, 409, 413, 429, 500))
);
alter table private.errors enable row level security;
comment on table private.errors is 'The error catalogue: reason (machine-readable), HTTP status (SQLSTATE is PT + status), message and hint (format() templates).';

--! Included functions/access/errors.sql
-- What the access layer refuses. Each domain has a file like this one.
insert into private.errors (reason, status, message, hint) values
  ('unauthenticated', 401, 'Sign in first', 'Send a valid access token as "Authorization: Bearer …".'),
  ('forbidden', 403, 'You are not allowed to do that (needs %s)', 'Ask an owner or admin of this tenant for the permission.'),
  ('user_disabled', 403, 'This account is disabled', 'Contact support.'),
  ('tenant_not_allowed', 403, 'You are not a member of that tenant', 'my_tenants lists the tenants you can use.'),
  ('tenant_suspended', 403, 'Tenant suspended', 'The owner can settle billing or contact support; my_tenants and set_active_tenant still work.'),
  ('tenant_offboarded', 403, 'Tenant offboarded', 'The owner can restore it within 90 days of offboarding.'),
  ('no_tenant', 403, 'No tenant is active for you', 'Create one with create_tenant or choose one with set_active_tenant.'),
  ('invalid_tenant_id', 400, 'The tenant asked for is not a UUID', 'Send the tenant''s id in the x-tenant-id header, or leave it out.'),
  ('invalid_input', 400, 'Invalid input: %s', 'Correct the value and send it again.'),
  ('not_found', 404, 'Not found: %s', 'It does not exist, or you cannot see it.'),
  ('taken', 409, 'That %s is already taken', 'Choose another one.'),
  ('conflict', 409, 'Conflict: %s', 'Reload and try again.'),
  ('immutable', 409, '%s can''t be changed', 'Leave the column out of the update.'),
  ('quota_exceeded', 402, 'Plan limit reached: %s (%s of %s used)', '%s'),
  ('plan_required', 402, '%s needs the %s plan', 'Upgrade the plan to use it.'),
  ('role_not_allowed', 403, 'The role "%s" can''t use GraphQL', 'GraphQL is for people; the service uses REST.'),
  ('internal', 500, 'Something went wrong on our side', 'Try again; if it stays, tell us the errorId that came with it.'),
  ('rate_limited', 429, 'Too many requests', 'Wait %s seconds and try again.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/access/errors.sql
--! Included functions/access/fail.sql
-- The one way to refuse: an error can't be raised unless the catalogue documents it.
create or replace function private.fail(p_reason text, variadic p_args text[] default '{}') returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_padding constant text[] := array['', '', '', '']; -- a missing argument must not hide the error
  v_error private.errors;
begin
  select * into v_error from private.errors e where e.reason = p_reason;
  if not found then
    raise exception 'the error catalogue has no reason "%"', p_reason;
  end if;
  raise exception using
    errcode = 'PT' || v_error.status,
    message = format(v_error.message, variadic p_args || c_padding),
    detail = p_reason,
    -- the hint takes what the message has not used
    hint = format(v_error.hint, variadic p_args[1 + regexp_count(v_error.message, '%s'):] || c_padding);
end
$$;
comment on function private.fail(text, text[]) is
  'Reads the error catalogue, which clients can''t, and raises PT<status> with the reason as DETAIL. Arguments fill the %s of the message, then those of the hint.';
revoke all on function private.fail(text, text[]) from public;
grant execute on function private.fail(text, text[]) to anon, authenticated, service_role, platform_admin;
--! EndIncluded functions/access/fail.sql
--! Included functions/access/setting.sql
create or replace function private.setting(p_key text) returns text
language sql stable security definer set search_path = ''
as $$
  select s.value from private.settings s where s.key = p_key
$$;
comment on function private.setting(text) is 'Reads one installation setting, which clients can''t; null when unset.';
revoke all on function private.setting(text) from public;
grant execute on function private.setting(text) to service_role;
--! EndIncluded functions/access/setting.sql
--! Included functions/access/set_updated_at.sql
create or replace function private.set_updated_at() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.set_updated_at() is 'Before update: stamps updated_at. Attached to every table whose rows change.';
revoke all on function private.set_updated_at() from public;

create or replace trigger _100_timestamps before update on private.settings
  for each row execute function private.set_updated_at();
--! EndIncluded functions/access/set_updated_at.sql
--! Included functions/access/keep_columns.sql
create or replace function private.keep_columns() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_column text;
begin
  foreach v_column in array tg_argv loop
    if v_old -> v_column is distinct from v_new -> v_column then
      perform private.fail('immutable', tg_table_name || '.' || v_column);
    end if;
  end loop;
  return new;
end
$$;
comment on function private.keep_columns() is
  'Before update: refuses (409 immutable) a change of the columns named as arguments, whoever asks. Attach it with "update of <the columns>".';
revoke all on function private.keep_columns() from public;
--! EndIncluded functions/access/keep_columns.sql
--! Included functions/access/normalise_email.sql
create or replace function private.normalise_email() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.email := lower(btrim(new.email));
  return new;
end
$$;
comment on function private.normalise_email() is 'Before insert or update of email: addresses are kept in lower case, so that plain equality finds them.';
revoke all on function private.normalise_email() from public;
--! EndIncluded functions/access/normalise_email.sql
--! Included functions/access/plain_numbers.sql
-- 1e131071 takes ten bytes to store and 131,072 to write out: a few kilobytes of such
-- numbers fill the server's memory when somebody reads them.
create or replace function private.plain_numbers(p_value jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return not jsonb_path_exists(p_value,
    'strict $.** ? (@.type() == "number" && (@ > 1e20 || @ < -1e20 || @ > -1e-20 && @ < 1e-20 && @ != 0))');
end
$$;
comment on function private.plain_numbers(jsonb) is 'Whether no number in there, however deep, has an exponent beyond 20: what clients write as JSON is read as about as many bytes.';
revoke all on function private.plain_numbers(jsonb) from public;
grant execute on function private.plain_numbers(jsonb) to authenticated, service_role, platform_admin;
--! EndIncluded functions/access/plain_numbers.sql
--! Included functions/access/request_settings.sql
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
--! EndIncluded functions/access/request_settings.sql
--! Included functions/access/begin_request.sql
-- PostgREST's db-pre-request. Writes nothing but transaction-local settings, so it
-- works on a replica, and is the only thing that writes these.
create or replace function private.begin_request() returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  -- an estimated count comes from statistics about the rows of all tenants
  if (nullif(current_setting('request.headers', true), '')::json ->> 'prefer') ~ 'count=(planned|estimated)'
     and current_setting('role', true) <> 'service_role' then
    perform private.fail('invalid_input', 'Prefer (expected count=exact)');
  end if;
  perform set_config(s.key, s.value, true) from jsonb_each_text(private.request_settings()) s;
end
$$;
comment on function private.begin_request() is
  'Resolves tenant, permissions and website scope once for this transaction. Raises PT400 for a malformed x-tenant-id or an estimated count and PT403 for a tenant the user may not use; a suspended tenant is stored as a refusal.';
revoke all on function private.begin_request() from public;
grant execute on function private.begin_request() to anon, authenticated, service_role, platform_admin;
--! EndIncluded functions/access/begin_request.sql
--! Included functions/access/context.sql
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
--! EndIncluded functions/access/context.sql
--! Included functions/access/client_address.sql
create or replace function private.client_address() returns inet
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  -- the gateway overwrites x-forwarded-for; the first entry is the client
  return btrim(split_part(v_headers ->> 'x-forwarded-for', ',', 1))::inet;
exception when invalid_text_representation then
  return null;
end
$$;
comment on function private.client_address() is 'The address of the client of this request, or null where the request has none.';
revoke all on function private.client_address() from public;
grant execute on function private.client_address() to anon, authenticated, service_role, platform_admin;
--! EndIncluded functions/access/client_address.sql
--! Included functions/access/check_invariants.sql
-- Each domain adds a function private.check_invariants_<domain>() of the same shape.
create or replace function private.check_invariants() returns table (invariant text, detail text)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_function text;
begin
  for v_function in
    select p.proname from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname ~ '^check_invariants_.+'
    order by p.proname
  loop
    return query execute format('select c.invariant, c.detail from private.%I() c', v_function);
  end loop;
end
$$;
comment on function private.check_invariants() is 'A row for each broken invariant that a query can see; empty on a healthy database.';
revoke all on function private.check_invariants() from public;
--! EndIncluded functions/access/check_invariants.sql
--! Included policies/access/settings.sql
-- Operators and functions only: private.setting() reads it. No client has a grant; the policy says so twice.
alter table private.settings enable row level security;
revoke all on private.settings from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.settings;
create policy select_nobody on private.settings for select to authenticated
  using (false);
comment on policy select_nobody on private.settings is 'No client reads it.';
--! EndIncluded policies/access/settings.sql
--! Included policies/access/errors.sql
-- private.fail() reads it; clients see the texts one at a time. No client has a grant; the policy says so twice.
alter table private.errors enable row level security;
revoke all on private.errors from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.errors;
create policy select_nobody on private.errors for select to authenticated
  using (false);
comment on policy select_nobody on private.errors is 'No client reads it.';
--! EndIncluded policies/access/errors.sql
--! Included seed/settings.sql
-- First values only: what an operator has changed stays.
insert into private.settings (key, value, description) values
  ('root_domain', 'localhost', 'Websites are served at <subdomain>.<root_domain>.'),
  ('free_tenants_per_person', '3', 'How many tenants on the free plan one person may own.')
on conflict (key) do nothing;
--! EndIncluded seed/settings.sql
