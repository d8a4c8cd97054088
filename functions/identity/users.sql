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
  -- teams first, then rows by id: see lock_team
  perform pg_advisory_xact_lock(t.key)
  from (
    select hashtextextended('tenantry.team ' || m.tenant_id, 0) as key
    from public.tenant_members m where m.user_id = new.id order by key
  ) t;
  perform from public.tenant_members m where m.user_id = new.id order by m.id for no key update;
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

-- O1: which parts of a profile changed, not what they were or are: those can be erased, the audit log can't.
create or replace function private.audit_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.record_audit('user.profile_updated', 'user', new.id, (
    select jsonb_build_object('changed', jsonb_agg(n.key order by n.key))
    from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key and o.value is distinct from n.value
    where n.key <> 'updated_at'));
  return null;
end
$$;
comment on function private.audit_profile() is 'After a profile changed: writes the audit row, which no client can, with the names of the columns.';
revoke all on function private.audit_profile() from public;

create or replace trigger _900_audit after update of first_name, last_name, full_name, username, avatar_url, avatar_path, preferences on public.users
  for each row when (new.deleted_at is null
    and (old.first_name, old.last_name, old.full_name, old.username, old.avatar_url, old.avatar_path, old.preferences)
      is distinct from (new.first_name, new.last_name, new.full_name, new.username, new.avatar_url, new.avatar_path, new.preferences))
  execute function private.audit_profile();
