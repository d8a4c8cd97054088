-- Triggers of assets (S8, S11).

create or replace function private.add_storage(p_tenant uuid, p_change bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_used bigint;
begin
  update public.usage_counters c set storage_bytes = c.storage_bytes + p_change
  where c.tenant_id = p_tenant
  returning c.storage_bytes into v_used;
  if p_change > 0 and v_used is not null then
    perform private.check_quota(p_tenant, 'storage_limit_mb', v_used, p_change);
  end if;
end
$$;
comment on function private.add_storage(uuid, bigint) is 'Moves a tenant''s storage counter (bytes), which no client may write, and compares it with the plan. Raises PT402 quota_exceeded.';
revoke all on function private.add_storage(uuid, bigint) from public;

-- What is uploaded or may be any moment takes room; what was rejected is on its way out.
-- Once a statement and as late as possible: everybody writing to one tenant queues at its counter.
create or replace function private.count_storage() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  case tg_op
    when 'INSERT' then
      perform private.add_storage(n.tenant_id, n.change)
      from (select tenant_id, sum(size_bytes)::bigint as change from after_change where status <> 'rejected' group by 1 order by 1) n;
    when 'DELETE' then
      perform private.add_storage(n.tenant_id, -n.change)
      from (select tenant_id, sum(size_bytes)::bigint as change from before_change where status <> 'rejected' group by 1 order by 1) n;
    else
      perform private.add_storage(n.tenant_id, n.change)
      from (
        select tenant_id, sum(bytes)::bigint as change
        from (
          select tenant_id, size_bytes as bytes from after_change where status <> 'rejected'
          union all
          select tenant_id, -size_bytes from before_change where status <> 'rejected'
        ) c group by 1 having sum(bytes) <> 0 order by 1) n;
  end case;
  return null;
end
$$;
comment on function private.count_storage() is 'After insert, update or delete of assets: counts their bytes for the quota, which the client can''t. Raises PT402 quota_exceeded.';
revoke all on function private.count_storage() from public;

create or replace function private.recount_storage_bytes(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(a.size_bytes), 0)::bigint from public.assets a where a.tenant_id = p_tenant and a.status <> 'rejected'
$$;
comment on function private.recount_storage_bytes(uuid) is 'Bytes of assets that are not rejected, by their rows, whoever asks.';
revoke all on function private.recount_storage_bytes(uuid) from public;

create or replace function private.resource_type_of(p_type public.asset_type) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case p_type when 'audio' then 'video' else p_type::text end
$$;
comment on function private.resource_type_of(public.asset_type) is 'Where Cloudinary keeps files of this type: sound is among the videos.';
revoke all on function private.resource_type_of(public.asset_type) from public;

-- Whether or not one has arrived: what was only reserved may be on its way.
create or replace function private.queue_asset_deletion() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.outbox (kind, payload)
  select 'delete_asset', jsonb_build_object('public_id', a.cloudinary_public_id, 'resource_type', private.resource_type_of(a.asset_type))
  from before_change a where a.status <> 'rejected';
  return null;
end
$$;
comment on function private.queue_asset_deletion() is 'After delete of assets, a purge''s too: has their files deleted through the outbox, which no client may write. Those of rejected ones are already.';
revoke all on function private.queue_asset_deletion() from public;

create or replace trigger _100_timestamps before update on public.assets
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, original_filename, cloudinary_public_id, asset_type, created_at on public.assets
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'original_filename', 'cloudinary_public_id', 'asset_type', 'created_at');
create or replace trigger _810_counted_inserted after insert on public.assets
  referencing new table as after_change for each statement execute function private.count_storage();
create or replace trigger _810_counted_updated after update on public.assets
  referencing old table as before_change new table as after_change for each statement execute function private.count_storage();
create or replace trigger _810_counted_deleted after delete on public.assets
  referencing old table as before_change for each statement execute function private.count_storage();
create or replace trigger _820_file_deleted after delete on public.assets
  referencing old table as before_change for each statement execute function private.queue_asset_deletion();

-- A signature is good for minutes and Cloudinary tells within seconds: what was not uploaded
-- after an hour will not be.
create or replace function private.maintain_assets() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with stale as (
    select a.tenant_id, a.id from public.assets a
    where a.status <> 'ready'
      and a.created_at < now() - case a.status when 'pending' then interval '1 hour' else interval '7 days' end
    order by a.created_at limit 1000 for update skip locked
  ), released as (
    delete from public.assets a using stale s where a.tenant_id = s.tenant_id and a.id = s.id
    returning 1
  )
  select count(*) from released
$$;
comment on function private.maintain_assets() is
  'Gives back the room of reservations that were not used within an hour, and forgets what was rejected a week ago, of every tenant; at most 1,000 a call. Answers how many.';
revoke all on function private.maintain_assets() from public;
