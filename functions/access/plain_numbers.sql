-- 1e131071 takes ten bytes to store and 131,072 to write out: a few kilobytes of such
-- numbers fill the server's memory when somebody reads them.
create or replace function private.plain_numbers(p_value jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return not jsonb_path_exists(p_value,
    'strict $.** ? (@.type() == "number" && (@ > 1e20 || @ < -1e20 || @ > -1e-20 && @ < 1e-20 && @ != 0))');
end
$$;
comment on function private.plain_numbers(jsonb) is 'Whether no number in there, however deep, has an exponent beyond 20: what clients write as JSON is read as about as many bytes.';
revoke all on function private.plain_numbers(jsonb) from public;
grant execute on function private.plain_numbers(jsonb) to authenticated, service_role, platform_admin;
