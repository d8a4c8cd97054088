create or replace function private.record_audit(
  p_action text, p_resource_type text, p_resource_id uuid, p_metadata jsonb default '{}', p_tenant uuid default null
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.audit_logs (tenant_id, performed_by, action, resource_type, resource_id, metadata, ip_address, user_agent)
  values (p_tenant, private.uid(), p_action, p_resource_type, p_resource_id, coalesce(p_metadata, '{}'),
    private.client_address(), left(nullif(current_setting('request.headers', true), '')::jsonb ->> 'user-agent', 1000));

  update public.tenants t set last_active_at = now()
  where t.id = p_tenant and (t.last_active_at is null or t.last_active_at < now() - interval '1 hour');
end
$$;
comment on function private.record_audit(text, text, uuid, jsonb, uuid) is
  'Writes one audit row, which no client can, with actor, address and agent of the request; p_action is dotted (website.published), p_metadata an object, p_tenant null for acts of the platform.';
revoke all on function private.record_audit(text, text, uuid, jsonb, uuid) from public;
