-- Active members and website collaborators take seats, a person one, and so does an invited
-- address until the invitation is accepted or its time is over. Counted as late as possible
-- and once a statement: everybody changing one team queues at its counter.
create or replace function private.count_seats() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_members_before integer;
  v_pending_before integer;
  v_members integer;
  v_pending integer;
  v_waiting integer;
begin
  for v_tenant in select distinct c.tenant_id from changed c order by 1 loop
    select c.member_count, c.pending_invitations into v_members_before, v_pending_before
    from public.usage_counters c where c.tenant_id = v_tenant for no key update;
    -- no counter: the tenant is going away
    continue when not found;

    -- new statements, so that they see what the last holder of the lock committed
    select count(*) into v_members from (
      select m.user_id from public.tenant_members m where m.tenant_id = v_tenant and m.is_active
      union
      select w.user_id from public.website_members w where w.tenant_id = v_tenant and w.accepted_at is not null
    ) seats;
    select count(distinct i.email), count(distinct i.email) filter (where i.expires_at > now()) into v_pending, v_waiting
    from public.invitations i where i.tenant_id = v_tenant and i.status = 'pending';
    continue when (v_members, v_pending) = (v_members_before, v_pending_before);

    update public.usage_counters c set member_count = v_members, pending_invitations = v_pending where c.tenant_id = v_tenant;
    if v_members > v_members_before or v_pending > v_pending_before then
      perform private.check_quota(v_tenant, 'max_collaborators', v_members + v_waiting,
        greatest(v_members - v_members_before, 0) + greatest(v_pending - v_pending_before, 0));
    end if;
  end loop;
  return null;
end
$$;
comment on function private.count_seats() is
  'After a statement on members, collaborators or invitations (transition table "changed"): counts the seats taken, which the client can''t. Raises PT402 quota_exceeded when they grow beyond the plan.';
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
