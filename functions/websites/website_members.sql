-- Triggers of website_members (T10, seats). A collaborator takes one seat, on however many
-- websites, and none beside a membership.
create or replace function private.count_collaborators() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_seats integer;
  v_used bigint;
begin
  for v_tenant in select distinct tenant_id from changed order by 1 loop
    -- counted anew under the counter's lock, because the same person may be in several rows
    perform from public.usage_counters c where c.tenant_id = v_tenant for no key update;
    v_seats := (select count(*) from public.tenant_members m where m.tenant_id = v_tenant and m.is_active)
      + (select count(distinct w.user_id) from public.website_members w
         where w.tenant_id = v_tenant and w.accepted_at is not null
           and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active));
    update public.usage_counters c set member_count = v_seats
    where c.tenant_id = v_tenant and c.member_count <> v_seats
    returning c.member_count + c.pending_invitations into v_used;
    if found and tg_op <> 'DELETE' then perform private.check_quota(v_tenant, 'max_collaborators', v_used); end if;
  end loop;
  return null;
end
$$;
comment on function private.count_collaborators() is 'After insert, update or delete of website members: counts seats the client can''t. Raises PT402 quota_exceeded.';
revoke all on function private.count_collaborators() from public;

create or replace trigger _100_timestamps before update on public.website_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, user_id, created_at on public.website_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'user_id', 'created_at');
create or replace trigger _800_count_inserted after insert on public.website_members
  referencing new table as changed for each statement execute function private.count_collaborators();
create or replace trigger _800_count_updated after update on public.website_members
  referencing new table as changed for each statement execute function private.count_collaborators();
create or replace trigger _800_count_deleted after delete on public.website_members
  referencing old table as changed for each statement execute function private.count_collaborators();
create or replace trigger _900_audit_joined after insert on public.website_members
  for each row execute function private.audit('website_member', 'website_member.added');
create or replace trigger _900_audit_role after update of role on public.website_members
  for each row when (old.role is distinct from new.role) execute function private.audit('website_member', 'website_member.role_changed');
create or replace trigger _900_audit_removed after delete on public.website_members
  for each row execute function private.audit('website_member', 'website_member.removed');
