-- S11: what Cloudinary tells of an upload, however late and often. Whoever calls this has
-- verified that it is Cloudinary.
--  1. Whose: the name tells. One that was released, or deleted, in the meantime has no room any more.
--  2. What: as reserved, or smaller. Asked again of one that is ready: somebody may have found
--     a way to put a larger file in its place.
--  3. The row becomes ready, or rejected and its file goes.
create or replace function private.complete_asset(p_notification jsonb) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most_pixels constant integer := 100000;
  v_public_id text := p_notification ->> 'public_id';
  v_ids text[] := regexp_match(v_public_id,
    '^([a-z0-9_-]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[a-z0-9-]+([.][a-z0-9]+)?$');
  v_asset public.assets;
  v_bytes numeric;
  v_width numeric;
  v_height numeric;
  v_format text := coalesce(p_notification ->> 'format', substr(v_ids[4], 2));
  v_problem text;
begin
  -- 1.
  if v_ids is null or v_ids[1] <> private.setting('cloudinary_folder') then return 'unknown'; end if;
  select * into v_asset from public.assets a
  where a.tenant_id = v_ids[2]::uuid and a.id = v_ids[3]::uuid and a.cloudinary_public_id = v_public_id for no key update;
  if not found or v_asset.status = 'rejected' then
    insert into private.outbox (kind, payload)
    select 'delete_asset', jsonb_build_object('public_id', v_public_id, 'resource_type', r)
    from (values ('image'), ('video'), ('raw')) known (r) where r = p_notification ->> 'resource_type';
    return coalesce(v_asset.status::text, 'unknown');
  end if;

  -- 2.
  select max(n.value) filter (where n.key = 'bytes'), max(n.value) filter (where n.key = 'width'), max(n.value) filter (where n.key = 'height')
  into v_bytes, v_width, v_height
  from (select e.key, (e.value #>> '{}')::numeric as value from jsonb_each(p_notification) e where jsonb_typeof(e.value) = 'number') n;
  v_problem := case
    when p_notification ->> 'resource_type' is distinct from private.resource_type_of(v_asset.asset_type) then
      format('The file is no %s', v_asset.asset_type)
    when not exists (select from private.asset_formats f where f.asset_type = v_asset.asset_type and f.format = v_format) then
      format('Files of the format %s are not accepted', coalesce(left(v_format, 40), 'unknown'))
    when (v_bytes >= 1 and v_bytes = trunc(v_bytes)) is not true then 'The size of the file is not known'
    when v_bytes > v_asset.size_bytes then
      format('The file is larger than the %s bytes it was to be', v_asset.size_bytes)
    when greatest(v_width, v_height) > c_most_pixels or least(v_width, v_height) < 1
      or num_nonnulls(v_width, v_height) = 1 or v_width <> trunc(v_width) or v_height <> trunc(v_height) then
      'The picture has dimensions that cannot be'
    when (p_notification ->> 'secure_url' ~ '^https://[^[:space:]]+$' and p_notification ->> 'url' ~ '^https?://[^[:space:]]+$'
      and greatest(length(p_notification ->> 'secure_url'), length(p_notification ->> 'url')) <= 2048
      and strpos(p_notification ->> 'secure_url', '/' || v_public_id) > 0) is not true then 'The file has no address'
  end;

  -- 3.
  if v_problem is null and v_asset.status = 'ready' then return 'ready'; end if;
  update public.assets a
  set status = case when v_problem is null then 'ready' else 'rejected' end::public.asset_status,
    rejection = v_problem,
    secure_url = case when v_problem is null then p_notification ->> 'secure_url' end,
    cloudinary_url = case when v_problem is null then p_notification ->> 'url' end,
    size_bytes = case when v_problem is null then v_bytes else a.size_bytes end,
    format = case when v_problem is null then v_format end,
    width = case when v_problem is null then v_width end,
    height = case when v_problem is null then v_height end
  where a.tenant_id = v_asset.tenant_id and a.id = v_asset.id;
  if v_problem is null then return 'ready'; end if;
  insert into private.outbox (kind, payload)
  values ('delete_asset', jsonb_build_object('public_id', v_public_id, 'resource_type', private.resource_type_of(v_asset.asset_type)));
  perform private.record_audit('asset.rejected', 'asset', v_asset.id,
    jsonb_build_object('name', v_asset.original_filename, 'reason', v_problem), v_asset.tenant_id);
  return 'rejected';
end
$$;
comment on function private.complete_asset(jsonb) is
  'Makes a reserved asset ready, or rejects it, by what Cloudinary tells of the upload, whoever''s it is. Answers ready, rejected or unknown; a file without a row, or of a rejected one, is deleted.';
revoke all on function private.complete_asset(jsonb) from public;
grant execute on function private.complete_asset(jsonb) to service_role;

create or replace function public.complete_asset(notification jsonb) returns text
language sql volatile security invoker set search_path = ''
as $$
  select private.complete_asset(notification)
$$;
comment on function public.complete_asset(jsonb) is
  'Makes a reserved asset ready, or rejects it and has its file deleted, by the notification Cloudinary sent of the upload: its signature is for the caller to verify. Answers ready, rejected or unknown; asking again changes nothing. For the service only.';
revoke all on function public.complete_asset(jsonb) from public;
grant execute on function public.complete_asset(jsonb) to service_role;
