--! Previous: sha1:5bdb738cce00a52a4c9473438faa81c181f12407
--! Hash: sha1:0a1c8b1552c75e91b607a23325d0a04dc080b996
--! Message: effects

--! split: 630-mail.sql
-- Invitations and other effects on the outside world happen, once each, and somebody sees when they can't.

alter table private.outbox
  add column if not exists due_at timestamptz not null default now(),
  add column if not exists failed_at timestamptz;
comment on column private.outbox.due_at is 'When it is to be tried: for a claimed one, when its worker counts as lost.';
comment on column private.outbox.failed_at is 'Nobody tries it any more.';
-- Few rows have been put there so far: nobody waits for these.
-- squawk-ignore require-concurrent-index-creation
create index if not exists outbox_due_idx on private.outbox (kind, due_at) where done_at is null and failed_at is null; -- next to do
-- squawk-ignore require-concurrent-index-deletion
drop index if exists private.outbox_open_idx;
-- squawk-ignore require-concurrent-index-creation
create index if not exists outbox_failing_idx on private.outbox (id) where done_at is null and last_error is not null; -- failed_effects

--! Included functions/tenancy/create_invitation.sql
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
--! EndIncluded functions/tenancy/create_invitation.sql
--! Included functions/tenancy/invitations.sql
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
--! EndIncluded functions/tenancy/invitations.sql
--! Included functions/operations/claim_outbox.sql
-- O5: what is to happen outside, each thing by one worker at a time, as often as it takes.

-- A claim is a lease: a worker that does not come back within it has died, and another one takes the row. Whoever works
-- gives up before that. What has been tried twelve times is nobody's any more.
create or replace function private.claim_outbox(p_kind text)
returns table (id bigint, payload jsonb, attempt integer)
language sql volatile security definer set search_path = ''
as $$
  update private.outbox o
  set attempts = o.attempts + 1, due_at = now() + interval '5 minutes'
  where o.id = (
    select i.id from private.outbox i
    where i.kind = p_kind and i.done_at is null and i.failed_at is null and i.due_at <= now() and i.attempts < 12
      -- the database's own, see maintain_files
      and (p_kind not in ('delete_object', 'delete_files') or to_regclass('storage.migrations') is not null)
    order by i.due_at, i.id limit 1 for update skip locked)
  returning o.id, o.payload, o.attempts
$$;
comment on function private.claim_outbox(text) is
  'Hands out the next effect of a kind, which no API role may read, for five minutes; no row where none is due.';
revoke all on function private.claim_outbox(text) from public;
grant execute on function private.claim_outbox(text) to service_role;

create or replace function public.claim_outbox(kind text)
returns table (id bigint, payload jsonb, attempt integer)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.claim_outbox(kind)
$$;
comment on function public.claim_outbox(text) is
  'Hands out the next thing to do outside of a kind (send_mail, delete_object, …), for five minutes: finish_outbox tells what came of it. No row where none is due. For the service only.';
revoke all on function public.claim_outbox(text) from public;
grant execute on function public.claim_outbox(text) to service_role;

-- Only the claim that is the row's last may say how it ended. The pauses double from one minute: twelve tries take a day and
-- a half. What a message said is nobody's to read once it is sent.
create or replace function private.finish_outbox(p_id bigint, p_attempt integer, p_error text, p_final boolean) returns boolean
language sql volatile security definer set search_path = ''
as $$
  with finished as (
    update private.outbox o
    set done_at = case when p_error is null then now() end,
      failed_at = case when p_error is not null and (p_final or o.attempts >= 12) then now() end,
      due_at = now() + interval '1 minute' * 2 ^ (o.attempts - 1),
      last_error = left(p_error, 1000),
      payload = case when p_error is null and o.kind = 'send_mail' then o.payload - '{text,html}'::text[] else o.payload end
    where o.id = p_id and o.attempts = p_attempt and o.done_at is null and o.failed_at is null
    returning 1
  )
  select exists (select from finished)
$$;
comment on function private.finish_outbox(bigint, integer, text, boolean) is
  'Ends a claim on an effect, in a table no API role may write: done without p_error, else due again later, or failed for good with p_final or after twelve tries. False where the claim is no longer the row''s.';
revoke all on function private.finish_outbox(bigint, integer, text, boolean) from public;
grant execute on function private.finish_outbox(bigint, integer, text, boolean) to service_role;

create or replace function public.finish_outbox(id bigint, attempt integer, error text default null, final boolean default false) returns boolean
language sql volatile security invoker set search_path = ''
as $$
  select private.finish_outbox(id, attempt, error, final)
$$;
comment on function public.finish_outbox(bigint, integer, text, boolean) is
  'Tells what came of what claim_outbox handed out, id and attempt as it said: done without error, else due again later, or failed for good with final or after twelve tries. False where somebody else has it by now. For the service only.';
revoke all on function public.finish_outbox(bigint, integer, text, boolean) from public;
grant execute on function public.finish_outbox(bigint, integer, text, boolean) to service_role;

create or replace function private.maintain_lost_effects() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with lost as (
    update private.outbox o set failed_at = now(), last_error = coalesce(o.last_error, 'No worker came back from it.')
    where o.id = any (array(
      select i.id from private.outbox i
      where i.done_at is null and i.failed_at is null and i.due_at <= now() and i.attempts >= 12 limit 1000 for update skip locked))
    returning 1
  )
  select count(*) from lost
$$;
comment on function private.maintain_lost_effects() is
  'Marks effects as failed whose twelfth worker has died, in a table no API role may write; at most 1,000 a call.';
revoke all on function private.maintain_lost_effects() from public;

-- Where no Storage server keeps files, the rows of storage.objects are all there is of them.
create or replace function private.maintain_files() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_effect private.outbox;
  v_done bigint := 0;
begin
  if to_regclass('storage.migrations') is not null then return 0; end if;
  for v_effect in
    select * from private.outbox o
    where o.kind in ('delete_object', 'delete_files') and o.done_at is null and o.failed_at is null and o.due_at <= now()
    order by o.id limit 1000 for update skip locked
  loop
    delete from storage.objects s
    where s.bucket_id = v_effect.payload ->> 'bucket'
      and case v_effect.kind
        when 'delete_object' then s.name = v_effect.payload ->> 'path'
        -- a folder, never a whole bucket
        else v_effect.payload ->> 'prefix' ~ '^[^/]+/' and starts_with(s.name, v_effect.payload ->> 'prefix') end;
    update private.outbox o set done_at = now(), attempts = o.attempts + 1 where o.id = v_effect.id;
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_files() is
  'Where there is no Storage server, deletes the objects the outbox names, which no API role may read; at most 1,000 effects a call.';
revoke all on function private.maintain_files() from public;
--! EndIncluded functions/operations/claim_outbox.sql
--! Included functions/operations/waiting_outbox.sql
create or replace function private.waiting_outbox() returns table (kind text, waiting bigint)
language sql stable security definer set search_path = ''
as $$
  select o.kind, count(*) from private.outbox o
  where o.done_at is null and o.failed_at is null and o.due_at <= now()
    and (o.kind not in ('delete_object', 'delete_files') or to_regclass('storage.migrations') is not null)
  group by o.kind order by o.kind
$$;
comment on function private.waiting_outbox() is 'Counts the effects that are due, by kind, in a table no API role may read.';
revoke all on function private.waiting_outbox() from public;
grant execute on function private.waiting_outbox() to service_role;

create or replace function public.waiting_outbox() returns table (kind text, waiting bigint)
language sql stable security invoker set search_path = ''
as $$
  select * from private.waiting_outbox()
$$;
comment on function public.waiting_outbox() is 'How many things to do outside are due, by kind. For the service only.';
revoke all on function public.waiting_outbox() from public;
grant execute on function public.waiting_outbox() to service_role;
--! EndIncluded functions/operations/waiting_outbox.sql
--! Included functions/operations/failed_effects.sql
-- What an effect is about stays in the outbox: messages are nobody's to read.
create or replace function private.failed_effects()
returns table (id bigint, kind text, attempts integer, last_error text, created_at timestamptz, due_at timestamptz, failed_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select o.id, o.kind, o.attempts, o.last_error, o.created_at, case when o.failed_at is null then o.due_at end, o.failed_at
    from private.outbox o where o.done_at is null and o.last_error is not null
    order by o.failed_at desc nulls last, o.id limit 1000;
end
$$;
comment on function private.failed_effects() is
  'Shows platform admins the effects that went wrong, in a table no API role may read. Raises PT403 forbidden.';
revoke all on function private.failed_effects() from public;
grant execute on function private.failed_effects() to platform_admin;

create or replace function public.failed_effects()
returns table (id bigint, kind text, attempts integer, last_error text, created_at timestamptz, due_at timestamptz, failed_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select * from private.failed_effects()
$$;
comment on function public.failed_effects() is
  'What should have happened outside (mail, deletions, cancellations) and has not: failed for good at failed_at, the latest first, or due again at due_at. At most 1,000. Errors: PT403 forbidden (platform admins only).';
revoke all on function public.failed_effects() from public;
grant execute on function public.failed_effects() to platform_admin;

create or replace function private.retry_effect(p_id bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kind text;
begin
  perform private.require_platform_admin();
  update private.outbox o set failed_at = null, attempts = 0, due_at = now()
  where o.id = p_id and o.failed_at is not null returning o.kind into v_kind;
  if not found then
    -- it will be tried anyway
    perform from private.outbox o where o.id = p_id and o.done_at is null;
    if not found then perform private.fail('not_found', 'effect'); end if;
    return;
  end if;
  perform private.record_audit('effect.retried', 'effect', null, jsonb_build_object('id', p_id, 'kind', v_kind));
end
$$;
comment on function private.retry_effect(bigint) is
  'Lets platform admins have a failed effect tried again, in a table no API role may write. Raises PT403 forbidden, PT404.';
revoke all on function private.retry_effect(bigint) from public;
grant execute on function private.retry_effect(bigint) to platform_admin;

create or replace function public.retry_effect(id bigint) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.retry_effect(id)
$$;
comment on function public.retry_effect(bigint) is
  'Has something that failed for good (failed_effects) tried again from the beginning; what will be tried anyway is left to that. Errors: PT403 forbidden (platform admins only), PT404.';
revoke all on function public.retry_effect(bigint) from public;
grant execute on function public.retry_effect(bigint) to platform_admin;
--! EndIncluded functions/operations/failed_effects.sql
--! Included functions/billing/begin_onboarding.sql
-- T2: for which tenant a customer is made at Stripe, if there is none yet.
create or replace function private.begin_onboarding() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('billing.manage') then perform private.fail('forbidden', 'billing.manage'); end if;
  return (
    select jsonb_build_object('tenant_id', t.id, 'tenant_name', t.name, 'email', u.email, 'customer_id', c.customer_id)
    from public.tenants t
    join public.users u on u.id = private.uid()
    left join public.provider_customers c on c.tenant_id = t.id and c.provider = 'stripe' and c.deleted_at is null
    where t.id = v_tenant);
end
$$;
comment on function private.begin_onboarding() is
  'Reads the customer of the tenant, its name and the caller''s address together. Raises PT401, PT403 forbidden or no_tenant.';
revoke all on function private.begin_onboarding() from public;
grant execute on function private.begin_onboarding() to authenticated;

create or replace function public.begin_onboarding() returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select private.begin_onboarding()
$$;
comment on function public.begin_onboarding() is
  'What the edge function onboard needs to make the tenant''s customer at Stripe: tenant_id, tenant_name, email, and customer_id once there is one. Changes nothing. Errors: PT401, PT403 forbidden (needs billing.manage) or no_tenant.';
revoke all on function public.begin_onboarding() from public;
grant execute on function public.begin_onboarding() to authenticated;
--! EndIncluded functions/billing/begin_onboarding.sql
