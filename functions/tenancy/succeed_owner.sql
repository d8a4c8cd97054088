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
