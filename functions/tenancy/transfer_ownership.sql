-- T3: the only way ownership moves.
create or replace function private.transfer_ownership(p_tenant uuid, p_member uuid) returns public.tenant_members
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner public.tenant_members;
  v_member public.tenant_members;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  -- the person first: their address may be confirmed at this moment, which activates what they own
  perform from public.users u
  where u.id = (select m.user_id from public.tenant_members m where m.tenant_id = p_tenant and m.id = p_member)
  for no key update;
  -- both rows in id order, so that a transfer and a deactivation can't wait for each other
  perform from public.tenant_members m
  where m.tenant_id = p_tenant and (m.role = 'owner' or m.id = p_member)
  order by m.id for no key update;
  select * into v_owner from public.tenant_members m where m.tenant_id = p_tenant and m.role = 'owner';
  -- tenant.delete is the owner's alone, and not while the tenant is suspended
  if v_owner.user_id is distinct from private.uid() or not private.can('tenant.delete') then
    perform private.fail('forbidden', 'ownership');
  end if;
  select m.* into v_member
  from public.tenant_members m join public.users u on u.id = m.user_id
  where m.tenant_id = p_tenant and m.id = p_member and m.is_active and u.status = 'active';
  if not found then perform private.fail('not_found', 'active member'); end if;
  if v_member.id = v_owner.id then return v_member; end if;
  -- nobody gets around the cap by being given what others made
  if exists (select from public.tenants t join public.plans p on p.id = t.plan_id
             where t.id = p_tenant and p.price_monthly_cents = 0 and p.price_yearly_cents = 0) then
    begin
      perform private.check_free_tenants(v_member.user_id);
    exception when sqlstate 'PT402' then
      -- without figures, which are that person's own
      perform private.fail('new_owner_full');
    end;
  end if;

  -- the tenant before its seats; whoever gets it may have confirmed their address long ago
  update public.tenants t set status = 'active'
  where t.id = p_tenant and t.status = 'pending'
    and exists (select from public.user_emails e where e.user_id = v_member.user_id and e.is_primary and e.verified);
  update public.tenant_members m set role = 'admin' where m.tenant_id = p_tenant and m.id = v_owner.id;
  update public.tenant_members m set role = 'owner', custom_role_id = null
  where m.tenant_id = p_tenant and m.id = v_member.id
  returning * into v_member;
  perform private.record_audit('tenant.ownership_transferred', 'tenant', p_tenant,
    jsonb_build_object('from', v_owner.user_id, 'to', v_member.user_id), p_tenant);
  return v_member;
end
$$;
comment on function private.transfer_ownership(uuid, uuid) is 'Moves ownership from the signed-in owner to an active member; clients may not write role owner. Raises PT401, PT402 new_owner_full, PT403 forbidden, PT404 not_found.';
revoke all on function private.transfer_ownership(uuid, uuid) from public;
grant execute on function private.transfer_ownership(uuid, uuid) to authenticated;

create or replace function public.transfer_ownership(tenant uuid, member uuid) returns public.tenant_members
language sql volatile security invoker set search_path = ''
as $$
  select private.transfer_ownership(tenant, member)
$$;
comment on function public.transfer_ownership(uuid, uuid) is
  'Makes an active member (tenant_members.id) the owner of the tenant you own; you become an admin. Errors: PT401, PT402 new_owner_full (they own as many free tenants as one may), PT403 forbidden, PT404 not_found.';
revoke all on function public.transfer_ownership(uuid, uuid) from public;
grant execute on function public.transfer_ownership(uuid, uuid) to authenticated;
