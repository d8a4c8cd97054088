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

--! include functions/access/errors.sql
--! include functions/access/fail.sql
--! include functions/access/setting.sql
--! include functions/access/set_updated_at.sql
--! include functions/access/keep_columns.sql
--! include functions/access/normalise_email.sql
--! include functions/access/plain_numbers.sql
--! include functions/access/request_settings.sql
--! include functions/access/begin_request.sql
--! include functions/access/context.sql
--! include functions/access/client_address.sql
--! include functions/access/check_invariants.sql
--! include policies/access/settings.sql
--! include policies/access/errors.sql
--! include seed/settings.sql
