-- T1: what a new account gets. The person and the address are needed; all else may
-- fail without stopping the sign-up, and is written down where it does.
create or replace function private.handle_sign_up() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_meta jsonb := case when jsonb_typeof(new.raw_user_meta_data) = 'object' then new.raw_user_meta_data else '{}' end;
  v_step text := 'defaults';
  v_error text;
begin
  insert into public.users (id, email, first_name, last_name, full_name, avatar_url)
  values (new.id, new.email, left(v_meta ->> 'first_name', 255), left(v_meta ->> 'last_name', 255),
    left(coalesce(v_meta ->> 'full_name', v_meta ->> 'name'), 511),
    case when v_meta ->> 'avatar_url' ~ '^https?://' and length(v_meta ->> 'avatar_url') <= 2048 then v_meta ->> 'avatar_url' end);

  begin
    if new.email is not null then
      insert into public.user_emails (user_id, email, is_primary, verified, via)
      values (new.id, new.email, true, new.email_confirmed_at is not null,
        left(coalesce(nullif(new.raw_app_meta_data ->> 'provider', 'email'), 'email:password'), 80));
    end if;
    insert into public.user_roles (user_id) values (new.id);
    insert into public.user_email_preferences (user_id, email_type)
    select new.id, t from unnest(enum_range(null::public.email_type)) t;

    v_step := 'tenant';
    -- an invited person joins a tenant, a valet customer is served by one
    if coalesce(v_meta ->> 'signup_as', '') not in ('invitee', 'valet_customer') then
      perform private.create_tenant_for(new.id,
        left(coalesce(nullif(btrim(v_meta ->> 'tenant_name'), ''), nullif(btrim(v_meta ->> 'full_name'), ''),
          nullif(split_part(new.email, '@', 1), ''), 'My team'), 120),
        left(v_meta ->> 'wanted_plan', 40), true);
    end if;
  exception when others then
    get stacked diagnostics v_error = message_text;
    insert into private.signup_failures (user_id, step, error) values (new.id, v_step, v_error);
  end;
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
  update public.users u
  set email = new.email, last_login_at = coalesce(new.last_sign_in_at, u.last_login_at)
  where u.id = new.id
    and (u.email, u.last_login_at) is distinct from (lower(new.email), coalesce(new.last_sign_in_at, u.last_login_at));

  if new.email is not null and new.email is distinct from old.email then
    update public.user_emails e set is_primary = false where e.user_id = new.id and e.is_primary and e.email <> lower(new.email);
    insert into public.user_emails as e (user_id, email, is_primary, verified)
    values (new.id, new.email, true, new.email_confirmed_at is not null)
    on conflict (user_id, email) do update set is_primary = true, verified = e.verified or excluded.verified;
  elsif new.email_confirmed_at is not null and old.email_confirmed_at is null then
    update public.user_emails e set verified = true where e.user_id = new.id and e.email = lower(new.email) and not e.verified;
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

-- Whatever Auth forgets, authorship stays, under no name (T7).
create or replace function private.handle_auth_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.user_emails e where e.user_id = old.id;
  update public.users u
  set email = null, username = null, first_name = null, last_name = null, full_name = null, avatar_url = null, avatar_path = null,
    preferences = '{}', status = 'disabled', active_tenant_id = null, deleted_at = now()
  where u.id = old.id;
  return null;
end
$$;
comment on function private.handle_auth_delete() is 'After delete on auth.users: anonymises the person, whose rows other tenants'' history points to.';
revoke all on function private.handle_auth_delete() from public;

create or replace trigger tenantry_sign_up after insert on auth.users
  for each row execute function private.handle_sign_up();
create or replace trigger tenantry_auth_update after update of email, email_confirmed_at, last_sign_in_at on auth.users
  for each row execute function private.handle_auth_update();
create or replace trigger tenantry_auth_delete after delete on auth.users
  for each row execute function private.handle_auth_delete();
