create or replace function private.require_platform_admin() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
end
$$;
comment on function private.require_platform_admin() is 'Refuses everybody who is not a platform admin now. Raises PT403 forbidden.';
revoke all on function private.require_platform_admin() from public;
grant execute on function private.require_platform_admin() to platform_admin;
