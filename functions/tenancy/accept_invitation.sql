-- T8, A10: answered, not raised, so that what a guess has cost is not rolled back. Whatever
-- is wrong with a token, the answer is one: it is not for you.
--  1. Somebody is signed in, and has guesses left: by person, and by address.
--  2. The token leads to an invitation of an active tenant, which is locked, after the
--     person, a membership there was before, and the website: in the order in which others
--     come by them, so that no two wait for each other.
--  3. Accepted by the same person, who is still there: the same answer again.
--  4. Pending, for an address this person has proven, from somebody who may still give it.
--  5. The person joins, if there is a seat. Who is on the team already stays as they are:
--     an invitation is no way to another role, or around one's credit limit.
create or replace function private.accept_invitation(p_token text) returns public.invitation_answer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_no constant public.invitation_answer := row(404, 'invitation_unavailable', null, null, null);
  v_user uuid := private.uid();
  v_network text := private.client_network();
  v_tenant uuid;
  v_id uuid;
  v_invitation public.invitations;
  v_yes public.invitation_answer;
  v_on_team boolean;
begin
  -- 1.
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if not (private.consume_rate_limit('accept_invitation ' || v_user, 10, 1 / 60.0)).allowed
     or v_network is not null and not (private.consume_rate_limit('accept_invitation ' || v_network, 60, 1)).allowed then
    return row(429, 'rate_limited', null, null, null)::public.invitation_answer;
  end if;

  -- 2.
  select d.tenant_id, d.object_id into v_tenant, v_id
  from private.directory d join public.tenants t on t.id = d.tenant_id
  where d.kind = 'invitation' and d.key = private.token_hash(p_token) and t.status = 'active';
  if not found then return c_no; end if;
  perform from public.users u where u.id = v_user for no key update;
  perform from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = v_user for no key update;
  perform from public.websites w join public.invitations i on i.tenant_id = w.tenant_id and i.website_id = w.id
  where i.tenant_id = v_tenant and i.id = v_id for key share of w;
  select * into v_invitation from public.invitations i where i.tenant_id = v_tenant and i.id = v_id for update;
  if not found then return c_no; end if;
  v_yes := row(200, null, v_tenant, v_invitation.website_id, v_invitation.role);

  -- 3.
  if v_invitation.status = 'accepted' and v_invitation.accepted_by = v_user and (private.membership(v_user, v_tenant)).tenant_id is not null then
    return v_yes;
  end if;

  -- 4.
  if v_invitation.status <> 'pending' then return c_no; end if;
  if v_invitation.expires_at <= clock_timestamp() then
    perform private.expire_invitations(v_tenant);
    return c_no;
  end if;
  if not exists (select from public.user_emails e where e.user_id = v_user and e.email = v_invitation.email and e.verified)
     or not private.may_give_role(v_tenant, v_invitation.invited_by, v_invitation.role, v_invitation.custom_role_id) then
    return c_no;
  end if;

  -- 5.
  v_on_team := exists (select from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = v_user and m.is_active);
  begin
    update public.invitations i set status = 'accepted', accepted_at = now(), accepted_by = v_user
    where i.tenant_id = v_tenant and i.id = v_id;
    if v_invitation.website_id is null then
      insert into public.tenant_members as m (tenant_id, user_id, role, custom_role_id, invited_by, invited_at)
      values (v_tenant, v_user, v_invitation.role, v_invitation.custom_role_id, v_invitation.invited_by, v_invitation.created_at)
      on conflict (tenant_id, user_id) do update
        set role = excluded.role, custom_role_id = excluded.custom_role_id, is_active = true,
          invited_by = excluded.invited_by, invited_at = excluded.invited_at, accepted_at = now()
        where not m.is_active;
    elsif not v_on_team then
      insert into public.website_members as w (tenant_id, website_id, user_id, role, invited_at, accepted_at)
      values (v_tenant, v_invitation.website_id, v_user, v_invitation.role, v_invitation.created_at, now())
      on conflict (user_id, tenant_id, website_id) do update
        set role = excluded.role, invited_at = excluded.invited_at, accepted_at = coalesce(w.accepted_at, excluded.accepted_at);
    end if;
    if not v_on_team then
      insert into public.tenant_member_credit_limits (tenant_id, user_id, credit_limit)
      values (v_tenant, v_user, v_invitation.credit_limit)
      on conflict (tenant_id, user_id) do update set credit_limit = excluded.credit_limit;
    end if;
    update public.users u set active_tenant_id = v_tenant where u.id = v_user and u.active_tenant_id is null;
  exception when sqlstate 'PT402' then
    -- without the tenant's figures, which are not the person's yet
    return row(402, 'no_seat', null, null, null)::public.invitation_answer;
  end;
  return v_yes;
end
$$;
comment on function private.accept_invitation(text) is
  'Reads the directory and makes a member or collaborator, which no client may. Answers 402, 404 or 429 where it does not. Raises PT401.';
revoke all on function private.accept_invitation(text) from public;
grant execute on function private.accept_invitation(text) to authenticated;

create or replace function private.may_give_role(p_tenant uuid, p_user uuid, p_role public.tenant_role, p_custom_role uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.tenant_members m join public.users u on u.id = m.user_id
    where m.tenant_id = p_tenant and m.user_id = p_user and m.is_active and u.status = 'active'
      and private.role_permissions_of(p_tenant, m.role, m.custom_role_id)
        @> (private.role_permissions_of(p_tenant, p_role, p_custom_role) || 'member.manage'::public.app_permission))
$$;
comment on function private.may_give_role(uuid, uuid, public.tenant_role, uuid) is
  'Whether a member manages members and has all that a role has, now, whoever asks; reads roles no client may.';
revoke all on function private.may_give_role(uuid, uuid, public.tenant_role, uuid) from public;

create or replace function public.accept_invitation(token text) returns public.invitation_answer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_answer public.invitation_answer := private.accept_invitation(token);
begin
  perform set_config('response.status', v_answer.status::text, true);
  return v_answer;
end
$$;
comment on function public.accept_invitation(text) is
  'Joins the team or website the token invites to; again, it answers the same. status, also as HTTP status, and reason: 200; 402 no_seat; 404 invitation_unavailable (unknown, used, expired, revoked, or for an address you have not verified: the answer is the same); 429 rate_limited (10 tries a person, one more a minute). Errors: PT401.';
revoke all on function public.accept_invitation(text) from public;
grant execute on function public.accept_invitation(text) to authenticated;
