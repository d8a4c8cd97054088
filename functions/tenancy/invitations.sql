-- Triggers and helpers of invitations (T8).

create or replace function private.token_hash(p_token text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select encode(sha256(convert_to(p_token, 'UTF8')), 'hex')
$$;
comment on function private.token_hash(text) is 'What is kept of a token of 32 random bytes: nothing slower is needed for what can''t be guessed.';
revoke all on function private.token_hash(text) from public;

create or replace function private.issue_invitation_token(p_tenant uuid, p_invitation uuid) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_token text := encode(extensions.gen_random_bytes(32), 'hex');
begin
  delete from private.directory d where d.kind = 'invitation' and d.tenant_id = p_tenant and d.object_id = p_invitation;
  perform private.directory_claim('invitation', private.token_hash(v_token), p_tenant, p_invitation);
  return v_token;
end
$$;
comment on function private.issue_invitation_token(uuid, uuid) is
  'Makes an invitation''s token, in place of any before; only its hash is kept, in a table no client may see.';
revoke all on function private.issue_invitation_token(uuid, uuid) from public;

-- An accepted invitation keeps its token, so that whoever accepted it may do so again.
create or replace function private.release_invitation_token() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.directory d where d.kind = 'invitation' and d.tenant_id = old.tenant_id and d.object_id = old.id;
  return null;
end
$$;
comment on function private.release_invitation_token() is 'After an invitation is revoked, expired or gone: its token, in a table no client may see, leads nowhere.';
revoke all on function private.release_invitation_token() from public;

-- The address stands in the invitation, which can be erased; the audit log can't.
create or replace function private.audit_invitation() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.record_audit(
    case new.status when 'pending' then 'user.invited' else 'invitation.' || new.status end,
    'invitation', new.id,
    jsonb_strip_nulls(jsonb_build_object('role', new.role, 'custom_role_id', new.custom_role_id, 'website_id', new.website_id,
      'again', case when tg_op = 'UPDATE' and new.status = 'pending' then true end)),
    new.tenant_id);
  return null;
end
$$;
comment on function private.audit_invitation() is 'After an invitation is made, renewed, accepted, revoked or expired: writes the audit row, which no client can.';
revoke all on function private.audit_invitation() from public;

-- Whoever is taken off the team leaves no door open.
create or replace function private.revoke_invitations_of_members() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- all at once: each such statement ends with the counters
  update public.invitations i set status = 'revoked'
  from (
    select e.tenant_id, e.id
    from after_change n
    join before_change o on o.tenant_id = n.tenant_id and o.id = n.id and o.is_active
    join public.invitations e on e.tenant_id = n.tenant_id and e.invited_by = n.user_id and e.status = 'pending'
    where not n.is_active
    order by e.tenant_id, e.id for no key update of e
  ) left_open
  where i.tenant_id = left_open.tenant_id and i.id = left_open.id;
  return null;
end
$$;
comment on function private.revoke_invitations_of_members() is 'After members are deactivated: revokes the invitations they made, which no client may write.';
revoke all on function private.revoke_invitations_of_members() from public;

-- For maintenance; seats are free and tokens worthless from the moment an invitation expires, whether marked or not.
create or replace function private.expire_invitations(p_tenant uuid default null) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_expired integer;
begin
  update public.invitations i set status = 'expired'
  from (
    select e.tenant_id, e.id from public.invitations e
    where e.status = 'pending' and e.expires_at <= now() and (p_tenant is null or e.tenant_id = p_tenant)
    order by e.expires_at limit 10000 for update skip locked
  ) due
  where i.tenant_id = due.tenant_id and i.id = due.id;
  get diagnostics v_expired = row_count;
  return v_expired;
end
$$;
comment on function private.expire_invitations(uuid) is
  'Marks invitations (of one tenant, or all) whose time is over, which no client may write, at most 10,000 a call, and says how many. Safe to run at any time, in several places.';
revoke all on function private.expire_invitations(uuid) from public;
grant execute on function private.expire_invitations(uuid) to service_role;

create or replace function private.maintain_invitations() returns bigint
language sql volatile security definer set search_path = ''
as $$
  select private.expire_invitations()
$$;
comment on function private.maintain_invitations() is 'Marks invitations whose time is over, which no client may write; at most 10,000 a call.';
revoke all on function private.maintain_invitations() from public;

create or replace trigger _100_timestamps before update on public.invitations
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.invitations
  for each row execute function private.normalise_email();
create or replace trigger _200_keep before update of tenant_id, id, website_id, created_at on public.invitations
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'created_at');
create or replace trigger _210_keep_status before update of status on public.invitations
  for each row when (old.status <> 'pending') execute function private.keep_columns('status');

create or replace trigger _800_seats_inserted after insert on public.invitations
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_updated after update on public.invitations
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_deleted after delete on public.invitations
  referencing old table as changed for each statement execute function private.count_seats();
create or replace trigger _850_token_closed after update of status on public.invitations
  for each row when (new.status in ('revoked', 'expired')) execute function private.release_invitation_token();
create or replace trigger _850_token_deleted after delete on public.invitations
  for each row execute function private.release_invitation_token();
create or replace trigger _900_audit_made after insert on public.invitations
  for each row execute function private.audit_invitation();
create or replace trigger _900_audit_changed after update of status, expires_at on public.invitations
  for each row when ((old.status, old.expires_at) is distinct from (new.status, new.expires_at)) execute function private.audit_invitation();

create or replace trigger _710_invitations after update on public.tenant_members
  referencing old table as before_change new table as after_change for each statement execute function private.revoke_invitations_of_members();

create or replace trigger _100_timestamps before update on public.tenant_member_credit_limits
  for each row execute function private.set_updated_at();
