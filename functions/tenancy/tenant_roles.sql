-- Triggers of tenant_roles (T9).

create or replace function private.check_role_change(p_tenant uuid, p_role uuid, p_permissions public.app_permission[]) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if exists (
    select from public.tenant_members m where m.tenant_id = p_tenant and m.custom_role_id = p_role and m.user_id = private.uid()) then
    perform private.fail('own_membership');
  end if;
  perform private.check_role_ceiling(p_permissions);
end
$$;
comment on function private.check_role_change(uuid, uuid, public.app_permission[]) is
  'Whether the request may write a role that has, or had, these permissions; reads members whom the caller may not. Raises PT401, PT403 own_membership (it is the caller''s own role) or role_ceiling.';
revoke all on function private.check_role_change(uuid, uuid, public.app_permission[]) from public;
grant execute on function private.check_role_change(uuid, uuid, public.app_permission[]) to authenticated;

-- Runs as whoever writes, like the guard of members.
create or replace function private.guard_role() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'platform_admin') then
    perform private.check_role_change(
      case tg_op when 'INSERT' then new.tenant_id else old.tenant_id end,
      case tg_op when 'INSERT' then new.id else old.id end,
      case tg_op when 'INSERT' then new.permissions when 'DELETE' then old.permissions else old.permissions || new.permissions end);
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end
$$;
comment on function private.guard_role() is 'Before insert, delete or a change of permissions: a client writes roles within its own permissions only, and never its own.';
revoke all on function private.guard_role() from public;

create or replace function private.sort_permissions() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.permissions := array(select distinct p from unnest(new.permissions) p order by p);
  return new;
end
$$;
comment on function private.sort_permissions() is 'Before insert or update: a role''s permissions are a set.';
revoke all on function private.sort_permissions() from public;

create or replace function private.release_role() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant may be going away with its roles
  if exists (select from public.tenants t where t.id = old.tenant_id) then
    if exists (select from public.tenant_members m where m.tenant_id = old.tenant_id and m.custom_role_id = old.id)
       or exists (select from public.invitations i where i.tenant_id = old.tenant_id and i.custom_role_id = old.id and i.status = 'pending') then
      perform private.fail('role_in_use');
    end if;
    update public.invitations i set custom_role_id = null where i.tenant_id = old.tenant_id and i.custom_role_id = old.id;
  end if;
  return old;
end
$$;
comment on function private.release_role() is
  'Before delete: a role that a member or a pending invitation has stays, whatever the caller can see; past invitations, which no client may write, forget it. Raises PT409 role_in_use.';
revoke all on function private.release_role() from public;

create or replace trigger _200_keep before update of tenant_id, id, created_at on public.tenant_roles
  for each row execute function private.keep_columns('tenant_id', 'id', 'created_at');
create or replace trigger _210_guard before insert or delete or update of permissions on public.tenant_roles
  for each row execute function private.guard_role();
create or replace trigger _220_release before delete on public.tenant_roles
  for each row execute function private.release_role();
create or replace trigger _300_fill before insert or update of permissions on public.tenant_roles
  for each row execute function private.sort_permissions();
create or replace trigger _900_audit_created after insert on public.tenant_roles
  for each row execute function private.audit('role', 'role.created');
create or replace trigger _900_audit_changed after update of name, permissions on public.tenant_roles
  for each row when ((old.name, old.permissions) is distinct from (new.name, new.permissions)) execute function private.audit('role', 'role.changed');
create or replace trigger _900_audit_deleted after delete on public.tenant_roles
  for each row execute function private.audit('role', 'role.deleted');
