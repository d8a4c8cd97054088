create or replace function private.revoke_invitation(p_invitation uuid) returns public.invitations
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_invitation public.invitations;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('member.manage') or not private.all_websites() then perform private.fail('forbidden', 'member.manage'); end if;
  select * into v_invitation from public.invitations i where i.tenant_id = v_tenant and i.id = p_invitation for update;
  if not found then perform private.fail('not_found', 'invitation'); end if;
  if v_invitation.status = 'accepted' then perform private.fail('invitation_closed'); end if;
  if v_invitation.status = 'pending' then
    perform private.check_role_ceiling(private.role_permissions_of(v_tenant, v_invitation.role, v_invitation.custom_role_id));
    update public.invitations i set status = 'revoked' where i.tenant_id = v_tenant and i.id = p_invitation
    returning * into v_invitation;
  end if;
  return v_invitation;
end
$$;
comment on function private.revoke_invitation(uuid) is
  'Moves an invitation''s status, which no client may write. Raises PT403 forbidden, no_tenant or role_ceiling, PT404, PT409 invitation_closed.';
revoke all on function private.revoke_invitation(uuid) from public;
grant execute on function private.revoke_invitation(uuid) to authenticated;

create or replace function public.revoke_invitation(invitation uuid) returns public.invitations
language sql volatile security invoker set search_path = ''
as $$
  select private.revoke_invitation(invitation)
$$;
comment on function public.revoke_invitation(uuid) is
  'Takes a pending invitation back: its token is worthless and its seat free. One that has expired or been revoked stays so. Errors: PT403 forbidden (needs member.manage) or role_ceiling, PT404, PT409 invitation_closed (accepted).';
revoke all on function public.revoke_invitation(uuid) from public;
grant execute on function public.revoke_invitation(uuid) to authenticated;
