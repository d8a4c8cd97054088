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
