-- O1: nobody rewrites the past, the owner of the table included.
create or replace function private.refuse_change() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.fail('immutable', tg_table_name);
  return null;
end
$$;
comment on function private.refuse_change() is 'Before update, delete or truncate of an append-only table: refuses (409 immutable), whoever asks.';
revoke all on function private.refuse_change() from public;

-- The one exception is a purge, and it is told by facts, which no setting can feign: rows go only after their tenant has gone,
-- and only in the transaction that leaves the platform's own row about it, which never goes.
create or replace function private.check_purged_logs() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (
    select from (select distinct g.tenant_id from gone g) g
    where g.tenant_id is null
      or exists (select from public.tenants t where t.id = g.tenant_id)
      or not exists (
        select from public.audit_logs a
        where a.tenant_id is null and a.created_at >= now() and a.action = 'tenant.purged' and a.resource_id = g.tenant_id)
  ) then
    perform private.fail('immutable', tg_table_name);
  end if;
  return null;
end
$$;
comment on function private.check_purged_logs() is
  'After delete of audit rows, whoever asks: refuses (409 immutable) unless they were a tenant''s that this very transaction has purged; reads tenants whatever the caller can see.';
revoke all on function private.check_purged_logs() from public;

create or replace trigger _100_append_only before update or truncate on public.audit_logs
  for each statement execute function private.refuse_change();
create or replace trigger _110_append_only before update on public.audit_logs
  for each row execute function private.refuse_change();
create or replace trigger _120_purged after delete on public.audit_logs
  referencing old table as gone for each statement execute function private.check_purged_logs();
