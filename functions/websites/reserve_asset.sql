-- S11: room first, then the upload. The name at Cloudinary is ours: nobody writes over somebody
-- else's file, and the notification of an upload finds its way by it.
--  1. Who asks, and how often.
--  2. What: the name without its folders, a size, a type that is accepted.
--  3. The row, and with it the room.
create or replace function private.reserve_asset(
  p_filename text, p_bytes bigint, p_type text, p_website uuid, p_source public.upload_source
) returns public.upload_ticket
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_valid constant interval := '15 minutes';
  c_most constant bigint := 107374182400; -- whatever the plan
  c_at_once constant integer := 200;
  v_tenant uuid := private.tenant_id();
  v_id uuid := gen_random_uuid();
  v_filename text := btrim(regexp_replace(p_filename, '^.*[/\\]|[[:cntrl:]\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]', '', 'g'));
  v_format private.asset_formats;
  v_limit record;
  v_ticket public.upload_ticket;
begin
  -- 1.
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- a collaborator uploads for a website of theirs
  if not private.can_on('content.write', p_website) then perform private.fail('forbidden', 'content.write'); end if;
  if p_website is not null and not exists (select from public.websites w where w.tenant_id = v_tenant and w.id = p_website) then
    perform private.fail('not_found', 'website');
  end if;
  v_limit := private.consume_rate_limit('reserve_asset:' || v_tenant || ':' || private.uid(), c_at_once, 1);
  if not v_limit.allowed then perform private.fail('rate_limited', ceil(v_limit.retry_after)::text); end if;

  -- 2.
  if (length(v_filename) between 1 and 255 and v_filename not in ('.', '..')) is not true then
    perform private.fail('invalid_input', 'filename (expected a name of 1 to 255 characters)');
  end if;
  if (p_bytes between 1 and c_most) is not true then
    perform private.fail('invalid_input', 'bytes (expected the size of the file)');
  end if;
  select * into v_format from private.asset_formats f where f.content_type = lower(split_part(p_type, ';', 1));
  if not found then
    perform private.fail('file_type_refused', left(coalesce(p_type, 'unknown'), 100),
      (select string_agg(distinct f.format, ', ' order by f.format) from private.asset_formats f));
  end if;

  -- 3.
  insert into public.assets (tenant_id, id, website_id, original_filename, cloudinary_public_id, asset_type, size_bytes, uploaded_by, upload_source)
  values (v_tenant, v_id, p_website, v_filename,
    concat(private.setting('cloudinary_folder'), '/', v_tenant, '/', v_id, '/',
      coalesce(nullif(btrim(left(regexp_replace(lower(regexp_replace(v_filename, '[.][^.]*$', '')), '[^a-z0-9]+', '-', 'g'), 60), '-'), ''), 'file'),
      -- of a document the name is all that tells what it is
      case when v_format.asset_type = 'raw' then '.' || v_format.format end),
    v_format.asset_type, p_bytes, private.uid(), coalesce(p_source, 'manual'))
  returning id, cloudinary_public_id, private.resource_type_of(asset_type), null, size_bytes, created_at + c_valid into v_ticket;
  v_ticket.allowed_formats := array(
    select distinct f.format from private.asset_formats f
    where f.asset_type = v_format.asset_type and (f.asset_type <> 'raw' or f.format = v_format.format) order by 1);
  return v_ticket;
end
$$;
comment on function private.reserve_asset(text, bigint, text, uuid, public.upload_source) is
  'Makes an asset''s row, which no client may. Raises PT400 invalid_input or file_type_refused, PT402 quota_exceeded, PT403 forbidden or no_tenant, PT404, PT429 rate_limited.';
revoke all on function private.reserve_asset(text, bigint, text, uuid, public.upload_source) from public;
grant execute on function private.reserve_asset(text, bigint, text, uuid, public.upload_source) to authenticated;

create or replace function public.reserve_asset(
  filename text, bytes bigint, type text, website uuid default null, source public.upload_source default 'manual'
) returns public.upload_ticket
language sql volatile security invoker set search_path = ''
as $$
  select private.reserve_asset(filename, bytes, type, website, source)
$$;
comment on function public.reserve_asset(text, bigint, text, uuid, public.upload_source) is
  'Takes room for a file of this size and content type (image/png, …), for one website or for all; the edge function cloudinary-sign calls it and adds the signature. The room is given back when nothing was uploaded within an hour. Errors: PT400 invalid_input or file_type_refused, PT402 quota_exceeded, PT403 forbidden (needs content.write), PT404, PT429 rate_limited (200 at once, one more a second).';
revoke all on function public.reserve_asset(text, bigint, text, uuid, public.upload_source) from public;
grant execute on function public.reserve_asset(text, bigint, text, uuid, public.upload_source) to authenticated;
