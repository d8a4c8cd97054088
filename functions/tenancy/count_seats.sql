-- Active members and website collaborators take seats, a person one. Counted as late as
-- possible and once a statement: everybody changing one team queues at its counter.
create or replace function private.count_seats() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_before integer;
  v_pending integer;
  v_now integer;
begin
  for v_tenant in select distinct c.tenant_id from changed c order by 1 loop
    select c.member_count, c.pending_invitations into v_before, v_pending
    from public.usage_counters c where c.tenant_id = v_tenant for no key update;
    -- no counter: the tenant is going away
    continue when not found;

    -- a new statement, so that it sees what the last holder of the lock committed
    select count(*) into v_now from (
      select m.user_id from public.tenant_members m where m.tenant_id = v_tenant and m.is_active
      union
      select w.user_id from public.website_members w where w.tenant_id = v_tenant and w.accepted_at is not null
    ) seats;
    continue when v_now = v_before;

    update public.usage_counters c set member_count = v_now where c.tenant_id = v_tenant;
    if v_now > v_before then
      perform private.check_quota(v_tenant, 'max_collaborators', v_now + v_pending, v_now - v_before);
    end if;
  end loop;
  return null;
end
$$;
comment on function private.count_seats() is
  'After a statement on members or collaborators (transition table "changed"): counts the seats taken, which the client can''t. Raises PT402 quota_exceeded when they grow beyond the plan.';
revoke all on function private.count_seats() from public;

create or replace trigger _800_seats_inserted after insert on public.tenant_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_updated after update on public.tenant_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_deleted after delete on public.tenant_members
  referencing old table as changed for each statement execute function private.count_seats();

create or replace trigger _800_seats_inserted after insert on public.website_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_updated after update on public.website_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_deleted after delete on public.website_members
  referencing old table as changed for each statement execute function private.count_seats();
