-- PostgREST's db-pre-request. Writes nothing but transaction-local settings, so it
-- works on a replica, and is the only thing that writes these.
create or replace function private.begin_request() returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  -- an estimated count comes from statistics about the rows of all tenants
  if (nullif(current_setting('request.headers', true), '')::json ->> 'prefer') ~ 'count=(planned|estimated)'
     and current_setting('role', true) <> 'service_role' then
    perform private.fail('invalid_input', 'Prefer (expected count=exact)');
  end if;
  perform set_config(s.key, s.value, true) from jsonb_each_text(private.request_settings()) s;
end
$$;
comment on function private.begin_request() is
  'Resolves tenant, permissions and website scope once for this transaction. Raises PT400 for a malformed x-tenant-id or an estimated count and PT403 for a tenant the user may not use; a suspended tenant is stored as a refusal.';
revoke all on function private.begin_request() from public;
grant execute on function private.begin_request() to anon, authenticated, service_role, platform_admin;
