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
