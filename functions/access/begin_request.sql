-- PostgREST's db-pre-request. Writes nothing but transaction-local settings, so it
-- works on a replica, and is the only thing that writes these.
create or replace function private.begin_request() returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_settings jsonb;
  v_set text;
begin
  -- an estimated count comes from statistics about the rows of all tenants
  if (nullif(current_setting('request.headers', true), '')::json ->> 'prefer') ~ 'count=(planned|estimated)'
     and current_setting('role', true) <> 'service_role' then
    perform private.fail('invalid_input', 'Prefer (expected count=exact)');
  end if;
  v_settings := private.request_settings();
  -- assignments, which take half the time of one query over all of them
  v_set := set_config('tenantry.identity', v_settings ->> 'tenantry.identity', true);
  v_set := set_config('tenantry.user', v_settings ->> 'tenantry.user', true);
  v_set := set_config('tenantry.tenant', v_settings ->> 'tenantry.tenant', true);
  v_set := set_config('tenantry.permissions', v_settings ->> 'tenantry.permissions', true);
  v_set := set_config('tenantry.all_websites', v_settings ->> 'tenantry.all_websites', true);
  v_set := set_config('tenantry.websites', v_settings ->> 'tenantry.websites', true);
  v_set := set_config('tenantry.refusal', v_settings ->> 'tenantry.refusal', true);
  v_set := set_config('tenantry.platform_admin', v_settings ->> 'tenantry.platform_admin', true);
end
$$;
comment on function private.begin_request() is
  'Resolves tenant, permissions and website scope once for this transaction. Raises PT400 for a malformed x-tenant-id or an estimated count and PT403 for a tenant the user may not use; a suspended tenant is stored as a refusal.';
revoke all on function private.begin_request() from public;
grant execute on function private.begin_request() to anon, authenticated, service_role, platform_admin;
