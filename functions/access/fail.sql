-- The one way to refuse: an error can't be raised unless the catalogue documents it.
create or replace function private.fail(p_reason text, variadic p_args text[] default '{}') returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_padding constant text[] := array['', '', '', '']; -- a missing argument must not hide the error
  v_error private.errors;
begin
  select * into v_error from private.errors e where e.reason = p_reason;
  if not found then
    raise exception 'the error catalogue has no reason "%"', p_reason;
  end if;
  raise exception using
    errcode = 'PT' || v_error.status,
    message = format(v_error.message, variadic p_args || c_padding),
    detail = p_reason,
    -- the hint takes what the message has not used
    hint = format(v_error.hint, variadic p_args[1 + regexp_count(v_error.message, '%s'):] || c_padding);
end
$$;
comment on function private.fail(text, text[]) is
  'Reads the error catalogue, which clients can''t, and raises PT<status> with the reason as DETAIL. Arguments fill the %s of the message, then those of the hint.';
revoke all on function private.fail(text, text[]) from public;
grant execute on function private.fail(text, text[]) to anon, authenticated, service_role, platform_admin;
