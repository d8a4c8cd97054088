-- T7: what nobody does to their own membership, but to end it. Works whatever the tenant's state.
create or replace function private.leave_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user uuid := private.uid();
  v_role public.tenant_role;
begin
  if v_user is null then perform private.fail('unauthenticated'); end if;
  -- the person first, as wherever both are locked
  perform from public.users u where u.id = v_user for no key update;
  select m.role into v_role from public.tenant_members m
  where m.tenant_id = p_tenant and m.user_id = v_user and m.is_active for no key update;
  if v_role = 'owner' then perform private.fail('one_owner'); end if;
  if (private.membership(v_user, p_tenant)).tenant_id is null then perform private.fail('tenant_not_allowed'); end if;

  update public.tenant_members m set is_active = false where m.tenant_id = p_tenant and m.user_id = v_user and m.is_active;
  delete from public.website_members w where w.tenant_id = p_tenant and w.user_id = v_user;
  update public.users u set active_tenant_id = null where u.id = v_user and u.active_tenant_id = p_tenant;
end
$$;
comment on function private.leave_tenant(uuid) is
  'Deactivates the signed-in person''s own membership and ends their collaborations, which they may not write. Raises PT401, PT403 tenant_not_allowed, PT409 one_owner.';
revoke all on function private.leave_tenant(uuid) from public;
grant execute on function private.leave_tenant(uuid) to authenticated;

create or replace function public.leave_tenant(tenant uuid) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.leave_tenant(tenant)
$$;
comment on function public.leave_tenant(uuid) is
  'You are no longer a member of that tenant, or a collaborator on any of its websites; what you did there stays. The owner transfers it first. Errors: PT401, PT403 tenant_not_allowed, PT409 one_owner.';
revoke all on function public.leave_tenant(uuid) from public;
grant execute on function public.leave_tenant(uuid) to authenticated;
