-- Where assets are used. Every address of an asset, transformed or not, holds <tenant>/<asset>
-- (S11): whatever mentions that uses it. Looking for the tenant's id in the text is quick, and
-- mostly the end of it.
create or replace function private.follow_asset_uses() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  v_tenant uuid := v_row ->> 'tenant_id';
  v_used_by uuid := v_row ->> 'id';
  v_assets uuid[] := '{}';
begin
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(distinct m.found[1]::uuid), '{}') into v_assets
    from unnest(tg_argv) c (name),
      regexp_matches(v_row ->> c.name, v_tenant || '/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') m (found);
  end if;
  delete from public.asset_uses u where u.tenant_id = v_tenant and u.used_by = v_used_by and u.asset_id <> all (v_assets);
  -- one that is being deleted is waited for, and not there afterwards
  insert into public.asset_uses (tenant_id, used_by, asset_id, website_id)
  select a.tenant_id, v_used_by, a.id, coalesce(v_row ->> 'website_id', v_row ->> 'id')::uuid
  from public.assets a
  where a.tenant_id = v_tenant and a.id = any (v_assets)
  order by a.id for key share
  on conflict do nothing;
  return null;
end
$$;
comment on function private.follow_asset_uses() is
  'After a component, page or website changed (arguments: the columns that mention addresses): keeps asset_uses, which no client may write, whatever the client can see.';
revoke all on function private.follow_asset_uses() from public;

create or replace trigger _830_assets_inserted after insert on public.components
  for each row when (strpos(new.props::text, new.tenant_id::text) > 0) execute function private.follow_asset_uses('props');
create or replace trigger _830_assets_updated after update of props on public.components
  for each row when (
    old.props is distinct from new.props and strpos(old.props::text || new.props::text, new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('props');
create or replace trigger _830_assets_deleted after delete on public.components
  for each row when (strpos(old.props::text, old.tenant_id::text) > 0) execute function private.follow_asset_uses('props');

create or replace trigger _830_assets_inserted after insert on public.pages
  for each row when (strpos(new.seo_meta::text, new.tenant_id::text) > 0) execute function private.follow_asset_uses('seo_meta');
create or replace trigger _830_assets_updated after update of seo_meta on public.pages
  for each row when (
    old.seo_meta is distinct from new.seo_meta and strpos(old.seo_meta::text || new.seo_meta::text, new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('seo_meta');
create or replace trigger _830_assets_deleted after delete on public.pages
  for each row when (strpos(old.seo_meta::text, old.tenant_id::text) > 0) execute function private.follow_asset_uses('seo_meta');

create or replace trigger _830_assets_inserted after insert on public.websites
  for each row when (strpos(concat(new.branding_config, new.seo_defaults, new.favicon_url), new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('branding_config', 'seo_defaults', 'favicon_url');
create or replace trigger _830_assets_updated after update of branding_config, seo_defaults, favicon_url on public.websites
  for each row when (
    (old.branding_config, old.seo_defaults, old.favicon_url) is distinct from (new.branding_config, new.seo_defaults, new.favicon_url)
    and strpos(concat(old.branding_config, old.seo_defaults, old.favicon_url, new.branding_config, new.seo_defaults, new.favicon_url), new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('branding_config', 'seo_defaults', 'favicon_url');
create or replace trigger _830_assets_deleted after delete on public.websites
  for each row when (strpos(concat(old.branding_config, old.seo_defaults, old.favicon_url), old.tenant_id::text) > 0)
  execute function private.follow_asset_uses('branding_config', 'seo_defaults', 'favicon_url');
