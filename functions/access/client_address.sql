create or replace function private.client_address() returns inet
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  -- the gateway overwrites x-forwarded-for; the first entry is the client
  return btrim(split_part(v_headers ->> 'x-forwarded-for', ',', 1))::inet;
exception when invalid_text_representation then
  return null;
end
$$;
comment on function private.client_address() is 'The address of the client of this request, or null where the request has none.';
revoke all on function private.client_address() from public;
grant execute on function private.client_address() to anon, authenticated, service_role, platform_admin;
