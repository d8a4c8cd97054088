--! Previous: sha1:e338f78a597035fc914ff248d3f2c0f82b7a78a3
--! Hash: sha1:a6f7b7f287394205f84dffd292af8d79d7cafb6e
--! Message: lifecycle

--! split: 410-lifecycle.sql
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

--! Included functions/identity/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('email_not_confirmed', 403, 'Confirm your e-mail address first', 'Open the link in the message that came with the sign-up; editing works meanwhile.'),
  ('email_in_use', 409, 'That is your primary address or the one you sign in with', 'Make another one primary, or change the address you sign in with, first.'),
  ('too_many_emails', 409, 'You have %s addresses already', 'Remove one first.'),
  ('own_standing', 403, 'You can''t change your own standing on the platform', 'Ask another platform admin.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/identity/errors.sql
--! Included functions/identity/users.sql
-- Triggers of users and what hangs on them.
create or replace function private.complete_user() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.email := lower(btrim(new.email));
  if tg_op = 'UPDATE' and new.full_name = old.full_name and old.full_name = concat_ws(' ', old.first_name, old.last_name) then
    new.full_name := null; -- it was made of the parts, and follows them
  end if;
  new.full_name := coalesce(nullif(new.full_name, ''), nullif(concat_ws(' ', new.first_name, new.last_name), ''));
  return new;
end
$$;
comment on function private.complete_user() is 'Before insert or update: e-mail in lower case, full name from its parts where it is not given.';
revoke all on function private.complete_user() from public;

-- A picture is one we keep, named by path and address, or one kept elsewhere, named by its
-- address alone. Whichever of the two is written, the other follows.
create or replace function private.keep_avatar() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_ours boolean := coalesce(strpos(new.avatar_url, '/avatars/' || old.id || '/avatar') > 0, false);
begin
  if new.avatar_path is not distinct from old.avatar_path then
    if not v_ours then new.avatar_path := null; end if;
  elsif new.avatar_url is not distinct from old.avatar_url and v_ours = (new.avatar_path is null) then
    new.avatar_url := null;
  end if;
  return new;
end
$$;
comment on function private.keep_avatar() is 'Before update of avatar_url or avatar_path: an address that is not of the object takes the path away, and a path that comes or goes an address of something else.';
revoke all on function private.keep_avatar() from public;

-- Whoever removes the picture wants the file gone, unless they put another one there before
-- that has happened: it has the same name.
create or replace function private.clean_up_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.avatar_path is null then
    insert into private.outbox (kind, payload) values ('delete_object', jsonb_build_object('bucket', 'avatars', 'path', old.avatar_path));
  else
    delete from private.outbox o
    where o.done_at is null and o.kind = 'delete_object' and o.payload = jsonb_build_object('bucket', 'avatars', 'path', new.avatar_path);
  end if;
  return null;
end
$$;
comment on function private.clean_up_avatar() is 'After avatar_path changed: has the file deleted, or not, through the outbox, which no client may write.';
revoke all on function private.clean_up_avatar() from public;

create or replace trigger _100_timestamps before update on public.users
  for each row execute function private.set_updated_at();
create or replace trigger _200_complete before insert or update of email, first_name, last_name, full_name on public.users
  for each row execute function private.complete_user();
create or replace trigger _200_keep before update of id, created_at on public.users
  for each row execute function private.keep_columns('id', 'created_at');
create or replace trigger _300_avatar before update of avatar_url, avatar_path on public.users
  for each row execute function private.keep_avatar();

create or replace trigger _100_timestamps before update on public.user_emails
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.user_emails
  for each row execute function private.normalise_email();
create or replace trigger _100_timestamps before update on public.user_email_preferences
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.user_roles
  for each row execute function private.set_updated_at();

-- Team lists show name, address and picture without reading users.
create or replace function private.copy_user_to_members() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- teams first, then rows by id: see lock_team
  perform pg_advisory_xact_lock(t.key)
  from (
    select hashtextextended('tenantry.team ' || m.tenant_id, 0) as key
    from public.tenant_members m where m.user_id = new.id order by key
  ) t;
  perform from public.tenant_members m where m.user_id = new.id order by m.id for no key update;
  update public.tenant_members m
  set display_name = new.full_name, email = new.email, avatar_url = new.avatar_url
  where m.user_id = new.id;
  return null;
end
$$;
comment on function private.copy_user_to_members() is 'After update of users: keeps the copies in tenant_members, of tenants the person can''t write to.';
revoke all on function private.copy_user_to_members() from public;

create or replace trigger _800_copy after update of full_name, email, avatar_url, avatar_path, first_name, last_name on public.users
  for each row when ((old.full_name, old.email, old.avatar_url) is distinct from (new.full_name, new.email, new.avatar_url))
  execute function private.copy_user_to_members();
create or replace trigger _910_avatar after update of avatar_url, avatar_path on public.users
  for each row when (old.avatar_path is distinct from new.avatar_path) execute function private.clean_up_avatar();
--! EndIncluded functions/identity/users.sql
--! Included functions/tenancy/tenant_members.sql
-- Triggers of tenant_members (T3, T7, seats).

create or replace function private.fill_member() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- locked: a change of the name at this moment waits and then finds this row, or is seen here
  select u.full_name, u.email, u.avatar_url into new.display_name, new.email, new.avatar_url
  from public.users u where u.id = new.user_id for no key update;
  return new;
end
$$;
comment on function private.fill_member() is 'Before insert: copies name, address and picture from users, which the team can''t read.';
revoke all on function private.fill_member() from public;

create or replace function private.role_permissions_of(p_tenant uuid, p_role public.tenant_role, p_custom_role uuid)
returns public.app_permission[]
language sql stable security definer set search_path = ''
as $$
  select case when p_role = 'custom'
    then (select r.permissions from public.tenant_roles r where r.tenant_id = p_tenant and r.id = p_custom_role)
    else array(select p.permission from public.role_permissions p where p.role = p_role)
  end
$$;
comment on function private.role_permissions_of(uuid, public.tenant_role, uuid) is 'Reads what a role may do in a tenant; null for a custom role that is not there.';
revoke all on function private.role_permissions_of(uuid, public.tenant_role, uuid) from public;

create or replace function private.check_role_ceiling(p_permissions public.app_permission[]) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_permission public.app_permission;
begin
  foreach v_permission in array coalesce(p_permissions, '{}') loop
    if not private.can(v_permission) then perform private.fail('role_ceiling'); end if;
  end loop;
end
$$;
comment on function private.check_role_ceiling(public.app_permission[]) is
  'Whether the request holds all of these permissions, whatever roles the caller can see (T7). Raises PT403 role_ceiling.';
revoke all on function private.check_role_ceiling(public.app_permission[]) from public;

create or replace function private.check_member_change(p_tenant uuid, p_user uuid,
  p_old_role public.tenant_role, p_old_custom uuid, p_new_role public.tenant_role, p_new_custom uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_user = private.uid() then perform private.fail('own_membership'); end if;
  if 'owner' in (p_old_role, p_new_role) then perform private.fail('one_owner'); end if;
  perform private.check_role_ceiling(
    private.role_permissions_of(p_tenant, p_old_role, p_old_custom) || private.role_permissions_of(p_tenant, p_new_role, p_new_custom));
end
$$;
comment on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) is
  'Whether the request may turn a member of one role into another (T7); reads roles no client may. Raises PT403 own_membership or role_ceiling, PT409 one_owner.';
revoke all on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) from public;
grant execute on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) to authenticated;

-- Runs as whoever updates: a client's own statement is checked, our functions have checked already.
create or replace function private.guard_member() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'platform_admin') then
    -- naming a built-in role is enough to leave a custom one
    if new.role <> 'custom' and old.role = 'custom' then new.custom_role_id := null; end if;
    perform private.check_member_change(old.tenant_id, old.user_id, old.role, old.custom_role_id, new.role, new.custom_role_id);
  end if;
  return new;
end
$$;
comment on function private.guard_member() is 'Before update: a client changes others only, within its own permissions, and never the owner.';
revoke all on function private.guard_member() from public;

-- Deferred, so that a transfer may pass through a moment without an owner.
create or replace function private.require_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant may be going away with its members
  if exists (select from public.tenants t where t.id = old.tenant_id)
     and not exists (select from public.tenant_members m where m.tenant_id = old.tenant_id and m.role = 'owner') then
    perform private.fail('one_owner');
  end if;
  return null;
end
$$;
comment on function private.require_owner() is 'At commit, after the owner''s row changed or went: there is an owner, whatever the caller can see.';
revoke all on function private.require_owner() from public;

-- A client's statement locks the rows it changes in an order nobody chooses. Whoever renames a person, and so changes rows
-- of several teams, takes these locks first (copy_user_to_members): neither waits for the other with rows in hand.
create or replace function private.lock_team() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tenantry.team ' || private.tenant_id(), 0));
  return null;
end
$$;
comment on function private.lock_team() is 'Before a client changes members: one statement at a time in a team; definer, so that a client calls no helper of it.';
revoke all on function private.lock_team() from public;

create or replace trigger _100_timestamps before update on public.tenant_members
  for each row execute function private.set_updated_at();
create or replace trigger _150_lock before update of role, custom_role_id, is_active on public.tenant_members
  for each statement when (current_user in ('authenticated', 'platform_admin')) execute function private.lock_team();
create or replace trigger _200_keep before update of tenant_id, id, user_id, created_at on public.tenant_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'user_id', 'created_at');
create or replace trigger _210_guard before update of role, custom_role_id, is_active on public.tenant_members
  for each row execute function private.guard_member();
create or replace trigger _300_fill before insert on public.tenant_members
  for each row execute function private.fill_member();

create or replace trigger _900_audit_role after update of role, custom_role_id on public.tenant_members
  for each row when ((old.role, old.custom_role_id) is distinct from (new.role, new.custom_role_id))
  execute function private.audit('user', 'user.role_changed');
create or replace trigger _900_audit_removed after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active and new.user_id is distinct from private.uid())
  execute function private.audit('user', 'user.removed');
create or replace trigger _900_audit_left after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active and new.user_id = private.uid())
  execute function private.audit('user', 'user.left');
create or replace trigger _900_audit_restored after update of is_active on public.tenant_members
  for each row when (not old.is_active and new.is_active) execute function private.audit('user', 'user.restored');
create or replace trigger _900_audit_joined after insert on public.tenant_members
  for each row when (new.role <> 'owner') execute function private.audit('user', 'user.joined');

-- "create or replace" does not exist for constraint triggers
drop trigger if exists _950_owner_left on public.tenant_members;
create constraint trigger _950_owner_left after update of role on public.tenant_members
  deferrable initially deferred for each row when (old.role = 'owner' and new.role <> 'owner') execute function private.require_owner();
drop trigger if exists _950_owner_deleted on public.tenant_members;
create constraint trigger _950_owner_deleted after delete on public.tenant_members
  deferrable initially deferred for each row when (old.role = 'owner') execute function private.require_owner();

-- tenant_roles
create or replace trigger _100_timestamps before update on public.tenant_roles
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.usage_counters
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.plans
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.subscriptions
  for each row execute function private.set_updated_at();
--! EndIncluded functions/tenancy/tenant_members.sql
--! Included functions/access/require_platform_admin.sql
create or replace function private.require_platform_admin() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
end
$$;
comment on function private.require_platform_admin() is 'Refuses everybody who is not a platform admin now. Raises PT403 forbidden.';
revoke all on function private.require_platform_admin() from public;
grant execute on function private.require_platform_admin() to platform_admin;
--! EndIncluded functions/access/require_platform_admin.sql
--! Included functions/tenancy/suspend_tenant.sql
-- T11: platform admins suspend a tenant and lift that again, whoever suspended it. What happened stands in the tenant's log
-- (its status trigger writes it); why, in the platform's own, which outlives the tenant.
create or replace function private.suspend_tenant(p_tenant uuid, p_suspended boolean, p_reason text) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;

  if p_suspended then
    -- what an admin has suspended, a payment does not lift
    if v_tenant.suspended_for = 'admin' then return v_tenant; end if;
    update public.tenants t set status = 'suspended', suspended_for = 'admin' where t.id = p_tenant returning * into v_tenant;
  else
    -- offboarding is the owner's to undo
    if v_tenant.status = 'active' then return v_tenant; end if;
    if v_tenant.status <> 'suspended' then perform private.fail('status_transition', v_tenant.status::text, 'active'); end if;
    update public.tenants t set status = 'active' where t.id = p_tenant returning * into v_tenant;
  end if;
  perform private.record_audit(case when p_suspended then 'platform.tenant_suspended' else 'platform.tenant_restored' end,
    'tenant', p_tenant, jsonb_strip_nulls(jsonb_build_object('reason', left(p_reason, 500))));
  return v_tenant;
end
$$;
comment on function private.suspend_tenant(uuid, boolean, text) is
  'Moves the status of any tenant, which no client may write, for platform admins only. Raises PT403 forbidden, PT404, PT409 status_transition.';
revoke all on function private.suspend_tenant(uuid, boolean, text) from public;
grant execute on function private.suspend_tenant(uuid, boolean, text) to platform_admin;

create or replace function public.suspend_tenant(tenant uuid, reason text default null) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_tenant(tenant, true, reason)
$$;
comment on function public.suspend_tenant(uuid, text) is
  'For platform admins: its sites go dark and its team is refused, but for its billing. The reason stands in the platform''s log. Errors: PT403 forbidden, PT404, PT409 status_transition (pending or offboarded).';
revoke all on function public.suspend_tenant(uuid, text) from public;
grant execute on function public.suspend_tenant(uuid, text) to platform_admin;

create or replace function public.restore_tenant(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_tenant(tenant, false, null)
$$;
comment on function public.restore_tenant(uuid) is
  'For platform admins: lifts a suspension, billing''s too. Audited. Errors: PT403 forbidden, PT404, PT409 status_transition (pending or offboarded).';
revoke all on function public.restore_tenant(uuid) from public;
grant execute on function public.restore_tenant(uuid) to platform_admin;
--! EndIncluded functions/tenancy/suspend_tenant.sql
--! Included functions/identity/set_platform_role.sql
-- T11: nobody changes their own standing, so whoever acts stays an admin and there is always one left.

-- All of the platform's admins are locked, and the acting one is looked up again behind the lock: two who take each other's
-- standing come one after the other, and the second is no admin any more.
create or replace function private.lock_platform_admins() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  perform from public.user_roles r where r.role = 'admin' order by r.user_id for no key update;
  if not exists (
    select from public.user_roles r join public.users u on u.id = r.user_id
    where r.user_id = private.uid() and r.role = 'admin' and u.status = 'active'
  ) then
    perform private.fail('forbidden', 'platform admin');
  end if;
end
$$;
comment on function private.lock_platform_admins() is
  'Lets one platform admin at a time change people''s standing, in rows no client may lock. Raises PT403 forbidden for who is none, or none any more.';
revoke all on function private.lock_platform_admins() from public;

create or replace function private.set_platform_role(p_person uuid, p_role public.platform_role) returns public.user_roles
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before public.platform_role;
  v_row public.user_roles;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  if p_role is null then perform private.fail('invalid_input', 'role (expected member or admin)'); end if;
  perform private.lock_platform_admins();
  if p_person = private.uid() then perform private.fail('own_standing'); end if;
  perform from public.users u where u.id = p_person and u.deleted_at is null for no key update;
  if not found then perform private.fail('not_found', 'person'); end if;

  select r.role into v_before from public.user_roles r where r.user_id = p_person;
  insert into public.user_roles as r (user_id, role) values (p_person, p_role)
  on conflict (user_id) do update set role = excluded.role
  returning * into v_row;
  if p_role is distinct from v_before then
    perform private.record_audit('platform.role_set', 'user', p_person, jsonb_build_object('from', v_before, 'to', p_role));
  end if;
  return v_row;
end
$$;
comment on function private.set_platform_role(uuid, public.platform_role) is
  'Sets another person''s platform role, which no client may write, for platform admins only. Raises PT400, PT403 forbidden or own_standing, PT404.';
revoke all on function private.set_platform_role(uuid, public.platform_role) from public;
grant execute on function private.set_platform_role(uuid, public.platform_role) to platform_admin;

create or replace function public.set_platform_role(person uuid, role public.platform_role) returns public.user_roles
language sql volatile security invoker set search_path = ''
as $$
  select private.set_platform_role(person, role)
$$;
comment on function public.set_platform_role(uuid, public.platform_role) is
  'For platform admins: makes somebody else one, or no longer one, from their next request on. Audited. Errors: PT400, PT403 forbidden or own_standing, PT404.';
revoke all on function public.set_platform_role(uuid, public.platform_role) from public;
grant execute on function public.set_platform_role(uuid, public.platform_role) to platform_admin;
--! EndIncluded functions/identity/set_platform_role.sql
--! Included functions/identity/disable_user.sql
-- T11: a disabled person is refused everywhere from the next request on; what they own stays.
create or replace function private.disable_user(p_person uuid, p_disabled boolean, p_reason text) returns public.users
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user public.users;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  perform private.lock_platform_admins();
  if p_person = private.uid() then perform private.fail('own_standing'); end if;
  select * into v_user from public.users u where u.id = p_person and u.deleted_at is null for no key update;
  if not found then perform private.fail('not_found', 'person'); end if;

  if p_disabled <> (v_user.status = 'disabled') then
    update public.users u set status = case when p_disabled then 'disabled' else 'active' end::public.user_status
    where u.id = p_person
    returning * into v_user;
    perform private.record_audit(case when p_disabled then 'platform.user_disabled' else 'platform.user_enabled' end,
      'user', p_person, jsonb_strip_nulls(jsonb_build_object('reason', left(p_reason, 500))));
  end if;
  return v_user;
end
$$;
comment on function private.disable_user(uuid, boolean, text) is
  'Sets another person''s status, which no client may write, for platform admins only. Raises PT403 forbidden or own_standing, PT404.';
revoke all on function private.disable_user(uuid, boolean, text) from public;
grant execute on function private.disable_user(uuid, boolean, text) to platform_admin;

create or replace function public.disable_user(person uuid, reason text default null) returns public.users
language sql volatile security invoker set search_path = ''
as $$
  select private.disable_user(person, true, reason)
$$;
comment on function public.disable_user(uuid, text) is
  'For platform admins: the person is refused everywhere from their next request on. Audited, with the reason. Errors: PT403 forbidden or own_standing, PT404.';
revoke all on function public.disable_user(uuid, text) from public;
grant execute on function public.disable_user(uuid, text) to platform_admin;

create or replace function public.enable_user(person uuid) returns public.users
language sql volatile security invoker set search_path = ''
as $$
  select private.disable_user(person, false, null)
$$;
comment on function public.enable_user(uuid) is 'For platform admins: the person may act again. Audited. Errors: PT403 forbidden or own_standing, PT404.';
revoke all on function public.enable_user(uuid) from public;
grant execute on function public.enable_user(uuid) to platform_admin;
--! EndIncluded functions/identity/disable_user.sql
--! Included functions/operations/admin_overview.sql
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
--! EndIncluded functions/operations/admin_overview.sql
--! Included functions/operations/tenants_by_status.sql
create or replace function public.tenants_by_status() returns table (status public.tenant_status, tenants bigint)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select s.status, (select count(*) from public.tenants t where t.status = s.status)
    from unnest(enum_range(null::public.tenant_status)) s (status);
end
$$;
comment on function public.tenants_by_status() is 'For platform admins: how many tenants are in each state, none left out. Errors: PT403 forbidden.';
revoke all on function public.tenants_by_status() from public;
grant execute on function public.tenants_by_status() to platform_admin;
--! EndIncluded functions/operations/tenants_by_status.sql
--! Included functions/operations/growth_per_day.sql
create or replace function public.growth_per_day(days integer default 30)
returns table (day date, sign_ups bigint, tenants bigint, publishes bigint)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_first date := (now() at time zone 'UTC')::date - days + 1;
  v_since timestamptz := v_first::timestamp at time zone 'UTC';
begin
  perform private.require_platform_admin();
  if (growth_per_day.days between 1 and 366) is not true then perform private.fail('invalid_input', 'days (expected 1 to 366)'); end if;
  return query
    with new as (
      select (u.created_at at time zone 'UTC')::date as made, 1 as person, 0 as tenant, 0 as publish from public.users u where u.created_at >= v_since
      union all
      select (t.created_at at time zone 'UTC')::date, 0, 1, 0 from public.tenants t where t.created_at >= v_since
      union all
      select (d.deployed_at at time zone 'UTC')::date, 0, 0, 1 from public.deployments d where d.deployed_at >= v_since
    )
    select v_first + n, coalesce(sum(new.person), 0), coalesce(sum(new.tenant), 0), coalesce(sum(new.publish), 0)
    from generate_series(0, growth_per_day.days - 1) n
    left join new on new.made = v_first + n
    group by n
    order by n;
end
$$;
comment on function public.growth_per_day(integer) is
  'For platform admins: sign-ups, new tenants and publishes of each of the last days (1 to 366, today included), by the UTC calendar; what was purged since is not counted. Errors: PT400, PT403 forbidden.';
revoke all on function public.growth_per_day(integer) from public;
grant execute on function public.growth_per_day(integer) to platform_admin;
--! EndIncluded functions/operations/growth_per_day.sql
--! Included functions/tenancy/offboard_tenant.sql
-- T6: offboarding makes a tenant dark at once and has it deleted 90 days later, unless its owner comes back before.

create or replace function private.offboard(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status = 'offboarded' then return v_tenant; end if;
  update public.tenants t set status = 'offboarded' where t.id = p_tenant returning * into v_tenant;
  insert into private.outbox (kind, payload)
  select 'cancel_subscription', jsonb_build_object('tenant_id', s.tenant_id, 'provider', s.provider, 'provider_subscription_id', s.provider_subscription_id)
  from public.subscriptions s
  where s.tenant_id = p_tenant and s.provider_subscription_id is not null and s.status not in ('inactive', 'canceled', 'incomplete_expired');
  return v_tenant;
end
$$;
comment on function private.offboard(uuid) is
  'Offboards a tenant, whoever asks, in columns no client may write, and queues the cancellation of what it pays for. Raises PT404, PT409 status_transition (pending).';
revoke all on function private.offboard(uuid) from public;

create or replace function private.offboard_tenant(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  if not (private.can('tenant.delete') and private.all_websites()) then perform private.fail('forbidden', 'tenant.delete'); end if;
  return private.offboard(p_tenant);
end
$$;
comment on function private.offboard_tenant(uuid) is
  'Offboards the tenant of the request, in columns no client may write. Raises PT401, PT403 forbidden, PT404, PT409 status_transition.';
revoke all on function private.offboard_tenant(uuid) from public;
grant execute on function private.offboard_tenant(uuid) to authenticated;

create or replace function public.offboard_tenant(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.offboard_tenant(tenant)
$$;
comment on function public.offboard_tenant(uuid) is
  'Closes the tenant you act for: its sites go dark at once, its subscription is canceled, everything in it is deleted after 90 days. Until then its owner can export it (export_tenant) or bring it back (cancel_offboarding). Errors: PT401, PT403 forbidden (needs tenant.delete), PT404, PT409 status_transition (pending).';
revoke all on function public.offboard_tenant(uuid) from public;
grant execute on function public.offboard_tenant(uuid) to authenticated;

-- By ownership and not by the tenant of the request: nobody acts for an offboarded tenant by default.
create or replace function private.cancel_offboarding(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if not private.owns(private.uid(), p_tenant) then perform private.fail('not_found', 'tenant'); end if;
  -- the person before the tenant, as in create_tenant
  if exists (select from public.tenants t join public.plans p on p.id = t.plan_id
             where t.id = p_tenant and t.status = 'offboarded' and p.price_monthly_cents = 0 and p.price_yearly_cents = 0) then
    perform private.check_free_tenants(private.uid());
  end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status <> 'offboarded' then return v_tenant; end if;
  update public.tenants t set status = 'active' where t.id = p_tenant returning * into v_tenant;
  -- what nobody has canceled yet goes on
  delete from private.outbox o
  where o.done_at is null and o.kind = 'cancel_subscription' and o.payload ->> 'tenant_id' = p_tenant::text;
  return v_tenant;
end
$$;
comment on function private.cancel_offboarding(uuid) is
  'Brings an offboarded tenant back for the signed-in owner, in columns no client may write. Raises PT401, PT402 free_tenants, PT404, PT409 status_transition (90 days are over).';
revoke all on function private.cancel_offboarding(uuid) from public;
grant execute on function private.cancel_offboarding(uuid) to authenticated;

create or replace function private.owns(p_user uuid, p_tenant uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.tenant_members m where m.tenant_id = p_tenant and m.user_id = p_user and m.role = 'owner' and m.is_active)
$$;
comment on function private.owns(uuid, uuid) is 'Whether a person owns a tenant, whatever its state and whichever tenant the request acts for.';
revoke all on function private.owns(uuid, uuid) from public;

create or replace function public.cancel_offboarding(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.cancel_offboarding(tenant)
$$;
comment on function public.cancel_offboarding(uuid) is
  'Brings back a tenant you own within 90 days of its offboarding, its sites included; a tenant that is not offboarded stays as it is. Errors: PT401, PT402 free_tenants, PT404, PT409 status_transition (90 days are over).';
revoke all on function public.cancel_offboarding(uuid) from public;
grant execute on function public.cancel_offboarding(uuid) to authenticated;
--! EndIncluded functions/tenancy/offboard_tenant.sql
--! Included functions/tenancy/create_tenant.sql
create or replace function private.check_free_tenants(p_owner uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owned integer;
  v_allowed integer := private.setting('free_tenants_per_person')::integer;
begin
  -- one at a time a person, so that two calls at once can't both be the last allowed
  perform from public.users u where u.id = p_owner for no key update;
  select count(*) into v_owned
  from public.tenant_members m
  join public.tenants t on t.id = m.tenant_id
  join public.plans p on p.id = t.plan_id
  where m.user_id = p_owner and m.role = 'owner' and t.status <> 'offboarded' and p.price_monthly_cents = 0 and p.price_yearly_cents = 0;
  if v_owned >= v_allowed then perform private.fail('free_tenants', v_owned::text, v_allowed::text); end if;
end
$$;
comment on function private.check_free_tenants(uuid) is
  'Whether a person may own one more tenant on the free plan; locks and counts rows clients can''t see. Raises PT402 free_tenants.';
revoke all on function private.check_free_tenants(uuid) from public;

-- T2, in one transaction:
--  1. tenant on the free plan (what was wanted is remembered; billing alone moves plans),
--     active if the owner's address is confirmed, else pending
--  2. owner, counters, free subscription
--  3. website with a published home page and five components
create or replace function private.create_tenant_for(p_owner uuid, p_name text, p_wanted_plan text, p_is_default boolean)
returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_name text := btrim(p_name);
  v_plan public.plans;
  v_tenant public.tenants;
begin
  if v_name is null or length(v_name) not between 1 and 120 then
    perform private.fail('invalid_input', 'name (expected 1 to 120 characters)');
  end if;
  select * into v_plan from public.plans p
  where p.is_active and p.price_monthly_cents = 0 and p.price_yearly_cents = 0 order by p.display_order limit 1;
  if not found then perform private.fail('plan_inactive', 'free'); end if;
  if p_wanted_plan is not null and not exists (select from public.plans p where p.slug = p_wanted_plan and p.is_active) then
    perform private.fail('plan_inactive', p_wanted_plan);
  end if;

  perform private.check_free_tenants(p_owner);

  -- 1.
  insert into public.tenants (name, slug, plan_id, wanted_plan, is_default, status)
  values (v_name, private.generate_slug(v_name), v_plan.id, p_wanted_plan, p_is_default,
    case when exists (select from public.user_emails e where e.user_id = p_owner and e.is_primary and e.verified)
      then 'active' else 'pending' end::public.tenant_status)
  returning * into v_tenant;
  -- 2.
  insert into public.usage_counters (tenant_id) values (v_tenant.id);
  insert into public.tenant_members (tenant_id, user_id, role) values (v_tenant.id, p_owner, 'owner');
  insert into public.subscriptions (tenant_id, provider, user_id, plan_id, status, billing_cycle)
  values (v_tenant.id, 'manual', p_owner, v_plan.id, 'active', 'none');
  update public.users u set active_tenant_id = v_tenant.id where u.id = p_owner and u.active_tenant_id is null;
  -- 3.
  perform private.create_website_for(v_tenant.id, v_name, v_tenant.slug);
  return v_tenant;
end
$$;
comment on function private.create_tenant_for(uuid, text, text, boolean) is
  'Makes a tenant with owner, website and free subscription, in tables no client may insert into. Raises PT400 invalid_input, PT402 free_tenants, PT409 plan_inactive.';
revoke all on function private.create_tenant_for(uuid, text, text, boolean) from public;

create or replace function private.create_tenant(p_name text, p_wanted_plan text) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  return private.create_tenant_for(private.uid(), p_name, p_wanted_plan, false);
end
$$;
comment on function private.create_tenant(text, text) is 'Makes a tenant for the signed-in person, who may not insert one. Raises PT401 and what create_tenant_for raises.';
revoke all on function private.create_tenant(text, text) from public;
grant execute on function private.create_tenant(text, text) to authenticated;

create or replace function public.create_tenant(name text, wanted_plan text default null) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.create_tenant(name, wanted_plan)
$$;
comment on function public.create_tenant(text, text) is
  'Makes a tenant owned by you, with a website, a home page and the free plan; wanted_plan (a plan''s slug) is remembered for the checkout. Errors: PT400 invalid_input, PT401, PT402 free_tenants, PT409 plan_inactive.';
revoke all on function public.create_tenant(text, text) from public;
grant execute on function public.create_tenant(text, text) to authenticated;
--! EndIncluded functions/tenancy/create_tenant.sql
--! Included functions/tenancy/set_active_tenant.sql
create or replace function private.purge_lock(p_tenant uuid) returns bigint
language sql immutable security invoker set search_path = ''
as $$
  select hashtextextended('tenantry.purge ' || p_tenant, 0)
$$;
comment on function private.purge_lock(uuid) is 'The advisory lock that a purge holds, and whoever makes rows outside the tenant point to it shares.';
revoke all on function private.purge_lock(uuid) from public;

create or replace function private.set_active_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  -- it may be going away this moment
  perform pg_advisory_xact_lock_shared(private.purge_lock(p_tenant));
  if (private.membership(private.uid(), p_tenant)).tenant_id is null then perform private.fail('tenant_not_allowed'); end if;
  update public.users u set active_tenant_id = p_tenant
  where u.id = private.uid() and u.active_tenant_id is distinct from p_tenant;
end
$$;
comment on function private.set_active_tenant(uuid) is 'Stores which tenant the signed-in person acts for, in a column clients may not write. Raises PT401, PT403 tenant_not_allowed.';
revoke all on function private.set_active_tenant(uuid) from public;
grant execute on function private.set_active_tenant(uuid) to authenticated;

create or replace function public.set_active_tenant(tenant uuid) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.set_active_tenant(tenant)
$$;
comment on function public.set_active_tenant(uuid) is
  'From the next request on you act for that tenant, unless the request names another. Works whatever the state of the current one. Errors: PT401, PT403 tenant_not_allowed.';
revoke all on function public.set_active_tenant(uuid) from public;
grant execute on function public.set_active_tenant(uuid) to authenticated;
--! EndIncluded functions/tenancy/set_active_tenant.sql
--! Included functions/tenancy/succeed_owner.sql
-- A tenant must not stay with an owner nobody can reach: the admin who has served longest takes over; where there is none,
-- the tenant is offboarded, and gone after 90 days.
create or replace function private.succeed_owner(p_user uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner public.tenant_members;
  v_successor public.tenant_members;
begin
  -- what they work for and, where they own it, who may take over, in one order; whoever makes them an owner meanwhile comes first
  perform from public.tenant_members m
  where exists (
    select from public.tenant_members o
    where o.tenant_id = m.tenant_id and o.user_id = p_user and (o.id = m.id or o.role = 'owner' and m.role = 'admin'))
  order by m.tenant_id, m.id for no key update;

  for v_owner in select * from public.tenant_members m where m.user_id = p_user and m.role = 'owner' order by m.tenant_id loop
    perform from public.tenant_members m
    where m.tenant_id = v_owner.tenant_id and m.role = 'admin' order by m.id for no key update;
    select m.* into v_successor
    from public.tenant_members m join public.users u on u.id = m.user_id
    where m.tenant_id = v_owner.tenant_id and m.role = 'admin' and m.is_active and u.status = 'active' and u.deleted_at is null
    order by m.accepted_at, m.id
    limit 1;

    if found then
      update public.tenant_members m set role = 'admin', is_active = false where m.tenant_id = v_owner.tenant_id and m.id = v_owner.id;
      update public.tenant_members m set role = 'owner' where m.tenant_id = v_owner.tenant_id and m.id = v_successor.id;
      update public.tenants t set status = 'active'
      where t.id = v_owner.tenant_id and t.status = 'pending'
        and exists (select from public.user_emails e where e.user_id = v_successor.user_id and e.is_primary and e.verified);
      perform private.record_audit('tenant.ownership_transferred', 'tenant', v_owner.tenant_id,
        jsonb_build_object('from', v_owner.user_id, 'to', v_successor.user_id, 'reason', 'owner_left'), v_owner.tenant_id);
    else
      -- a pending tenant is offboarded by way of active
      update public.tenants t set status = 'active' where t.id = v_owner.tenant_id and t.status = 'pending';
      perform private.offboard(v_owner.tenant_id);
      perform private.record_audit('tenant.owner_left', 'tenant', v_owner.tenant_id,
        jsonb_build_object('owner', v_owner.user_id), v_owner.tenant_id);
    end if;
  end loop;
end
$$;
comment on function private.succeed_owner(uuid) is
  'Hands over, or offboards, every tenant of a person who has left for good, in rows no client may write.';
revoke all on function private.succeed_owner(uuid) from public;
--! EndIncluded functions/tenancy/succeed_owner.sql
--! Included functions/identity/handle_sign_up.sql
-- Who has just proven an address has it: a person who proved it once, and signs in with
-- another one now, loses it, and mail for them goes there again. Auth gives an address to
-- one person; single sign-on may give it to more, of whom the first keeps it.
create or replace function private.set_primary_email(p_user uuid, p_email text, p_verified boolean, p_via text default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_loser uuid;
begin
  if p_verified then
    update public.user_emails e set verified = false, is_primary = false
    from public.users u
    where e.email = v_email and e.verified and e.user_id <> p_user and u.id = e.user_id and u.email is distinct from v_email
    returning e.user_id into v_loser;
    update public.user_emails e set is_primary = true
    from public.users u
    where e.user_id = v_loser and u.id = v_loser and e.email = u.email
      and not exists (select from public.user_emails o where o.user_id = v_loser and o.is_primary);
  end if;
  update public.user_emails e set is_primary = false where e.user_id = p_user and e.is_primary and e.email <> v_email;
  insert into public.user_emails as e (user_id, email, is_primary, verified, via)
  values (p_user, v_email, true,
    p_verified and not exists (select from public.user_emails o where o.email = v_email and o.verified and o.user_id <> p_user),
    coalesce(p_via, 'email:password'))
  on conflict (user_id, email) do update set is_primary = true, verified = e.verified or excluded.verified;
end
$$;
comment on function private.set_primary_email(uuid, text, boolean, text) is
  'Mirrors Auth''s address of a person into user_emails, which no client may write and of which others'' rows may change; p_via: email:password, google, ….';
revoke all on function private.set_primary_email(uuid, text, boolean, text) from public;

-- T1: what a new account gets. Only the person is needed; all else may fail without
-- stopping the sign-up or the rest, and is written down where it does.
create or replace function private.handle_sign_up() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_meta jsonb := case when jsonb_typeof(new.raw_user_meta_data) = 'object' then new.raw_user_meta_data else '{}' end;
begin
  insert into public.users (id, email, first_name, last_name, full_name, avatar_url)
  values (new.id, new.email, left(v_meta ->> 'first_name', 255), left(v_meta ->> 'last_name', 255),
    left(coalesce(v_meta ->> 'full_name', v_meta ->> 'name'), 511),
    case when v_meta ->> 'avatar_url' ~ '^https?://' and length(v_meta ->> 'avatar_url') <= 2048 then v_meta ->> 'avatar_url' end);

  begin
    insert into public.user_roles (user_id) values (new.id);
    insert into public.user_email_preferences (user_id, email_type)
    select new.id, t from unnest(enum_range(null::public.email_type)) t;
    if new.email is not null then
      perform private.set_primary_email(new.id, new.email, new.email_confirmed_at is not null,
        left(nullif(new.raw_app_meta_data ->> 'provider', 'email'), 80));
    end if;
  exception when others then
    insert into private.signup_failures (user_id, step, error) values (new.id, 'defaults', sqlerrm);
  end;

  -- an invited person joins a tenant, a valet customer is served by one
  if coalesce(v_meta ->> 'signup_as', '') not in ('invitee', 'valet_customer') then
    begin
      perform private.create_tenant_for(new.id,
        left(coalesce(nullif(btrim(v_meta ->> 'tenant_name'), ''), nullif(btrim(v_meta ->> 'full_name'), ''),
          nullif(split_part(new.email, '@', 1), ''), 'My team'), 120),
        -- a wish for a plan that is not there is no reason to have no tenant
        (select p.slug from public.plans p where p.slug = v_meta ->> 'wanted_plan' and p.is_active), true);
    exception when others then
      insert into private.signup_failures (user_id, step, error) values (new.id, 'tenant', sqlerrm);
    end;
  end if;
  return null;
end
$$;
comment on function private.handle_sign_up() is 'After insert on auth.users: makes the person, address, platform role, mail preferences and default tenant, for a role that may write none of them.';
revoke all on function private.handle_sign_up() from public;

-- Auth owns address, confirmation and last sign-in; we mirror them.
create or replace function private.handle_auth_update() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- a tenant being made for this person, or handed to them, is pending or sees the confirmation
  perform from public.users u where u.id = new.id for no key update;
  update public.users u
  set email = new.email, last_login_at = coalesce(new.last_sign_in_at, u.last_login_at)
  where u.id = new.id
    and (u.email, u.last_login_at) is distinct from (lower(new.email), coalesce(new.last_sign_in_at, u.last_login_at));

  if new.email is not null
     and (new.email is distinct from old.email or (new.email_confirmed_at is not null and old.email_confirmed_at is null)) then
    perform private.set_primary_email(new.id, new.email, new.email_confirmed_at is not null);
  end if;

  if new.email_confirmed_at is not null and old.email_confirmed_at is null then
    update public.tenants t set status = 'active'
    where t.status = 'pending'
      and t.id in (select m.tenant_id from public.tenant_members m where m.user_id = new.id and m.role = 'owner');
  end if;
  return null;
end
$$;
comment on function private.handle_auth_update() is 'After update on auth.users: mirrors address, confirmation and last sign-in, and activates the owner''s pending tenants.';
revoke all on function private.handle_auth_update() from public;

-- Whatever Auth forgets, authorship stays, under no name (T7); seats are freed, and what they
-- owned finds another owner or an end.
create or replace function private.handle_auth_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.users u where u.id = old.id for no key update;
  perform private.succeed_owner(old.id);
  delete from public.invitations i
  where i.accepted_by = old.id or i.email in (select e.email from public.user_emails e where e.user_id = old.id and e.verified);
  delete from public.user_emails e where e.user_id = old.id;
  update public.users u
  set email = null, username = null, first_name = null, last_name = null, full_name = null, avatar_url = null, avatar_path = null,
    preferences = '{}', status = 'disabled', active_tenant_id = null, deleted_at = now()
  where u.id = old.id;
  update public.tenant_members m set is_active = false where m.user_id = old.id and m.is_active and m.role <> 'owner';
  delete from public.website_members w where w.user_id = old.id;
  return null;
end
$$;
comment on function private.handle_auth_delete() is
  'After delete on auth.users, or when Auth marks a row deleted: anonymises the person, whose rows other tenants'' history points to, and ends their work for any.';
revoke all on function private.handle_auth_delete() from public;

create or replace trigger tenantry_sign_up after insert on auth.users
  for each row execute function private.handle_sign_up();
create or replace trigger tenantry_auth_update after update of email, email_confirmed_at, last_sign_in_at on auth.users
  for each row when (new.deleted_at is null) execute function private.handle_auth_update();
create or replace trigger tenantry_auth_delete after delete on auth.users
  for each row execute function private.handle_auth_delete();
-- Auth can also keep the row, with a made-up address
create or replace trigger tenantry_auth_soft_delete after update of deleted_at on auth.users
  for each row when (old.deleted_at is null and new.deleted_at is not null) execute function private.handle_auth_delete();
--! EndIncluded functions/identity/handle_sign_up.sql
--! Included functions/operations/audit_logs.sql
-- O1: nobody rewrites the past, the owner of the table included.
create or replace function private.refuse_change() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.fail('immutable', tg_table_name);
  return null;
end
$$;
comment on function private.refuse_change() is 'Before update, delete or truncate of an append-only table: refuses (409 immutable), whoever asks.';
revoke all on function private.refuse_change() from public;

-- The one exception is a purge, and it is told by facts, which no setting can feign: rows go only after their tenant has gone,
-- and only in the transaction that leaves the platform's own row about it, which never goes.
create or replace function private.check_purged_logs() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from (select distinct g.tenant_id from gone g) g
    where g.tenant_id is null
      or exists (select from public.tenants t where t.id = g.tenant_id)
      or not exists (
        select from public.audit_logs a
        where a.tenant_id is null and a.created_at >= now() and a.action = 'tenant.purged' and a.resource_id = g.tenant_id)
  ) then
    perform private.fail('immutable', tg_table_name);
  end if;
  return null;
end
$$;
comment on function private.check_purged_logs() is
  'After delete of audit rows, whoever asks: refuses (409 immutable) unless they were a tenant''s that this very transaction has purged; reads tenants whatever the caller can see.';
revoke all on function private.check_purged_logs() from public;

create or replace trigger _100_append_only before update or truncate on public.audit_logs
  for each statement execute function private.refuse_change();
create or replace trigger _110_append_only before update on public.audit_logs
  for each row execute function private.refuse_change();
create or replace trigger _120_purged after delete on public.audit_logs
  referencing old table as gone for each statement execute function private.check_purged_logs();
--! EndIncluded functions/operations/audit_logs.sql
--! Included functions/tenancy/purge_tenant.sql
-- T6: everything a tenant owns goes, in one transaction. What stays is one row in the platform's log.
--  1. Locks, in the order everybody takes them: against new people who act for it, those who do, its websites, its team,
--     itself. After the last one nobody can begin to write below it; who had begun has ended.
--  2. It has to be due.
--  3. Functions named before_purge_<what> queue what has to happen outside, while the rows still tell.
--  4. Counters go first, so that nothing counts what goes after; then the tenant with all that hangs on it; then what hangs
--     on no foreign key.
--  5. The platform's row, and with it the tenant's log (check_purged_logs).
create or replace function private.purge_tenant(p_tenant uuid, p_early boolean default false) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
  v_name text;
begin
  -- 1.
  perform pg_advisory_xact_lock(private.purge_lock(p_tenant));
  perform from public.users u where u.active_tenant_id = p_tenant order by u.id for no key update;
  perform from public.websites w where w.tenant_id = p_tenant order by w.id for update;
  perform from public.tenant_members m where m.tenant_id = p_tenant order by m.id for update;
  select * into v_tenant from public.tenants t where t.id = p_tenant for update;
  -- 2.
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status <> 'offboarded' then perform private.fail('conflict', 'only an offboarded tenant is purged'); end if;
  if not p_early and v_tenant.offboard_scheduled_at > now() - interval '90 days' then
    perform private.fail('conflict', 'its 90 days are not over');
  end if;
  -- 3.
  for v_name in
    select p.proname from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname ~ '^before_purge_.+' order by p.proname
  loop
    execute format('select private.%I($1)', v_name) using p_tenant;
  end loop;
  -- 4.
  delete from public.usage_counters c where c.tenant_id = p_tenant;
  delete from public.tenants t where t.id = p_tenant;
  for v_name in
    select c.oid::regclass::text
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and c.oid <> 'public.audit_logs'::regclass
      and c.relnamespace in (select n.oid from pg_catalog.pg_namespace n where n.nspname in ('public', 'valet', 'private'))
      and not exists (
        select from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confdeltype = 'c' and a.attnum = any (k.conkey))
    order by 1
  loop
    execute format('delete from %s t where t.tenant_id = $1', v_name) using p_tenant;
  end loop;
  -- 5.
  perform private.record_audit('tenant.purged', 'tenant', p_tenant,
    jsonb_build_object('slug', v_tenant.slug, 'created_at', v_tenant.created_at, 'offboarded_at', v_tenant.offboard_scheduled_at));
  delete from public.audit_logs a where a.tenant_id = p_tenant;
end
$$;
comment on function private.purge_tenant(uuid, boolean) is
  'Deletes an offboarded tenant with everything it owns, its log included, in tables no client may delete from; for maintenance and operators. Before 90 days are over only with p_early. Raises PT404, PT409 conflict.';
revoke all on function private.purge_tenant(uuid, boolean) from public;

-- Files lie in folders named after the tenant; a table of files adds a function of its own.
create or replace function private.before_purge_storage(p_tenant uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  insert into private.outbox (kind, payload)
  select 'delete_files', jsonb_build_object('bucket', b.id, 'prefix', p_tenant || '/')
  from storage.buckets b
  where exists (
    select from storage.objects o
    where o.bucket_id = b.id and o.name collate "C" >= p_tenant || '/' and o.name collate "C" < p_tenant || '0')
$$;
comment on function private.before_purge_storage(uuid) is
  'Queues the deletion of a tenant''s folder in every bucket that has one; reads storage, which clients see through its own policies only.';
revoke all on function private.before_purge_storage(uuid) from public;
--! EndIncluded functions/tenancy/purge_tenant.sql
--! Included functions/tenancy/export_tenant.sql
-- T6: all a tenant owns, as rows in an order an importer can use: what a row points to comes before it. What there is to
-- export is read from the catalog, so that a later table needs nothing here: a table with a tenant_id is a tenant's.

create or replace function private.export_tables(p_private boolean)
returns table (place bigint, name text, kind text, tenant_column text)
language sql stable security definer set search_path = ''
as $$
  with recursive own as (
    select c.oid, a.attname::text as tenant_column
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      and a.attname = case when c.oid = 'public.tenants'::regclass then 'id' else 'tenant_id' end
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'valet', 'private')
  ), refers as (
    select distinct k.conrelid as child, k.confrelid as parent, k.confkey[1] as key
    from pg_catalog.pg_constraint k where k.contype = 'f' and k.conrelid in (select o.oid from own o) and k.conrelid <> k.confrelid
  ), path as (
    select o.oid, array[o.oid] as tables from own o
    union all
    select r.child, p.tables || r.child from path p join refers r on r.parent = p.oid and not r.child = any (p.tables)
  ), listed as (
    select 0 as depth, 'public.users' as name, 'people' as kind, null as tenant_column
    union all
    -- ids made anew by each installation: an importer finds its own by the name
    select distinct 1, r.parent::regclass::text, 'reference', null
    from refers r
    join pg_catalog.pg_attribute a on a.attrelid = r.parent and a.attnum = r.key and a.atttypid = 'uuid'::regtype
    where r.parent not in (select o.oid from own o) and r.parent <> 'public.users'::regclass
    union all
    select 1 + max(cardinality(p.tables)), o.oid::regclass::text, 'own', o.tenant_column
    from own o join path p on p.oid = o.oid
    join pg_catalog.pg_class c on c.oid = o.oid
    where p_private or c.relnamespace <> 'private'::regnamespace
    group by o.oid, o.tenant_column
  )
  select row_number() over (order by l.depth, l.name), l.name, l.kind, l.tenant_column from listed l
$$;
comment on function private.export_tables(boolean) is
  'What an export consists of, in order: people, reference rows, and a tenant''s own tables, parents first; private ones (secrets live there) only where asked for.';
revoke all on function private.export_tables(boolean) from public;

-- By which columns a table is paged through: those of an index that begins with the tenant, and the primary key.
create or replace function private.export_key(p_table regclass, p_tenant_column text) returns text[]
language sql stable security definer set search_path = ''
as $$
  with keys as (
    select i.indisprimary, i.indexrelid, a.attname::text as name, k.position
    from pg_catalog.pg_index i
    cross join lateral unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) with ordinality k (number, position)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and (a.attnotnull or a.attname = p_tenant_column)
    where i.indrelid = p_table and i.indpred is null and i.indexprs is null
  ), leads as (
    select k.indexrelid from keys k where k.position = 1 and k.name = p_tenant_column order by k.indisprimary desc, k.indexrelid limit 1
  ), chosen as (
    select k.name, min(case when k.indexrelid in (select l.indexrelid from leads l) then k.position else 100 + k.position end) as place
    from keys k
    where k.indisprimary or k.indexrelid in (select l.indexrelid from leads l)
    group by k.name
  )
  select coalesce(array_agg(c.name order by c.place) filter (where c.name <> p_tenant_column), array[p_tenant_column]) from chosen c
$$;
comment on function private.export_key(regclass, text) is 'The columns by which an export pages through a table, so that an index serves it; read from the catalog.';
revoke all on function private.export_key(regclass, text) from public;

-- One page. A position is the table and the key of the row.
create or replace function private.export_page(p_tenant uuid, p_after text, p_rows integer, p_private boolean)
returns table ("position" text, "table" text, "row" json)
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_bytes constant bigint := 8388608; -- a page is not much larger, however large the rows are
  v_table record;
  v_after_table text := split_part(p_after, ' ', 1);
  v_after jsonb;
  v_key text[];
  v_from text;
  v_past text;
  v_row record;
  v_left integer := p_rows;
  v_bytes bigint := 0;
begin
  if p_after is not null then
    begin
      v_after := substr(p_after, length(v_after_table) + 2)::jsonb;
    exception when others then
      perform private.fail('invalid_input', 'after_position (expected the position of a row of this export)');
    end;
  end if;

  for v_table in
    select t.* from private.export_tables(p_private) t
    where p_after is null or t.place >= (select a.place from private.export_tables(p_private) a where a.name = v_after_table)
    order by t.place
  loop
    v_key := case when v_table.kind = 'own' then private.export_key(v_table.name::regclass, v_table.tenant_column) else array['id'] end;
    v_from := case v_table.kind
      when 'own' then format('select t.*, row_to_json(t) as exported from %s t where t.%I = $1', v_table.name, v_table.tenant_column)
      -- whom the tenant knows by name, and everybody else its rows point to by the id alone
      when 'people' then format(
        'select u.id, case when m.known
           then json_build_object(''id'', u.id, ''email'', u.email, ''full_name'', u.full_name, ''avatar_url'', u.avatar_url, ''status'', u.status, ''deleted'', u.deleted_at is not null)
           else json_build_object(''id'', u.id) end as exported
         from public.users u join (select p.id, bool_or(p.known) as known from (%s) p group by p.id) m on m.id = u.id',
        private.export_pointers(v_table.name::regclass))
      else format('select t.id, row_to_json(t) as exported from %s t where t.id in (select p.id from (%s) p)', v_table.name, private.export_pointers(v_table.name::regclass))
    end;
    v_past := '';
    if v_table.name = v_after_table then
      select format('where (%s) > (%s)', string_agg(format('t.%I', k.name), ', ' order by k.place),
        string_agg(format('%L::%s', v_after ->> (k.place - 1)::integer, format_type(a.atttypid, a.atttypmod)), ', ' order by k.place))
      into v_past
      from unnest(v_key) with ordinality k (name, place)
      join pg_catalog.pg_attribute a on a.attrelid = v_table.name::regclass and a.attname = k.name;
    end if;

    for v_row in execute format('select jsonb_build_array(%s)::text as key, t.exported from (%s) t %s order by %s limit %s',
      (select string_agg(format('t.%I::text', k), ', ') from unnest(v_key) k), v_from, v_past,
      (select string_agg(format('t.%I', k), ', ') from unnest(v_key) k), v_left) using p_tenant
    loop
      "position" := v_table.name || ' ' || v_row.key;
      "table" := v_table.name;
      "row" := v_row.exported;
      return next;
      v_left := v_left - 1;
      v_bytes := v_bytes + octet_length(v_row.exported::text);
      exit when v_bytes > c_bytes;
    end loop;
    exit when v_left = 0 or v_bytes > c_bytes;
  end loop;
end
$$;
comment on function private.export_page(uuid, text, integer, boolean) is
  'Up to p_rows rows (about 8 MiB at most) of a tenant''s export that follow a position, whoever asks, of tables clients can''t read whole. json and not jsonb: what a json column holds stays to the letter. Raises PT400 invalid_input.';
revoke all on function private.export_page(uuid, text, integer, boolean) from public;

create or replace function private.export_pointers(p_to regclass) returns text
language sql stable security definer set search_path = ''
as $$
  select string_agg(format('select t.%I as id, %L::boolean as known from %s t where t.%I = $1 and t.%1$I is not null',
    a.attname, t.name in ('public.tenant_members', 'public.website_members', 'tenant_members', 'website_members') and a.attname = 'user_id',
    t.name, t.tenant_column), ' union all ')
  from private.export_tables(true) t
  join pg_catalog.pg_constraint k on k.contype = 'f' and k.conrelid = case when t.kind = 'own' then t.name::regclass end and k.confrelid = p_to
  join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  where cardinality(k.conkey) = 1
$$;
comment on function private.export_pointers(regclass) is 'A query for the rows of a global table that a tenant''s rows point to, and whether the tenant knows that person by name; made from the catalog.';
revoke all on function private.export_pointers(regclass) from public;

create or replace function private.export_tenant(p_tenant uuid, p_after text, p_rows integer)
returns table ("position" text, "table" text, "row" json)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if not private.owns(private.uid(), p_tenant) then perform private.fail('not_found', 'tenant'); end if;
  if (p_rows between 1 and 1000) is not true then perform private.fail('invalid_input', 'page_size (expected 1 to 1000)'); end if;
  return query select * from private.export_page(p_tenant, p_after, p_rows, false);
end
$$;
comment on function private.export_tenant(uuid, text, integer) is
  'A page of the export of a tenant the signed-in person owns, whatever its state, of tables they may not read whole. Raises PT400, PT401, PT404.';
revoke all on function private.export_tenant(uuid, text, integer) from public;
grant execute on function private.export_tenant(uuid, text, integer) to authenticated;

create or replace function public.export_tenant(tenant uuid, after_position text default null, page_size integer default 1000)
returns table ("position" text, "table" text, "row" json)
language sql stable security invoker set search_path = ''
as $$
  select * from private.export_tenant(tenant, after_position, page_size)
$$;
comment on function public.export_tenant(uuid, text, integer) is
  'All a tenant you own has, a page at a time, also while it is suspended or offboarded: ask again with the last position until no row comes. Passwords and tokens are left out. Errors: PT400, PT401, PT404.';
revoke all on function public.export_tenant(uuid, text, integer) from public;
grant execute on function public.export_tenant(uuid, text, integer) to authenticated;
--! EndIncluded functions/tenancy/export_tenant.sql
--! Included functions/tenancy/check_invariants_tenancy.sql
create or replace function private.check_invariants_tenancy() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a tenant has exactly one active owner', t.id::text
  from public.tenants t
  where (select count(*) from public.tenant_members m where m.tenant_id = t.id and m.role = 'owner' and m.is_active) <> 1
  union all
  select 'a tenant in use has an owner who is still there', t.id::text
  from public.tenants t
  join public.tenant_members m on m.tenant_id = t.id and m.role = 'owner'
  join public.users u on u.id = m.user_id
  where t.status <> 'offboarded' and u.deleted_at is not null
  union all
  select 'member_count counts active members and collaborators', format('%s: counter %s, rows %s', c.tenant_id, c.member_count, n.rows)
  from public.usage_counters c
  cross join lateral (
    select (select count(*) from public.tenant_members m where m.tenant_id = c.tenant_id and m.is_active)
      + (select count(distinct w.user_id) from public.website_members w where w.tenant_id = c.tenant_id and w.accepted_at is not null
           and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active)) as rows
  ) n
  where c.member_count <> n.rows
  union all
  select 'every tenant has its counters', t.id::text
  from public.tenants t where not exists (select from public.usage_counters c where c.tenant_id = t.id)
  union all
  select 'nobody anonymised acts for a tenant', u.id::text
  from public.users u
  where u.active_tenant_id is not null and u.deleted_at is not null
  union all
  select 'members show their person''s name and address', m.id::text
  from public.tenant_members m join public.users u on u.id = m.user_id
  where (m.display_name, m.email, m.avatar_url) is distinct from (u.full_name, u.email, u.avatar_url)
  union all
  select 'every sign-up is complete', u.id::text
  from public.users u
  where not exists (select from public.user_roles r where r.user_id = u.id)
    and not exists (select from private.signup_failures f where f.user_id = u.id)
  union all
  select 'role_sets are the role_permissions', coalesce(s.role, p.role)::text
  from private.role_sets s
  full join (select role, string_agg(permission::text, ',' order by permission) as permissions from public.role_permissions group by role) p on p.role = s.role
  where s.permissions is distinct from p.permissions
  union all
  select 'the default partition of audit_logs is empty', count(*)::text from private.audit_logs_default having count(*) > 0
$$;
comment on function private.check_invariants_tenancy() is 'Broken invariants of identity, tenancy and operations.';
revoke all on function private.check_invariants_tenancy() from public;
--! EndIncluded functions/tenancy/check_invariants_tenancy.sql

--! Included functions/operations/join_waitlist.sql
-- O3: anybody may ask to be told; nobody learns who else has. What is answered does not depend on what is there, and a
-- stranger changes nothing about an address that stands there already.
create or replace function private.join_waitlist(p_email text, p_name text, p_source text, p_metadata jsonb) returns public.waitlist_answer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_limit record;
begin
  if (length(v_email) between 3 and 320 and v_email ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$') is not true then
    perform private.fail('invalid_input', 'email (expected an address)');
  end if;
  if length(p_name) > 255 or length(p_source) > 80 then
    perform private.fail('invalid_input', 'name or source (expected at most 255 and 80 characters)');
  end if;
  if jsonb_typeof(p_metadata) <> 'object' or pg_column_size(p_metadata) > 4096 then
    perform private.fail('invalid_input', 'metadata (expected an object of at most 4 KiB)');
  end if;

  -- by address first, so that one who tries often does not use up everybody's tries
  select l.allowed, ceil(l.retry_after)::integer as seconds into v_limit
  from private.consume_rate_limit('join_waitlist ' || coalesce(host(private.client_address()), '-'), 5, 1.0 / 60) l;
  if v_limit.allowed then
    select l.allowed, ceil(l.retry_after)::integer as seconds into v_limit from private.consume_rate_limit('join_waitlist', 1000, 5) l;
  end if;
  if not v_limit.allowed then return row(429, v_limit.seconds)::public.waitlist_answer; end if;

  insert into public.waitlist (email, name, source, metadata, status)
  values (v_email, nullif(btrim(p_name), ''), nullif(btrim(p_source), ''), coalesce(p_metadata, '{}'),
    case when exists (select from public.users u where u.email = v_email) then 'joined' else 'waiting' end::public.waitlist_status)
  on conflict (email) do nothing;
  return row(202, 0)::public.waitlist_answer;
end
$$;
comment on function private.join_waitlist(text, text, text, jsonb) is
  'Puts an address on the waitlist for anybody, in a table no client may write, and answers the same whether it was there. Raises PT400 invalid_input.';
revoke all on function private.join_waitlist(text, text, text, jsonb) from public;
grant execute on function private.join_waitlist(text, text, text, jsonb) to anon, authenticated, service_role;

create or replace function public.join_waitlist(email text, name text default null, source text default null, metadata jsonb default '{}')
returns public.waitlist_answer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_answer public.waitlist_answer := private.join_waitlist(email, name, source, metadata);
begin
  perform set_config('response.status', v_answer.status::text, true);
  return v_answer;
end
$$;
comment on function public.join_waitlist(text, text, text, jsonb) is
  'Puts an address on the waitlist. status, also as HTTP status: 202, the same whether it stood there or not; 429 too many tries (5 an address, one more a minute), with the seconds to wait. Errors: PT400 invalid_input.';
revoke all on function public.join_waitlist(text, text, text, jsonb) from public;
grant execute on function public.join_waitlist(text, text, text, jsonb) to anon, authenticated, service_role;

create or replace function private.leave_waitlist() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.waitlist w set status = 'joined' where w.email = new.email and w.status <> 'joined';
  return null;
end
$$;
comment on function private.leave_waitlist() is 'After a sign-up: whoever waited has joined; a table the new person may not write.';
revoke all on function private.leave_waitlist() from public;

create or replace trigger _900_waitlist after insert on public.users
  for each row when (new.email is not null) execute function private.leave_waitlist();
create or replace trigger _100_timestamps before update on public.waitlist
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.waitlist
  for each row execute function private.normalise_email();
--! EndIncluded functions/operations/join_waitlist.sql
--! Included functions/operations/run_maintenance.sql
-- O4: all periodic work. Each domain adds functions private.maintain_<what>(), which do what is due, however often and
-- wherever they are called, and answer how many things that were.
create or replace function private.maintenance_tasks() returns setof text
language sql stable security invoker set search_path = ''
as $$
  select substr(p.proname, length('maintain_') + 1)
  from pg_catalog.pg_proc p
  where p.pronamespace = 'private'::regnamespace and p.proname ~ '^maintain_.+' and p.pronargs = 0
  order by p.proname
$$;
comment on function private.maintenance_tasks() is 'What run_maintenance does, in order.';
revoke all on function private.maintenance_tasks() from public;

-- One place at a time does a task, the others pass it by; one that fails stops no other.
create or replace function private.run_maintenance(p_only text default null)
returns table (task text, done bigint, problem text)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  for task in select t.name from private.maintenance_tasks() t (name) where p_only is null or t.name = p_only loop
    done := null;
    problem := null;
    if pg_try_advisory_xact_lock(hashtextextended('tenantry.maintain_' || task, 0)) then
      begin
        execute format('select private.%I()', 'maintain_' || task) into done;
      exception when others then
        problem := sqlstate || ': ' || sqlerrm;
      end;
    else
      problem := 'busy elsewhere';
    end if;
    return next;
  end loop;
end
$$;
comment on function private.run_maintenance(text) is
  'Does the periodic work that is due (p_only: of one task), in tables no API role may write, and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once.';
revoke all on function private.run_maintenance(text) from public;
grant execute on function private.run_maintenance(text) to service_role;

create or replace function public.run_maintenance() returns table (task text, done bigint, problem text)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.run_maintenance()
$$;
comment on function public.run_maintenance() is
  'Does the periodic work that is due and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once. For the service only.';
revoke all on function public.run_maintenance() from public;
grant execute on function public.run_maintenance() to service_role;

create or replace function private.maintain_partitions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before bigint := (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r');
begin
  perform private.ensure_partitions();
  return (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r') - v_before;
end
$$;
comment on function private.maintain_partitions() is 'Makes partitions ahead of time, which needs the tables'' owner; answers how many.';
revoke all on function private.maintain_partitions() from public;

-- A limit has to be full again after a week without use, for the bucket says nothing more then.
create or replace function private.maintain_rate_limits() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.rate_limit_buckets b
    where b.key = any (array(
      select i.key from private.rate_limit_buckets i where i.updated_at < now() - interval '7 days' limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_rate_limits() is 'Removes rate-limit buckets that nobody has used for a week, from a table no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_rate_limits() from public;

create or replace function private.maintain_outbox() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.outbox o
    where o.id = any (array(
      select i.id from private.outbox i where i.done_at < now() - interval '30 days' order by i.id limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_outbox() is 'Removes what was done 30 days ago from the outbox, which no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_outbox() from public;

-- Few at a time, for each holds its locks until the transaction ends; the worker asks again while there are more.
create or replace function private.maintain_purges() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_done bigint := 0;
begin
  for v_tenant in
    select t.id from public.tenants t
    where t.status = 'offboarded' and t.offboard_scheduled_at <= now() - interval '90 days'
    order by t.offboard_scheduled_at limit 5
  loop
    begin
      perform private.purge_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- somebody is in the way, or a hook failed: the next one's turn, and this one's again next time
      raise warning 'purge of tenant % failed: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_purges() is 'Purges up to five tenants whose 90 days are over, from tables no API role may delete from; one that fails is left for the next time, with a warning in the server''s log.';
revoke all on function private.maintain_purges() from public;
--! EndIncluded functions/operations/run_maintenance.sql
--! Included functions/operations/schedule_maintenance.sql
-- Where pg_cron is installed it does the periodic work; elsewhere `npm run worker` does. Both at once do no harm.
create or replace function private.schedule_maintenance() returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is null then return false; end if;
  execute 'select cron.schedule($1, $2, $3)' using 'tenantry-maintenance', '*/5 * * * *', 'select * from private.run_maintenance()';
  return true;
end
$$;
comment on function private.schedule_maintenance() is 'Has pg_cron run the maintenance every five minutes; false where there is no pg_cron. Called by the migration, and by hand when pg_cron is installed later.';
revoke all on function private.schedule_maintenance() from public;
--! EndIncluded functions/operations/schedule_maintenance.sql
--! Included functions/operations/publish_realtime.sql
-- Supabase Realtime sends changes of the tables in its publication, each to whom row-level security shows the row. A DELETE
-- goes to everybody with the key of the row alone: the replica identity stays the default, the primary key.
create or replace function private.publish_realtime() returns text[]
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  c_tables constant text[] := array['websites', 'pages', 'components', 'deployments', 'tenant_members', 'website_members'];
  v_table text;
  v_added text[] := '{}';
begin
  if not exists (select from pg_catalog.pg_publication p where p.pubname = 'supabase_realtime') then return v_added; end if;
  foreach v_table in array c_tables loop
    continue when exists (
      select from pg_catalog.pg_publication_tables t where t.pubname = 'supabase_realtime' and t.schemaname = 'public' and t.tablename = v_table);
    execute format('alter publication supabase_realtime add table public.%I', v_table);
    v_added := v_added || v_table;
  end loop;
  return v_added;
end
$$;
comment on function private.publish_realtime() is 'Adds the tables that clients watch to Supabase''s publication and answers which; none where it is not there. Called by migrations, safe to repeat.';
revoke all on function private.publish_realtime() from public;
--! EndIncluded functions/operations/publish_realtime.sql
--! Included functions/identity/custom_access_token_hook.sql
-- Supabase Auth calls it for each access token. It writes the platform role and nothing of tenants: a claim would outlive a
-- switch of tenants, and membership is looked up on each request anyway.
create or replace function private.custom_access_token_hook(event jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if event -> 'claims' ->> 'role' = 'authenticated' and exists (
    select from public.user_roles r
    join public.users u on u.id = r.user_id
    where r.user_id::text = event ->> 'user_id' and r.role = 'admin' and u.status = 'active' and u.deleted_at is null
  ) then
    return jsonb_set(event, '{claims,role}', '"platform_admin"');
  end if;
  return event;
end
$$;
comment on function private.custom_access_token_hook(jsonb) is
  'Gives a platform admin''s token the role platform_admin and leaves every other as it is; reads user_roles, which Supabase Auth can''t.';
revoke all on function private.custom_access_token_hook(jsonb) from public;

do $$
begin
  if to_regrole('supabase_auth_admin') is not null then
    grant usage on schema private to supabase_auth_admin;
    grant execute on function private.custom_access_token_hook(jsonb) to supabase_auth_admin;
  end if;
end
$$;
--! EndIncluded functions/identity/custom_access_token_hook.sql
--! Included policies/operations/waitlist.sql
-- Anybody joins through join_waitlist; platform admins read it, the service invites from it.
alter table public.waitlist enable row level security;
revoke all on public.waitlist from anon, authenticated, service_role, platform_admin;
grant select on public.waitlist to platform_admin;
grant select, update on public.waitlist to service_role;

drop policy if exists select_platform_admin on public.waitlist;
create policy select_platform_admin on public.waitlist for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.waitlist is 'Platform admins read everything.';
--! EndIncluded policies/operations/waitlist.sql

select private.schedule_maintenance();
select private.publish_realtime();

-- Owners who had left before this was looked after.
select private.succeed_owner(u.id) from public.users u where u.deleted_at is not null order by u.id;
