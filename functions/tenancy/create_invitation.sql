-- T8. Inviting again renews: role, limit and time are new, and the token before is worthless.
--  1. Who asks, and for what: a team's invitation or one website's, never to be owner, and
--     within the caller's own permissions.
--  2. What has expired makes room.
--  3. One pending invitation an address and scope: the one there is renewed, by somebody
--     who may do what it gives, or a new one is made. Seats are counted by its triggers.
--  4. It makes a message: a team sends no more than it needs, and nobody gets many.
--  5. The token, told this once.
create or replace function private.create_invitation(
  p_email text, p_role public.tenant_role, p_website uuid, p_custom_role uuid, p_credit_limit integer
) returns public.issued_invitation
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_email text := lower(btrim(p_email));
  v_old public.invitations;
  v_invitation public.invitations;
begin
  -- 1.
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('member.manage') or not private.all_websites() then perform private.fail('forbidden', 'member.manage'); end if;
  if (select t.status from public.tenants t where t.id = v_tenant) = 'pending' then perform private.fail('email_not_confirmed'); end if;
  if private.is_email(v_email) is not true then perform private.fail('invalid_input', 'email (expected one like ada@example.com)'); end if;
  if p_role is null or (p_role = 'custom') <> (p_custom_role is not null) or (p_role = 'custom' and p_website is not null) then
    perform private.fail('invalid_input', 'role (expected custom exactly with custom_role, and not for one website)');
  end if;
  if p_credit_limit is null or p_credit_limit < -1 then perform private.fail('invalid_input', 'credit_limit (expected -1 for none, or more)'); end if;
  if p_role = 'owner' then perform private.fail('one_owner'); end if;
  if p_website is not null then
    -- the website before what hangs on it
    perform from public.websites w where w.tenant_id = v_tenant and w.id = p_website for key share;
    if not found then perform private.fail('not_found', 'website'); end if;
  end if;
  if p_role = 'custom' and private.role_permissions_of(v_tenant, p_role, p_custom_role) is null then
    perform private.fail('not_found', 'custom role');
  end if;
  perform private.check_role_ceiling(private.role_permissions_of(v_tenant, p_role, p_custom_role));
  if exists (select from public.tenant_members m where m.tenant_id = v_tenant and m.email = v_email and m.is_active) then
    perform private.fail('already_member');
  end if;

  -- 2.
  perform private.expire_invitations(v_tenant);

  -- 3.
  loop
    select * into v_old from public.invitations i
    where i.tenant_id = v_tenant and i.email = v_email and i.website_id is not distinct from p_website and i.status = 'pending'
    for update;
    if found then
      perform private.check_role_ceiling(private.role_permissions_of(v_tenant, v_old.role, v_old.custom_role_id));
      update public.invitations i
      set role = p_role, custom_role_id = p_custom_role, credit_limit = p_credit_limit, invited_by = private.uid(),
        expires_at = clock_timestamp() + interval '7 days'
      where i.tenant_id = v_tenant and i.id = v_old.id
      returning * into v_invitation;
    else
      insert into public.invitations (tenant_id, website_id, email, role, custom_role_id, credit_limit, invited_by)
      values (v_tenant, p_website, v_email, p_role, p_custom_role, p_credit_limit, private.uid())
      on conflict do nothing
      returning * into v_invitation;
    end if;
    -- else somebody has just invited the same address
    exit when v_invitation.id is not null;
  end loop;

  -- 4.
  perform private.limit_invitations(v_tenant, v_email);

  -- 5.
  return row(v_invitation, private.issue_invitation_token(v_tenant, v_invitation.id))::public.issued_invitation;
end
$$;
comment on function private.create_invitation(text, public.tenant_role, uuid, uuid, integer) is
  'Writes an invitation and its token, which no client may. Raises PT400 invalid_input, PT401, PT402 quota_exceeded, PT403 forbidden, no_tenant, email_not_confirmed or role_ceiling, PT404, PT409 one_owner or already_member, PT429.';
revoke all on function private.create_invitation(text, public.tenant_role, uuid, uuid, integer) from public;
grant execute on function private.create_invitation(text, public.tenant_role, uuid, uuid, integer) to authenticated;

-- Raised, and so undone with the invitation: what is refused sends no message and costs none.
create or replace function private.limit_invitations(p_tenant uuid, p_email text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  -- ada+anything is ada
  v_mailbox text := regexp_replace(p_email, '(?<=.)\+[^@]*@', '@');
  v_wait double precision := greatest(
    (private.consume_rate_limit('invitations ' || p_tenant, 100, 100 / 86400.0)).retry_after,
    (private.consume_rate_limit('invitations ' || p_tenant || ' ' || v_mailbox, 10, 1 / 3600.0)).retry_after,
    (private.consume_rate_limit('invitations ' || v_mailbox, 20, 1 / 3600.0)).retry_after);
begin
  if v_wait > 0 then perform private.fail('rate_limited', ceil(v_wait)::text); end if;
end
$$;
comment on function private.limit_invitations(uuid, text) is
  'Counts an invitation for its tenant and its address, in buckets no client may write. Raises PT429.';
revoke all on function private.limit_invitations(uuid, text) from public;

create or replace function public.create_invitation(
  email text, role public.tenant_role, website uuid default null, custom_role uuid default null, credit_limit integer default -1
) returns public.issued_invitation
language sql volatile security invoker set search_path = ''
as $$
  select private.create_invitation(email, role, website, custom_role, credit_limit)
$$;
comment on function public.create_invitation(text, public.tenant_role, uuid, uuid, integer) is
  'Invites an address to the team (custom_role with role custom), or with website as a collaborator on that website only, for 7 days. The token is told this once; inviting again makes a new one. credit_limit: credits the person may use, -1 for no limit. Errors: PT400 invalid_input, PT401, PT402 quota_exceeded (seats), PT403 forbidden (needs member.manage), email_not_confirmed or role_ceiling, PT404, PT409 one_owner or already_member, PT429 rate_limited (100 a day, 10 to one address and then one an hour).';
revoke all on function public.create_invitation(text, public.tenant_role, uuid, uuid, integer) from public;
grant execute on function public.create_invitation(text, public.tenant_role, uuid, uuid, integer) to authenticated;
