create or replace function private.client_address() returns inet
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  -- the gateway overwrites it; the first entry is the client
  return btrim(split_part(v_headers ->> coalesce(nullif(private.setting('client_address_header'), ''), 'x-forwarded-for'), ',', 1))::inet;
exception when invalid_text_representation then
  return null;
end
$$;
comment on function private.client_address() is 'The address of the client of this request, by the header that private.settings names, which clients can''t read; null where the request has none.';
revoke all on function private.client_address() from public;
grant execute on function private.client_address() to anon, authenticated, service_role, platform_admin;
