-- Triggers of website_members (T10); its seats are counted with those of tenant_members.

-- Runs as whoever writes, like the guard of members: the same ceiling, and never oneself.
create or replace function private.guard_collaborator() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if current_user in ('authenticated', 'platform_admin') then
      perform private.check_member_change(old.tenant_id, old.user_id, old.role, null, old.role, null);
    end if;
    return old;
  end if;
  if current_user in ('authenticated', 'platform_admin') then
    perform private.check_member_change(old.tenant_id, old.user_id, old.role, null, new.role, null);
  end if;
  return new;
end
$$;
comment on function private.guard_collaborator() is 'Before delete or a change of role: a client changes and removes others only, within its own permissions.';
revoke all on function private.guard_collaborator() from public;

create or replace trigger _100_timestamps before update on public.website_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, user_id, created_at on public.website_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'user_id', 'created_at');
create or replace trigger _210_guard before delete or update of role on public.website_members
  for each row execute function private.guard_collaborator();
create or replace trigger _900_audit_joined after insert on public.website_members
  for each row execute function private.audit('website_member', 'website_member.added');
create or replace trigger _900_audit_role after update of role on public.website_members
  for each row when (old.role is distinct from new.role) execute function private.audit('website_member', 'website_member.role_changed');
create or replace trigger _900_audit_removed after delete on public.website_members
  for each row execute function private.audit('website_member', 'website_member.removed');
