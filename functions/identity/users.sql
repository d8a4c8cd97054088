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

create or replace trigger _100_timestamps before update on public.users
  for each row execute function private.set_updated_at();
create or replace trigger _200_complete before insert or update of email, first_name, last_name, full_name on public.users
  for each row execute function private.complete_user();
create or replace trigger _200_keep before update of id, created_at on public.users
  for each row execute function private.keep_columns('id', 'created_at');

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

create or replace trigger _800_copy after update of full_name, email, avatar_url, first_name, last_name on public.users
  for each row when ((old.full_name, old.email, old.avatar_url) is distinct from (new.full_name, new.email, new.avatar_url))
  execute function private.copy_user_to_members();
