create or replace function private.setting(p_key text) returns text
language sql stable security definer set search_path = ''
as $$
  select s.value from private.settings s where s.key = p_key
$$;
comment on function private.setting(text) is 'Reads one installation setting, which clients can''t; null when unset.';
revoke all on function private.setting(text) from public;
grant execute on function private.setting(text) to service_role;
