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

-- Whatever Auth forgets, authorship stays, under no name (T7); seats are freed, and what they
-- owned finds another owner or an end.
create or replace function private.handle_auth_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.users u where u.id = old.id for no key update;
  perform private.succeed_owner(old.id);
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
