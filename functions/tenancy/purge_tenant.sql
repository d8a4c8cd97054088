-- T6: everything a tenant owns goes, in one transaction. What stays is one row in the platform's log.
--  1. Locks, in the order everybody takes them: against new people who act for it, those who do, its websites, its team,
--     itself. After the last one nobody can begin to write below it; who had begun has ended.
--  2. It has to be due.
--  3. Functions named before_purge_<what> queue what has to happen outside, while the rows still tell.
--  4. Counters go first, so that nothing counts what goes after; then the tenant with all that hangs on it; then what hangs
--     on no foreign key.
--  5. The platform's row, and with it the tenant's log (check_purged_logs).
create or replace function private.purge_tenant(p_tenant uuid, p_early boolean default false) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
  v_name text;
begin
  -- 1.
  perform pg_advisory_xact_lock(private.purge_lock(p_tenant));
  perform from public.users u where u.active_tenant_id = p_tenant order by u.id for no key update;
  perform from public.websites w where w.tenant_id = p_tenant order by w.id for update;
  perform from public.tenant_members m where m.tenant_id = p_tenant order by m.id for update;
  select * into v_tenant from public.tenants t where t.id = p_tenant for update;
  -- 2.
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status <> 'offboarded' then perform private.fail('conflict', 'only an offboarded tenant is purged'); end if;
  if not p_early and v_tenant.offboard_scheduled_at > now() - interval '90 days' then
    perform private.fail('conflict', 'its 90 days are not over');
  end if;
  -- 3.
  for v_name in
    select p.proname from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.proname ~ '^before_purge_.+' order by p.proname
  loop
    execute format('select private.%I($1)', v_name) using p_tenant;
  end loop;
  -- 4.
  delete from public.usage_counters c where c.tenant_id = p_tenant;
  delete from public.tenants t where t.id = p_tenant;
  for v_name in
    select c.oid::regclass::text
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and not c.relispartition and c.oid <> 'public.audit_logs'::regclass
      and c.relnamespace in (select n.oid from pg_catalog.pg_namespace n where n.nspname in ('public', 'valet', 'private'))
      and not exists (
        select from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'f' and k.confdeltype = 'c' and a.attnum = any (k.conkey))
    order by 1
  loop
    execute format('delete from %s t where t.tenant_id = $1', v_name) using p_tenant;
  end loop;
  -- 5.
  perform private.record_audit('tenant.purged', 'tenant', p_tenant,
    jsonb_build_object('slug', v_tenant.slug, 'created_at', v_tenant.created_at, 'offboarded_at', v_tenant.offboard_scheduled_at));
  delete from public.audit_logs a where a.tenant_id = p_tenant;
end
$$;
comment on function private.purge_tenant(uuid, boolean) is
  'Deletes an offboarded tenant with everything it owns, its log included, in tables no client may delete from; for maintenance and operators. Before 90 days are over only with p_early. Raises PT404, PT409 conflict.';
revoke all on function private.purge_tenant(uuid, boolean) from public;

-- Files lie in folders named after the tenant; a table of files adds a function of its own.
create or replace function private.before_purge_storage(p_tenant uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  insert into private.outbox (kind, payload)
  select 'delete_files', jsonb_build_object('bucket', b.id, 'prefix', p_tenant || '/')
  from storage.buckets b
  where exists (
    select from storage.objects o
    where o.bucket_id = b.id and o.name collate "C" >= p_tenant || '/' and o.name collate "C" < p_tenant || '0')
$$;
comment on function private.before_purge_storage(uuid) is
  'Queues the deletion of a tenant''s folder in every bucket that has one; reads storage, which clients see through its own policies only.';
revoke all on function private.before_purge_storage(uuid) from public;
