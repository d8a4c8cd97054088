create or replace function public.get_tenant_storage_mb(tid uuid) returns numeric
language sql stable security invoker set search_path = ''
as $$
  -- from the counter, which costs the same for one file and for a million
  select c.storage_bytes / 1048576.0 from public.usage_counters c where c.tenant_id = tid
$$;
comment on function public.get_tenant_storage_mb(uuid) is
  'The storage a tenant uses, in MB of 1,048,576 bytes; uploads that are under way are counted. Null for a tenant you don''t act for.';
revoke all on function public.get_tenant_storage_mb(uuid) from public;
grant execute on function public.get_tenant_storage_mb(uuid) to authenticated, service_role;
