--! Previous: sha1:302382592cfa4ac69d351aac8ad5c26c3356820a
--! Hash: sha1:6c480274ed03e1400e38983ab59eea4b04eaebf0
--! Message: teams

-- Who works together: invitations, custom roles, collaborators; several addresses and a picture for each person.

create type public.invitation_scope as enum ('tenant', 'website');
create type public.invitation_status as enum ('pending', 'accepted', 'expired', 'revoked');
comment on type public.invitation_scope is 'To the team, or to one website.';
comment on type public.invitation_status is 'pending until accepted, revoked, or 7 days are over.';

create table public.invitations (
  tenant_id uuid not null default private.tenant_id()
    constraint invitations_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  website_id uuid,
  scope public.invitation_scope not null generated always as (
    case when website_id is null then 'tenant'::public.invitation_scope else 'website'::public.invitation_scope end) stored,
  email text not null,
  role public.tenant_role not null default 'editor',
  custom_role_id uuid,
  credit_limit integer not null default -1,
  invited_by uuid not null constraint invitations_invited_by_fkey references public.users (id),
  status public.invitation_status not null default 'pending',
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by uuid constraint invitations_accepted_by_fkey references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint invitations_pkey primary key (tenant_id, id),
  constraint invitations_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint invitations_custom_role_fkey foreign key (tenant_id, custom_role_id) references public.tenant_roles (tenant_id, id),
  constraint invitations_email_lower_case check (email = lower(email) and length(email) between 3 and 320),
  constraint invitations_role_not_owner check (role <> 'owner'),
  constraint invitations_role_of_website check (website_id is null or role <> 'custom'),
  -- a past one forgets a role that is deleted
  constraint invitations_custom_role_with_role check (
    case when role = 'custom' then custom_role_id is not null or status <> 'pending' else custom_role_id is null end),
  constraint invitations_credit_limit_range check (credit_limit >= -1),
  constraint invitations_accepted_with_status check (num_nonnulls(accepted_at, accepted_by) = case status when 'accepted' then 2 else 0 end)
);
-- one pending invitation an address and scope; what is there when somebody is invited again
create unique index invitations_tenant_id_email_website_id_key on public.invitations (tenant_id, email, website_id) nulls not distinct
  where status = 'pending';
create index invitations_email_idx on public.invitations (email); -- what a person is invited to; what names somebody who is anonymised
create index invitations_expires_at_idx on public.invitations (expires_at) where status = 'pending'; -- whose time is over
create index invitations_website_id_idx on public.invitations (tenant_id, website_id) where website_id is not null; -- foreign key
create index invitations_custom_role_id_idx on public.invitations (tenant_id, custom_role_id) where custom_role_id is not null; -- foreign key
create index invitations_invited_by_idx on public.invitations (invited_by); -- foreign key; what somebody who leaves has left open
create index invitations_accepted_by_idx on public.invitations (accepted_by) where accepted_by is not null; -- foreign key
alter table public.invitations enable row level security;
comment on table public.invitations is 'Who is asked to join a team or one of its websites. The hash of the token stands in the directory alone.';
comment on column public.invitations.website_id is 'The one website a collaborator is invited to; null: the team.';
comment on column public.invitations.credit_limit is 'Credits the person may use; -1: no limit.';
comment on column public.invitations.accepted_by is 'Whoever accepted it, by an address they had verified.';

create table public.tenant_member_credit_limits (
  tenant_id uuid not null default private.tenant_id()
    constraint tenant_member_credit_limits_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  user_id uuid not null constraint tenant_member_credit_limits_user_id_fkey references public.users (id),
  credit_limit integer not null default -1,
  used_credits integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint tenant_member_credit_limits_pkey primary key (tenant_id, id),
  constraint tenant_member_credit_limits_tenant_id_user_id_key unique (tenant_id, user_id),
  constraint tenant_member_credit_limits_credit_limit_range check (credit_limit >= -1),
  constraint tenant_member_credit_limits_used_credits_not_negative check (used_credits >= 0)
);
create index tenant_member_credit_limits_user_id_idx on public.tenant_member_credit_limits (user_id); -- foreign key
alter table public.tenant_member_credit_limits enable row level security;
comment on table public.tenant_member_credit_limits is 'How many credits each person may use for a tenant; whoever has no row has no limit.';
comment on column public.tenant_member_credit_limits.credit_limit is '-1: no limit.';

-- Now that clients write them: whoever manages roles also reads them, which takes member.read.
update public.tenant_roles set permissions = permissions || 'member.read'::public.app_permission
where 'role.manage' = any (permissions) and not 'member.read' = any (permissions);
alter table public.tenant_roles add constraint tenant_roles_role_manage_reads
  check (not 'role.manage' = any (permissions) or 'member.read' = any (permissions)) not valid;

-- What accept_invitation answers; what create_invitation tells once.
create type public.invitation_answer as (status integer, reason text, tenant_id uuid, website_id uuid, role public.tenant_role);
comment on type public.invitation_answer is 'What became of accepting an invitation: status as in HTTP (200, 402, 404, 429), reason where it is not 200, and what was joined, as what.';
create type public.issued_invitation as (invitation public.invitations, token text);
comment on type public.issued_invitation is 'An invitation and its token, which is told once.';

-- ── Pictures ──

-- Public, like the addresses that team lists show; the file's name tells nothing but whose it is.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('avatars', 'avatars', true, 2097152, '{image/png,image/jpeg,image/webp,image/gif,image/avif}')
on conflict (id) do update
  set public = excluded.public, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;

update public.users set avatar_path = null
where avatar_path <> id || '/avatar' or strpos(avatar_url, '/avatars/' || id || '/avatar') = 0;
alter table public.users
  drop constraint users_avatar_path_own,
  add constraint users_avatar_path_own check (avatar_path = id || '/avatar') not valid,
  add constraint users_avatar_url_of_object check (avatar_path is null or strpos(avatar_url, '/avatars/' || avatar_path) > 0) not valid;
comment on column public.users.avatar_url is 'Where the picture is: an address of the object, public or signed, or one elsewhere.';

--! Included functions/access/client_network.sql
create or replace function private.client_network() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_address inet := private.client_address();
begin
  -- who has one IPv6 address has 2^64 of them
  if family(v_address) = 6 and not v_address <<= '::ffff:0:0/96' then v_address := network(set_masklen(v_address, 64)); end if;
  return host(v_address);
end
$$;
comment on function private.client_network() is 'What stands for one client where tries are counted: the address, of IPv6 its /64 network; null where the request has none.';
revoke all on function private.client_network() from public;
--! EndIncluded functions/access/client_network.sql
--! Included functions/identity/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('email_not_confirmed', 403, 'Confirm your e-mail address first', 'Open the link in the message that came with the sign-up; editing works meanwhile.'),
  ('email_in_use', 409, 'That is your primary address or the one you sign in with', 'Make another one primary, or change the address you sign in with, first.'),
  ('too_many_emails', 409, 'You have %s addresses already', 'Remove one first.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/identity/errors.sql
--! Included functions/identity/is_email.sql
create or replace function private.is_email(p_text text) returns boolean
language sql immutable security invoker set search_path = ''
as $$
  select length(p_text) between 3 and 320 and p_text ~ '^[^@[:space:][:cntrl:]<>(),;:"\\\[\]]+@[^@[:space:][:cntrl:]<>(),;:"\\\[\]]+$'
$$;
comment on function private.is_email(text) is 'Whether a text can be one address: what mail servers accept is more, lists, names and header lines are not. Null for null.';
revoke all on function private.is_email(text) from public;
--! EndIncluded functions/identity/is_email.sql
--! Included functions/identity/users.sql
-- Triggers of users and what hangs on them.
create or replace function private.complete_user() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.email := lower(btrim(new.email));
  if tg_op = 'UPDATE' and new.full_name = old.full_name and old.full_name = concat_ws(' ', old.first_name, old.last_name) then
    new.full_name := null; -- it was made of the parts, and follows them
  end if;
  new.full_name := coalesce(nullif(new.full_name, ''), nullif(concat_ws(' ', new.first_name, new.last_name), ''));
  return new;
end
$$;
comment on function private.complete_user() is 'Before insert or update: e-mail in lower case, full name from its parts where it is not given.';
revoke all on function private.complete_user() from public;

-- A picture is one we keep, named by path and address, or one kept elsewhere, named by its
-- address alone. Whichever of the two is written, the other follows.
create or replace function private.keep_avatar() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_ours boolean := coalesce(strpos(new.avatar_url, '/avatars/' || old.id || '/avatar') > 0, false);
begin
  if new.avatar_path is not distinct from old.avatar_path then
    if not v_ours then new.avatar_path := null; end if;
  elsif new.avatar_url is not distinct from old.avatar_url and v_ours = (new.avatar_path is null) then
    new.avatar_url := null;
  end if;
  return new;
end
$$;
comment on function private.keep_avatar() is 'Before update of avatar_url or avatar_path: an address that is not of the object takes the path away, and a path that comes or goes an address of something else.';
revoke all on function private.keep_avatar() from public;

-- Whoever removes the picture wants the file gone, unless they put another one there before
-- that has happened: it has the same name.
create or replace function private.clean_up_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.avatar_path is null then
    insert into private.outbox (kind, payload) values ('delete_object', jsonb_build_object('bucket', 'avatars', 'path', old.avatar_path));
  else
    delete from private.outbox o
    where o.done_at is null and o.kind = 'delete_object' and o.payload = jsonb_build_object('bucket', 'avatars', 'path', new.avatar_path);
  end if;
  return null;
end
$$;
comment on function private.clean_up_avatar() is 'After avatar_path changed: has the file deleted, or not, through the outbox, which no client may write.';
revoke all on function private.clean_up_avatar() from public;

create or replace trigger _100_timestamps before update on public.users
  for each row execute function private.set_updated_at();
create or replace trigger _200_complete before insert or update of email, first_name, last_name, full_name on public.users
  for each row execute function private.complete_user();
create or replace trigger _200_keep before update of id, created_at on public.users
  for each row execute function private.keep_columns('id', 'created_at');
create or replace trigger _300_avatar before update of avatar_url, avatar_path on public.users
  for each row execute function private.keep_avatar();

create or replace trigger _100_timestamps before update on public.user_emails
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.user_emails
  for each row execute function private.normalise_email();
create or replace trigger _100_timestamps before update on public.user_email_preferences
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.user_roles
  for each row execute function private.set_updated_at();

-- Team lists show name, address and picture without reading users.
create or replace function private.copy_user_to_members() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.tenant_members m
  set display_name = new.full_name, email = new.email, avatar_url = new.avatar_url
  where m.user_id = new.id;
  return null;
end
$$;
comment on function private.copy_user_to_members() is 'After update of users: keeps the copies in tenant_members, of tenants the person can''t write to.';
revoke all on function private.copy_user_to_members() from public;

create or replace trigger _800_copy after update of full_name, email, avatar_url, avatar_path, first_name, last_name on public.users
  for each row when ((old.full_name, old.email, old.avatar_url) is distinct from (new.full_name, new.email, new.avatar_url))
  execute function private.copy_user_to_members();
create or replace trigger _910_avatar after update of avatar_url, avatar_path on public.users
  for each row when (old.avatar_path is distinct from new.avatar_path) execute function private.clean_up_avatar();
--! EndIncluded functions/identity/users.sql
--! Included functions/identity/handle_sign_up.sql
-- Who has just proven an address has it: a person who proved it once, and signs in with
-- another one now, loses it, and mail for them goes there again. Auth gives an address to
-- one person; single sign-on may give it to more, of whom the first keeps it.
create or replace function private.set_primary_email(p_user uuid, p_email text, p_verified boolean, p_via text default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_email text := lower(btrim(p_email));
  v_loser uuid;
begin
  if p_verified then
    update public.user_emails e set verified = false, is_primary = false
    from public.users u
    where e.email = v_email and e.verified and e.user_id <> p_user and u.id = e.user_id and u.email is distinct from v_email
    returning e.user_id into v_loser;
    update public.user_emails e set is_primary = true
    from public.users u
    where e.user_id = v_loser and u.id = v_loser and e.email = u.email
      and not exists (select from public.user_emails o where o.user_id = v_loser and o.is_primary);
  end if;
  update public.user_emails e set is_primary = false where e.user_id = p_user and e.is_primary and e.email <> v_email;
  insert into public.user_emails as e (user_id, email, is_primary, verified, via)
  values (p_user, v_email, true,
    p_verified and not exists (select from public.user_emails o where o.email = v_email and o.verified and o.user_id <> p_user),
    coalesce(p_via, 'email:password'))
  on conflict (user_id, email) do update set is_primary = true, verified = e.verified or excluded.verified;
end
$$;
comment on function private.set_primary_email(uuid, text, boolean, text) is
  'Mirrors Auth''s address of a person into user_emails, which no client may write and of which others'' rows may change; p_via: email:password, google, ….';
revoke all on function private.set_primary_email(uuid, text, boolean, text) from public;

-- T1: what a new account gets. Only the person is needed; all else may fail without
-- stopping the sign-up or the rest, and is written down where it does.
create or replace function private.handle_sign_up() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_meta jsonb := case when jsonb_typeof(new.raw_user_meta_data) = 'object' then new.raw_user_meta_data else '{}' end;
begin
  insert into public.users (id, email, first_name, last_name, full_name, avatar_url)
  values (new.id, new.email, left(v_meta ->> 'first_name', 255), left(v_meta ->> 'last_name', 255),
    left(coalesce(v_meta ->> 'full_name', v_meta ->> 'name'), 511),
    case when v_meta ->> 'avatar_url' ~ '^https?://' and length(v_meta ->> 'avatar_url') <= 2048 then v_meta ->> 'avatar_url' end);

  begin
    insert into public.user_roles (user_id) values (new.id);
    insert into public.user_email_preferences (user_id, email_type)
    select new.id, t from unnest(enum_range(null::public.email_type)) t;
    if new.email is not null then
      perform private.set_primary_email(new.id, new.email, new.email_confirmed_at is not null,
        left(nullif(new.raw_app_meta_data ->> 'provider', 'email'), 80));
    end if;
  exception when others then
    insert into private.signup_failures (user_id, step, error) values (new.id, 'defaults', sqlerrm);
  end;

  -- an invited person joins a tenant, a valet customer is served by one
  if coalesce(v_meta ->> 'signup_as', '') not in ('invitee', 'valet_customer') then
    begin
      perform private.create_tenant_for(new.id,
        left(coalesce(nullif(btrim(v_meta ->> 'tenant_name'), ''), nullif(btrim(v_meta ->> 'full_name'), ''),
          nullif(split_part(new.email, '@', 1), ''), 'My team'), 120),
        -- a wish for a plan that is not there is no reason to have no tenant
        (select p.slug from public.plans p where p.slug = v_meta ->> 'wanted_plan' and p.is_active), true);
    exception when others then
      insert into private.signup_failures (user_id, step, error) values (new.id, 'tenant', sqlerrm);
    end;
  end if;
  return null;
end
$$;
comment on function private.handle_sign_up() is 'After insert on auth.users: makes the person, address, platform role, mail preferences and default tenant, for a role that may write none of them.';
revoke all on function private.handle_sign_up() from public;

-- Auth owns address, confirmation and last sign-in; we mirror them.
create or replace function private.handle_auth_update() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- a tenant being made for this person, or handed to them, is pending or sees the confirmation
  perform from public.users u where u.id = new.id for no key update;
  update public.users u
  set email = new.email, last_login_at = coalesce(new.last_sign_in_at, u.last_login_at)
  where u.id = new.id
    and (u.email, u.last_login_at) is distinct from (lower(new.email), coalesce(new.last_sign_in_at, u.last_login_at));

  if new.email is not null
     and (new.email is distinct from old.email or (new.email_confirmed_at is not null and old.email_confirmed_at is null)) then
    perform private.set_primary_email(new.id, new.email, new.email_confirmed_at is not null);
  end if;

  if new.email_confirmed_at is not null and old.email_confirmed_at is null then
    update public.tenants t set status = 'active'
    where t.status = 'pending'
      and t.id in (select m.tenant_id from public.tenant_members m where m.user_id = new.id and m.role = 'owner');
  end if;
  return null;
end
$$;
comment on function private.handle_auth_update() is 'After update on auth.users: mirrors address, confirmation and last sign-in, and activates the owner''s pending tenants.';
revoke all on function private.handle_auth_update() from public;

-- Whatever Auth forgets, authorship stays, under no name (T7); seats are freed. An owner
-- stays one: a tenant is never without.
create or replace function private.handle_auth_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.users u where u.id = old.id for no key update;
  delete from public.invitations i
  where i.accepted_by = old.id or i.email in (select e.email from public.user_emails e where e.user_id = old.id and e.verified);
  delete from public.user_emails e where e.user_id = old.id;
  update public.users u
  set email = null, username = null, first_name = null, last_name = null, full_name = null, avatar_url = null, avatar_path = null,
    preferences = '{}', status = 'disabled', active_tenant_id = null, deleted_at = now()
  where u.id = old.id;
  update public.tenant_members m set is_active = false where m.user_id = old.id and m.is_active and m.role <> 'owner';
  delete from public.website_members w where w.user_id = old.id;
  return null;
end
$$;
comment on function private.handle_auth_delete() is
  'After delete on auth.users, or when Auth marks a row deleted: anonymises the person, whose rows other tenants'' history points to, and ends their work for any.';
revoke all on function private.handle_auth_delete() from public;

create or replace trigger tenantry_sign_up after insert on auth.users
  for each row execute function private.handle_sign_up();
create or replace trigger tenantry_auth_update after update of email, email_confirmed_at, last_sign_in_at on auth.users
  for each row when (new.deleted_at is null) execute function private.handle_auth_update();
create or replace trigger tenantry_auth_delete after delete on auth.users
  for each row execute function private.handle_auth_delete();
-- Auth can also keep the row, with a made-up address
create or replace trigger tenantry_auth_soft_delete after update of deleted_at on auth.users
  for each row when (old.deleted_at is null and new.deleted_at is not null) execute function private.handle_auth_delete();
--! EndIncluded functions/identity/handle_sign_up.sql
--! Included functions/identity/add_email.sql
-- T12: anybody may claim an address; Auth proves it. One that Auth confirms as the person's
-- login address becomes verified and primary by itself.
create or replace function private.add_email(p_email text) returns public.user_emails
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most constant integer := 10;
  v_user uuid := private.uid();
  v_email text := lower(btrim(p_email));
  v_row public.user_emails;
begin
  if v_user is null then perform private.fail('unauthenticated'); end if;
  if private.is_email(v_email) is not true then perform private.fail('invalid_input', 'email (expected one like ada@example.com)'); end if;
  -- one at a time a person, so that two calls at once can't both be the last allowed
  perform from public.users u where u.id = v_user for no key update;
  select * into v_row from public.user_emails e where e.user_id = v_user and e.email = v_email;
  if found then return v_row; end if;
  if (select count(*) from public.user_emails e where e.user_id = v_user) >= c_most then
    perform private.fail('too_many_emails', c_most::text);
  end if;
  insert into public.user_emails (user_id, email, via) values (v_user, v_email, 'added') returning * into v_row;
  perform private.record_audit('user.email_added', 'user_email', v_row.id);
  return v_row;
end
$$;
comment on function private.add_email(text) is 'Adds an unverified address to the signed-in person''s, which no client may write. Raises PT400 invalid_input, PT401, PT409 too_many_emails.';
revoke all on function private.add_email(text) from public;
grant execute on function private.add_email(text) to authenticated;

create or replace function public.add_email(email text) returns public.user_emails
language sql volatile security invoker set search_path = ''
as $$
  select private.add_email(email)
$$;
comment on function public.add_email(text) is
  'Adds an address to yours, at most 10, unverified; one that is there already is answered. It is verified when Auth confirms it as your login address (updateUser of supabase-js). Errors: PT400 invalid_input, PT401, PT409 too_many_emails.';
revoke all on function public.add_email(text) from public;
grant execute on function public.add_email(text) to authenticated;
--! EndIncluded functions/identity/add_email.sql
--! Included functions/identity/make_email_primary.sql
-- T12: the primary address is where mail goes. The login address is Auth's: it changes only
-- there, stands in users.email, and becomes the primary one when it does.
create or replace function private.make_email_primary(p_email uuid) returns public.user_emails
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user uuid := private.uid();
  v_row public.user_emails;
begin
  if v_user is null then perform private.fail('unauthenticated'); end if;
  perform from public.users u where u.id = v_user for no key update;
  select * into v_row from public.user_emails e where e.user_id = v_user and e.id = p_email;
  if not found then perform private.fail('not_found', 'e-mail address'); end if;
  if not v_row.verified then perform private.fail('email_not_confirmed'); end if;
  if not v_row.is_primary then
    update public.user_emails e set is_primary = false where e.user_id = v_user and e.is_primary;
    update public.user_emails e set is_primary = true where e.id = p_email returning * into v_row;
    perform private.record_audit('user.email_made_primary', 'user_email', p_email);
  end if;
  return v_row;
end
$$;
comment on function private.make_email_primary(uuid) is 'Moves the signed-in person''s primary flag, which no client may write. Raises PT401, PT403 email_not_confirmed, PT404.';
revoke all on function private.make_email_primary(uuid) from public;
grant execute on function private.make_email_primary(uuid) to authenticated;

create or replace function public.make_email_primary(email uuid) returns public.user_emails
language sql volatile security invoker set search_path = ''
as $$
  select private.make_email_primary(email)
$$;
comment on function public.make_email_primary(uuid) is
  'Mail goes to this verified address of yours (user_emails.id) from now on. You sign in as before: the login address is Auth''s, and when it changes it becomes the primary one. Errors: PT401, PT403 email_not_confirmed, PT404.';
revoke all on function public.make_email_primary(uuid) from public;
grant execute on function public.make_email_primary(uuid) to authenticated;
--! EndIncluded functions/identity/make_email_primary.sql
--! Included functions/identity/remove_email.sql
create or replace function private.remove_email(p_email uuid) returns public.user_emails
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user uuid := private.uid();
  v_login text;
  v_row public.user_emails;
begin
  if v_user is null then perform private.fail('unauthenticated'); end if;
  select u.email into v_login from public.users u where u.id = v_user for no key update;
  select * into v_row from public.user_emails e where e.user_id = v_user and e.id = p_email;
  if not found then perform private.fail('not_found', 'e-mail address'); end if;
  if v_row.is_primary or v_row.email = v_login then perform private.fail('email_in_use'); end if;
  delete from public.user_emails e where e.id = p_email;
  perform private.record_audit('user.email_removed', 'user_email', p_email);
  return v_row;
end
$$;
comment on function private.remove_email(uuid) is 'Removes one of the signed-in person''s addresses, which no client may delete. Raises PT401, PT404, PT409 email_in_use.';
revoke all on function private.remove_email(uuid) from public;
grant execute on function private.remove_email(uuid) to authenticated;

create or replace function public.remove_email(email uuid) returns public.user_emails
language sql volatile security invoker set search_path = ''
as $$
  select private.remove_email(email)
$$;
comment on function public.remove_email(uuid) is
  'Removes an address of yours (user_emails.id) and answers what it was; neither the primary one nor the one you sign in with. Errors: PT401, PT404, PT409 email_in_use.';
revoke all on function public.remove_email(uuid) from public;
grant execute on function public.remove_email(uuid) to authenticated;
--! EndIncluded functions/identity/remove_email.sql
--! Included functions/tenancy/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('one_owner', 409, 'A tenant has exactly one active owner', 'Use transfer_ownership to move it.'),
  ('own_membership', 403, 'You can''t change your own membership', 'Ask another member who manages the team.'),
  ('role_ceiling', 403, 'That role may do more than you may', 'Choose a role within your own permissions.'),
  ('status_transition', 409, 'A tenant can''t go from %s to %s', 'Allowed: pending to active, active to suspended and back, active or suspended to offboarded, offboarded to active within 90 days.'),
  ('plan_inactive', 409, 'The plan %s takes no new tenants', 'Choose another plan.'),
  ('free_tenants', 402, 'You own %s of %s free tenants', 'Upgrade one of them to make room for another.'),
  ('already_member', 409, 'That address belongs to a member of this team', 'Change the member''s role instead.'),
  ('invitation_closed', 409, 'That invitation has been accepted', 'Remove the person from the team or the website instead.'),
  ('invitation_unavailable', 404, 'That invitation is not valid, or not for you', 'Sign in with the address it was sent to and confirm that address, or ask for a new invitation.'),
  ('no_seat', 402, 'That team has no free seat', 'Ask whoever invited you to make room, and try again.'),
  ('role_in_use', 409, 'Somebody has that role, or is invited to it', 'Give them another role first.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/tenancy/errors.sql
--! Included functions/tenancy/count_seats.sql
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
--! EndIncluded functions/tenancy/count_seats.sql
--! Included functions/tenancy/tenant_members.sql
-- Triggers of tenant_members (T3, T7, seats).

create or replace function private.fill_member() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- locked: a change of the name at this moment waits and then finds this row, or is seen here
  select u.full_name, u.email, u.avatar_url into new.display_name, new.email, new.avatar_url
  from public.users u where u.id = new.user_id for no key update;
  return new;
end
$$;
comment on function private.fill_member() is 'Before insert: copies name, address and picture from users, which the team can''t read.';
revoke all on function private.fill_member() from public;

create or replace function private.role_permissions_of(p_tenant uuid, p_role public.tenant_role, p_custom_role uuid)
returns public.app_permission[]
language sql stable security definer set search_path = ''
as $$
  select case when p_role = 'custom'
    then (select r.permissions from public.tenant_roles r where r.tenant_id = p_tenant and r.id = p_custom_role)
    else array(select p.permission from public.role_permissions p where p.role = p_role)
  end
$$;
comment on function private.role_permissions_of(uuid, public.tenant_role, uuid) is 'Reads what a role may do in a tenant; null for a custom role that is not there.';
revoke all on function private.role_permissions_of(uuid, public.tenant_role, uuid) from public;

create or replace function private.check_role_ceiling(p_permissions public.app_permission[]) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_permission public.app_permission;
begin
  foreach v_permission in array coalesce(p_permissions, '{}') loop
    if not private.can(v_permission) then perform private.fail('role_ceiling'); end if;
  end loop;
end
$$;
comment on function private.check_role_ceiling(public.app_permission[]) is
  'Whether the request holds all of these permissions, whatever roles the caller can see (T7). Raises PT403 role_ceiling.';
revoke all on function private.check_role_ceiling(public.app_permission[]) from public;

create or replace function private.check_member_change(p_tenant uuid, p_user uuid,
  p_old_role public.tenant_role, p_old_custom uuid, p_new_role public.tenant_role, p_new_custom uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_user = private.uid() then perform private.fail('own_membership'); end if;
  if 'owner' in (p_old_role, p_new_role) then perform private.fail('one_owner'); end if;
  perform private.check_role_ceiling(
    private.role_permissions_of(p_tenant, p_old_role, p_old_custom) || private.role_permissions_of(p_tenant, p_new_role, p_new_custom));
end
$$;
comment on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) is
  'Whether the request may turn a member of one role into another (T7); reads roles no client may. Raises PT403 own_membership or role_ceiling, PT409 one_owner.';
revoke all on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) from public;
grant execute on function private.check_member_change(uuid, uuid, public.tenant_role, uuid, public.tenant_role, uuid) to authenticated;

-- Runs as whoever updates: a client's own statement is checked, our functions have checked already.
create or replace function private.guard_member() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'platform_admin') then
    -- naming a built-in role is enough to leave a custom one
    if new.role <> 'custom' and old.role = 'custom' then new.custom_role_id := null; end if;
    perform private.check_member_change(old.tenant_id, old.user_id, old.role, old.custom_role_id, new.role, new.custom_role_id);
  end if;
  return new;
end
$$;
comment on function private.guard_member() is 'Before update: a client changes others only, within its own permissions, and never the owner.';
revoke all on function private.guard_member() from public;

-- Deferred, so that a transfer may pass through a moment without an owner.
create or replace function private.require_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant may be going away with its members
  if exists (select from public.tenants t where t.id = old.tenant_id)
     and not exists (select from public.tenant_members m where m.tenant_id = old.tenant_id and m.role = 'owner') then
    perform private.fail('one_owner');
  end if;
  return null;
end
$$;
comment on function private.require_owner() is 'At commit, after the owner''s row changed or went: there is an owner, whatever the caller can see.';
revoke all on function private.require_owner() from public;

create or replace trigger _100_timestamps before update on public.tenant_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, user_id, created_at on public.tenant_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'user_id', 'created_at');
create or replace trigger _210_guard before update of role, custom_role_id, is_active on public.tenant_members
  for each row execute function private.guard_member();
create or replace trigger _300_fill before insert on public.tenant_members
  for each row execute function private.fill_member();

create or replace trigger _900_audit_role after update of role, custom_role_id on public.tenant_members
  for each row when ((old.role, old.custom_role_id) is distinct from (new.role, new.custom_role_id))
  execute function private.audit('user', 'user.role_changed');
create or replace trigger _900_audit_removed after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active and new.user_id is distinct from private.uid())
  execute function private.audit('user', 'user.removed');
create or replace trigger _900_audit_left after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active and new.user_id = private.uid())
  execute function private.audit('user', 'user.left');
create or replace trigger _900_audit_restored after update of is_active on public.tenant_members
  for each row when (not old.is_active and new.is_active) execute function private.audit('user', 'user.restored');
create or replace trigger _900_audit_joined after insert on public.tenant_members
  for each row when (new.role <> 'owner') execute function private.audit('user', 'user.joined');

-- "create or replace" does not exist for constraint triggers
drop trigger if exists _950_owner_left on public.tenant_members;
create constraint trigger _950_owner_left after update of role on public.tenant_members
  deferrable initially deferred for each row when (old.role = 'owner' and new.role <> 'owner') execute function private.require_owner();
drop trigger if exists _950_owner_deleted on public.tenant_members;
create constraint trigger _950_owner_deleted after delete on public.tenant_members
  deferrable initially deferred for each row when (old.role = 'owner') execute function private.require_owner();

-- tenant_roles
create or replace trigger _100_timestamps before update on public.tenant_roles
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.usage_counters
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.plans
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.subscriptions
  for each row execute function private.set_updated_at();
--! EndIncluded functions/tenancy/tenant_members.sql
--! Included functions/tenancy/tenant_roles.sql
-- Triggers of tenant_roles (T9).

create or replace function private.check_role_change(p_tenant uuid, p_role uuid, p_permissions public.app_permission[]) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if exists (
    select from public.tenant_members m where m.tenant_id = p_tenant and m.custom_role_id = p_role and m.user_id = private.uid()) then
    perform private.fail('own_membership');
  end if;
  perform private.check_role_ceiling(p_permissions);
end
$$;
comment on function private.check_role_change(uuid, uuid, public.app_permission[]) is
  'Whether the request may write a role that has, or had, these permissions; reads members whom the caller may not. Raises PT401, PT403 own_membership (it is the caller''s own role) or role_ceiling.';
revoke all on function private.check_role_change(uuid, uuid, public.app_permission[]) from public;
grant execute on function private.check_role_change(uuid, uuid, public.app_permission[]) to authenticated;

-- Runs as whoever writes, like the guard of members.
create or replace function private.guard_role() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'platform_admin') then
    perform private.check_role_change(
      case tg_op when 'INSERT' then new.tenant_id else old.tenant_id end,
      case tg_op when 'INSERT' then new.id else old.id end,
      case tg_op when 'INSERT' then new.permissions when 'DELETE' then old.permissions else old.permissions || new.permissions end);
  end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end
$$;
comment on function private.guard_role() is 'Before insert, delete or a change of permissions: a client writes roles within its own permissions only, and never its own.';
revoke all on function private.guard_role() from public;

create or replace function private.sort_permissions() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.permissions := array(select distinct p from unnest(new.permissions) p order by p);
  return new;
end
$$;
comment on function private.sort_permissions() is 'Before insert or update: a role''s permissions are a set.';
revoke all on function private.sort_permissions() from public;

create or replace function private.release_role() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant may be going away with its roles
  if exists (select from public.tenants t where t.id = old.tenant_id) then
    if exists (select from public.tenant_members m where m.tenant_id = old.tenant_id and m.custom_role_id = old.id)
       or exists (select from public.invitations i where i.tenant_id = old.tenant_id and i.custom_role_id = old.id and i.status = 'pending') then
      perform private.fail('role_in_use');
    end if;
    update public.invitations i set custom_role_id = null where i.tenant_id = old.tenant_id and i.custom_role_id = old.id;
  end if;
  return old;
end
$$;
comment on function private.release_role() is
  'Before delete: a role that a member or a pending invitation has stays, whatever the caller can see; past invitations, which no client may write, forget it. Raises PT409 role_in_use.';
revoke all on function private.release_role() from public;

create or replace trigger _200_keep before update of tenant_id, id, created_at on public.tenant_roles
  for each row execute function private.keep_columns('tenant_id', 'id', 'created_at');
create or replace trigger _210_guard before insert or delete or update of permissions on public.tenant_roles
  for each row execute function private.guard_role();
create or replace trigger _220_release before delete on public.tenant_roles
  for each row execute function private.release_role();
create or replace trigger _300_fill before insert or update of permissions on public.tenant_roles
  for each row execute function private.sort_permissions();
create or replace trigger _900_audit_created after insert on public.tenant_roles
  for each row execute function private.audit('role', 'role.created');
create or replace trigger _900_audit_changed after update of name, permissions on public.tenant_roles
  for each row when ((old.name, old.permissions) is distinct from (new.name, new.permissions)) execute function private.audit('role', 'role.changed');
create or replace trigger _900_audit_deleted after delete on public.tenant_roles
  for each row execute function private.audit('role', 'role.deleted');
--! EndIncluded functions/tenancy/tenant_roles.sql
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
    order by e.tenant_id, e.id for update skip locked
  ) due
  where i.tenant_id = due.tenant_id and i.id = due.id;
  get diagnostics v_expired = row_count;
  return v_expired;
end
$$;
comment on function private.expire_invitations(uuid) is
  'Marks invitations (of one tenant, or all) whose time is over, which no client may write, and says how many. Safe to run at any time, in several places.';
revoke all on function private.expire_invitations(uuid) from public;
grant execute on function private.expire_invitations(uuid) to service_role;

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
--! Included functions/tenancy/create_invitation.sql
-- T8. Inviting again renews: role, limit and time are new, and the token before is worthless.
--  1. Who asks, and for what: a team's invitation or one website's, never to be owner, and
--     within the caller's own permissions.
--  2. What has expired makes room.
--  3. One pending invitation an address and scope: the one there is renewed, by somebody
--     who may do what it gives, or a new one is made. Seats are counted by its triggers.
--  4. The token, told this once.
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
  return row(v_invitation, private.issue_invitation_token(v_tenant, v_invitation.id))::public.issued_invitation;
end
$$;
comment on function private.create_invitation(text, public.tenant_role, uuid, uuid, integer) is
  'Writes an invitation and its token, which no client may. Raises PT400 invalid_input, PT401, PT402 quota_exceeded, PT403 forbidden, no_tenant, email_not_confirmed or role_ceiling, PT404, PT409 one_owner or already_member.';
revoke all on function private.create_invitation(text, public.tenant_role, uuid, uuid, integer) from public;
grant execute on function private.create_invitation(text, public.tenant_role, uuid, uuid, integer) to authenticated;

create or replace function public.create_invitation(
  email text, role public.tenant_role, website uuid default null, custom_role uuid default null, credit_limit integer default -1
) returns public.issued_invitation
language sql volatile security invoker set search_path = ''
as $$
  select private.create_invitation(email, role, website, custom_role, credit_limit)
$$;
comment on function public.create_invitation(text, public.tenant_role, uuid, uuid, integer) is
  'Invites an address to the team (custom_role with role custom), or with website as a collaborator on that website only, for 7 days. The token is told this once; inviting again makes a new one. credit_limit: credits the person may use, -1 for no limit. Errors: PT400 invalid_input, PT401, PT402 quota_exceeded (seats), PT403 forbidden (needs member.manage), email_not_confirmed or role_ceiling, PT404, PT409 one_owner or already_member.';
revoke all on function public.create_invitation(text, public.tenant_role, uuid, uuid, integer) from public;
grant execute on function public.create_invitation(text, public.tenant_role, uuid, uuid, integer) to authenticated;
--! EndIncluded functions/tenancy/create_invitation.sql
--! Included functions/tenancy/accept_invitation.sql
-- T8, A10: answered, not raised, so that what a guess has cost is not rolled back. Whatever
-- is wrong with a token, the answer is one: it is not for you.
--  1. Somebody is signed in, and has guesses left: by person, and by address.
--  2. The token leads to an invitation of an active tenant, which is locked, after the
--     person, a membership there was before, and the website: in the order in which others
--     come by them, so that no two wait for each other.
--  3. Accepted by the same person, who is still there: the same answer again.
--  4. Pending, for an address this person has proven, from somebody who may still give it.
--  5. The person joins, if there is a seat. Who is on the team already stays as they are:
--     an invitation is no way to another role.
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
    elsif not exists (select from public.tenant_members m where m.tenant_id = v_tenant and m.user_id = v_user and m.is_active) then
      insert into public.website_members as w (tenant_id, website_id, user_id, role, invited_at, accepted_at)
      values (v_tenant, v_invitation.website_id, v_user, v_invitation.role, v_invitation.created_at, now())
      on conflict (user_id, tenant_id, website_id) do update
        set role = excluded.role, invited_at = excluded.invited_at, accepted_at = coalesce(w.accepted_at, excluded.accepted_at);
    end if;
    insert into public.tenant_member_credit_limits (tenant_id, user_id, credit_limit)
    values (v_tenant, v_user, v_invitation.credit_limit)
    on conflict (tenant_id, user_id) do update set credit_limit = excluded.credit_limit;
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
--! EndIncluded functions/tenancy/accept_invitation.sql
--! Included functions/tenancy/revoke_invitation.sql
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
--! EndIncluded functions/tenancy/revoke_invitation.sql
--! Included functions/tenancy/my_invitations.sql
create or replace function private.my_invitations()
returns table (id uuid, tenant_name text, tenant_logo_url text, website_name text, role public.tenant_role, invited_by_name text, email text, expires_at timestamptz)
language sql stable security definer set search_path = ''
as $$
  select i.id, t.name, t.logo_url, w.name, i.role, m.display_name, i.email, i.expires_at
  from public.user_emails e
  join public.invitations i on i.email = e.email and i.status = 'pending' and i.expires_at > now()
  join public.tenants t on t.id = i.tenant_id and t.status = 'active'
  left join public.websites w on w.tenant_id = i.tenant_id and w.id = i.website_id
  left join public.tenant_members m on m.tenant_id = i.tenant_id and m.user_id = i.invited_by
  where e.user_id = private.uid() and e.verified
  order by i.expires_at, i.id
$$;
comment on function private.my_invitations() is 'Reads what any tenant has invited the signed-in person''s verified addresses to, which policies show to the tenant only.';
revoke all on function private.my_invitations() from public;
grant execute on function private.my_invitations() to authenticated;

create or replace function public.my_invitations()
returns table (id uuid, tenant_name text, tenant_logo_url text, website_name text, role public.tenant_role, invited_by_name text, email text, expires_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select * from private.my_invitations()
$$;
comment on function public.my_invitations() is
  'What your verified addresses are invited to and you have not accepted: a team, or one website of it. Accepting takes the token in the message.';
revoke all on function public.my_invitations() from public;
grant execute on function public.my_invitations() to authenticated;
--! EndIncluded functions/tenancy/my_invitations.sql
--! Included functions/tenancy/leave_tenant.sql
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
--! EndIncluded functions/tenancy/leave_tenant.sql
--! Included functions/tenancy/check_invariants_teams.sql
create or replace function private.check_invariants_teams() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'pending_invitations counts the addresses that are invited', format('%s: counter %s, rows %s', c.tenant_id, c.pending_invitations, n.rows)
  from public.usage_counters c
  cross join lateral (
    select count(distinct i.email) as rows from public.invitations i where i.tenant_id = c.tenant_id and i.status = 'pending') n
  where c.pending_invitations <> n.rows
  union all
  select 'a token leads to an invitation that is pending or accepted', d.object_id::text
  from private.directory d
  where d.kind = 'invitation' and not exists (
    select from public.invitations i where i.tenant_id = d.tenant_id and i.id = d.object_id and i.status in ('pending', 'accepted'))
  union all
  select 'an invitation has one token', d.object_id::text
  from private.directory d where d.kind = 'invitation' group by d.tenant_id, d.object_id having count(*) > 1
  union all
  select 'nobody is invited by somebody who left', i.id::text
  from public.invitations i
  where i.status = 'pending' and exists (
    select from public.tenant_members m where m.tenant_id = i.tenant_id and m.user_id = i.invited_by and not m.is_active)
  union all
  select 'who has an address has a primary one', u.id::text
  from public.users u
  where u.email is not null and not exists (select from public.user_emails e where e.user_id = u.id and e.is_primary)
    and not exists (select from private.signup_failures f where f.user_id = u.id)
$$;
comment on function private.check_invariants_teams() is 'Broken invariants of invitations and of people''s addresses.';
revoke all on function private.check_invariants_teams() from public;
--! EndIncluded functions/tenancy/check_invariants_teams.sql
--! Included functions/websites/visit.sql
-- S5: the one way the public reads. Host and path lead to the live deployment's page by
-- index probes; nothing here reads a draft.
--  1. The directory names the host's live deployment and whether it is served; the page,
--     what all pages share and a password's hash follow by their keys, in one query.
--  2. Not served: 403 where somebody suspended it, else 404, and nothing more.
--  3. A page with a password is withheld, and guessing it costs (A10): answered, not
--     raised, so that what an attempt has cost is not rolled back.
create or replace function private.visit(p_host text, p_path text, p_password text) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_host text := rtrim(lower(split_part(p_host, ':', 1)), '.');
  v_path text := '/' || btrim(p_path, '/');
  v_tenant uuid;
  v_serving boolean;
  v_hash text;
  v_visit public.live_page;
begin
  -- 1.
  select h.tenant_id, h.serving, h.object_id, h.deployment_id, p.page_id, d.site, p.content, w.password_hash
  into v_tenant, v_serving, v_visit.website_id, v_visit.deployment_id, v_visit.page_id, v_visit.site, v_visit.page, v_hash
  from private.directory h
  left join public.deployments d on d.tenant_id = h.tenant_id and d.id = h.deployment_id
  left join public.deployment_pages p on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = v_path
  left join private.page_passwords w on w.tenant_id = p.tenant_id and w.page_id = p.page_id
  where h.kind = 'host' and h.key = v_host;

  -- 2.
  if v_serving is not true then
    return row(
      case when exists (
        select from public.websites w join public.tenants t on t.id = w.tenant_id
        where w.tenant_id = v_tenant and w.id = v_visit.website_id
          and (w.status = 'suspended' or w.status = 'published' and t.status = 'suspended'))
      then 403 else 404 end, null, null, null, null, null)::public.live_page;
  end if;
  v_visit.status := case when v_visit.page_id is null then 404 else 200 end;
  if v_hash is null then return v_visit; end if;

  -- 3.
  if p_password is null then
    v_visit.status := 401;
    v_visit.page := null;
    return v_visit;
  end if;
  -- by address first, so that one guesser does not use up everybody's attempts
  if not (private.consume_rate_limit(
            concat_ws(' ', 'unlock_page', v_visit.page_id, coalesce(private.client_network(), '-')), 10, 0.1)).allowed
     or not (private.consume_rate_limit(concat_ws(' ', 'unlock_page', v_visit.page_id), 100, 1)).allowed then
    v_visit.status := 429;
  elsif extensions.crypt(left(p_password, 200), v_hash) <> v_hash then
    v_visit.status := 401;
  end if;
  if v_visit.status <> 200 then v_visit.page := null; end if;
  return v_visit;
end
$$;
comment on function private.visit(text, text, text) is
  'Reads the directory, the live deployment and the hash for visitors, who may read no table, and gives out that one page and nothing else. Null for p_password asks without one and writes nothing.';
revoke all on function private.visit(text, text, text) from public;
grant execute on function private.visit(text, text, text) to anon, authenticated, service_role;
--! EndIncluded functions/websites/visit.sql
--! Included functions/websites/website_members.sql
-- Triggers of website_members (T10); its seats are counted with those of tenant_members.

-- Runs as whoever writes, like the guard of members: the same ceiling, and never oneself.
create or replace function private.guard_collaborator() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if current_user in ('authenticated', 'platform_admin') then
      perform private.check_member_change(old.tenant_id, old.user_id, old.role, null, old.role, null);
    end if;
    return old;
  end if;
  if current_user in ('authenticated', 'platform_admin') then
    perform private.check_member_change(old.tenant_id, old.user_id, old.role, null, new.role, null);
  end if;
  return new;
end
$$;
comment on function private.guard_collaborator() is 'Before delete or a change of role: a client changes and removes others only, within its own permissions.';
revoke all on function private.guard_collaborator() from public;

create or replace trigger _100_timestamps before update on public.website_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, user_id, created_at on public.website_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'user_id', 'created_at');
create or replace trigger _210_guard before delete or update of role on public.website_members
  for each row execute function private.guard_collaborator();
create or replace trigger _900_audit_joined after insert on public.website_members
  for each row execute function private.audit('website_member', 'website_member.added');
create or replace trigger _900_audit_role after update of role on public.website_members
  for each row when (old.role is distinct from new.role) execute function private.audit('website_member', 'website_member.role_changed');
create or replace trigger _900_audit_removed after delete on public.website_members
  for each row execute function private.audit('website_member', 'website_member.removed');
--! EndIncluded functions/websites/website_members.sql
--! Included policies/tenancy/invitations.sql
-- The team sees who is invited. Made, revoked and accepted by functions alone.
alter table public.invitations enable row level security;
revoke all on public.invitations from anon, authenticated, service_role, platform_admin;
grant select on public.invitations to authenticated;
grant select on public.invitations to service_role;

drop policy if exists select_member on public.invitations;
create policy select_member on public.invitations for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.read'))::uuid[])));
comment on policy select_member on public.invitations is 'Members with member.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.invitations;
create policy select_platform_admin on public.invitations for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.invitations is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/invitations.sql
--! Included policies/tenancy/tenant_member_credit_limits.sql
-- The team sees what each may use; written where invitations are accepted and credits used.
alter table public.tenant_member_credit_limits enable row level security;
revoke all on public.tenant_member_credit_limits from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_member_credit_limits to authenticated;
grant select, insert, update on public.tenant_member_credit_limits to service_role;

drop policy if exists select_member on public.tenant_member_credit_limits;
create policy select_member on public.tenant_member_credit_limits for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_member_credit_limits is 'Members with member.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_member_credit_limits;
create policy select_platform_admin on public.tenant_member_credit_limits for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_member_credit_limits is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/tenant_member_credit_limits.sql
--! Included policies/tenancy/tenant_roles.sql
-- Members see their tenant's own roles; who holds role.manage writes them, within what the guard trigger lets through.
alter table public.tenant_roles enable row level security;
revoke all on public.tenant_roles from anon, authenticated, service_role, platform_admin;
grant select on public.tenant_roles to authenticated;
grant insert (key, name, permissions) on public.tenant_roles to authenticated;
grant update (name, permissions) on public.tenant_roles to authenticated;
grant delete on public.tenant_roles to authenticated;
grant select, insert, update, delete on public.tenant_roles to service_role;

drop policy if exists select_member on public.tenant_roles;
create policy select_member on public.tenant_roles for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read')));
comment on policy select_member on public.tenant_roles is 'Members with member.read read what the tenant of the request has.';

drop policy if exists insert_member on public.tenant_roles;
create policy insert_member on public.tenant_roles for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')));
comment on policy insert_member on public.tenant_roles is 'Members with role.manage add to what the tenant of the request has.';

drop policy if exists update_member on public.tenant_roles;
create policy update_member on public.tenant_roles for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')));
comment on policy update_member on public.tenant_roles is 'Members with role.manage change what the tenant of the request has.';

drop policy if exists delete_member on public.tenant_roles;
create policy delete_member on public.tenant_roles for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('role.manage')));
comment on policy delete_member on public.tenant_roles is 'Members with role.manage remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.tenant_roles;
create policy select_platform_admin on public.tenant_roles for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.tenant_roles is 'Platform admins read everything.';
--! EndIncluded policies/tenancy/tenant_roles.sql
--! Included policies/websites/website_members.sql
-- Seen, changed and removed by the team; collaborators come by invitation. Who may give which role is checked by the guard trigger.
alter table public.website_members enable row level security;
revoke all on public.website_members from anon, authenticated, service_role, platform_admin;
grant select on public.website_members to authenticated;
grant update (role) on public.website_members to authenticated;
grant delete on public.website_members to authenticated;
grant select, insert, update, delete on public.website_members to service_role;

drop policy if exists select_member on public.website_members;
create policy select_member on public.website_members for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.read'))::uuid[])));
comment on policy select_member on public.website_members is 'Members with member.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists update_member on public.website_members;
create policy update_member on public.website_members for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])));
comment on policy update_member on public.website_members is 'Members with member.manage, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists delete_member on public.website_members;
create policy delete_member on public.website_members for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])));
comment on policy delete_member on public.website_members is 'Members with member.manage, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.website_members;
create policy select_platform_admin on public.website_members for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.website_members is 'Platform admins read everything.';
--! EndIncluded policies/websites/website_members.sql
--! Included policies/identity/objects.sql
-- Files: each person has one in the bucket avatars. The table is the platform's: we add policies, can't comment on them, and
-- it refuses everything else.

drop policy if exists select_own_avatar on storage.objects;
create policy select_own_avatar on storage.objects for select to authenticated
  using (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

drop policy if exists insert_own_avatar on storage.objects;
create policy insert_own_avatar on storage.objects for insert to authenticated
  with check (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

drop policy if exists update_own_avatar on storage.objects;
create policy update_own_avatar on storage.objects for update to authenticated
  using (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar')
  with check (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');

drop policy if exists delete_own_avatar on storage.objects;
create policy delete_own_avatar on storage.objects for delete to authenticated
  using (bucket_id = 'avatars' and name = (select private.uid())::text || '/avatar');
--! EndIncluded policies/identity/objects.sql
