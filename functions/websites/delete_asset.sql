-- S11: a picture that is shown somewhere stays, unless somebody insists. Drafts are known by
-- asset_uses; what visitors see is looked through, as rarely as an asset is deleted.
create or replace function private.delete_asset(p_asset uuid, p_force boolean) returns public.assets
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_asset public.assets;
  v_websites uuid[];
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- whoever publishes ends first, or sees it gone
  perform from public.websites w where w.tenant_id = v_tenant and private.can('content.write') order by w.id for share;
  select * into v_asset from public.assets a where a.tenant_id = v_tenant and a.id = p_asset for update;
  if not found or not private.can_on('content.read', v_asset.website_id) then perform private.fail('not_found', 'asset'); end if;
  if not private.can_on('content.write', v_asset.website_id) then perform private.fail('forbidden', 'content.write'); end if;

  select array_agg(distinct u.website_id) into v_websites from (
    select u.website_id from public.asset_uses u where u.tenant_id = v_tenant and u.asset_id = p_asset
    union
    select d.website_id
    from public.deployments d
    where d.tenant_id = v_tenant and d.is_live and (
      strpos(d.site::text, v_tenant || '/' || p_asset) > 0
      or exists (
        select from public.deployment_pages p
        where p.tenant_id = v_tenant and p.deployment_id = d.id and strpos(p.content::text, v_tenant || '/' || p_asset) > 0))
  ) u;
  if v_websites is not null and not coalesce(p_force, false) then
    perform private.fail('asset_in_use', cardinality(v_websites)::text);
  end if;
  delete from public.assets a where a.tenant_id = v_tenant and a.id = p_asset;
  perform private.record_audit('asset.deleted', 'asset', p_asset,
    jsonb_strip_nulls(jsonb_build_object('name', v_asset.original_filename, 'used_in_websites', to_jsonb(v_websites))), v_tenant);
  return v_asset;
end
$$;
comment on function private.delete_asset(uuid, boolean) is
  'Deletes an asset no client may delete by itself, and looks for uses on websites the caller may not see. Raises PT403 forbidden or no_tenant, PT404, PT409 asset_in_use.';
revoke all on function private.delete_asset(uuid, boolean) from public;
grant execute on function private.delete_asset(uuid, boolean) to authenticated;

create or replace function public.delete_asset(asset uuid, force boolean default false) returns public.assets
language sql volatile security invoker set search_path = ''
as $$
  select private.delete_asset(asset, force)
$$;
comment on function public.delete_asset(uuid, boolean) is
  'Deletes a file and gives its room back. One that is used, in a draft or where visitors see it, only with force. Errors: PT403 forbidden (needs content.write), PT404, PT409 asset_in_use.';
revoke all on function public.delete_asset(uuid, boolean) from public;
grant execute on function public.delete_asset(uuid, boolean) to authenticated;
