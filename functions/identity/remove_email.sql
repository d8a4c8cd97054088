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
