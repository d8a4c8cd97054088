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
