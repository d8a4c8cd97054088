create or replace function private.check_invariants_assets() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'storage_bytes counts assets that are not rejected', format('%s: counter %s, rows %s', c.tenant_id, c.storage_bytes, n.bytes)
  from public.usage_counters c
  cross join lateral (
    select coalesce(sum(a.size_bytes), 0) as bytes from public.assets a where a.tenant_id = c.tenant_id and a.status <> 'rejected') n
  where c.storage_bytes <> n.bytes
  union all
  select 'asset_uses says who mentions which asset', format('%s: %s', coalesce(m.used_by, u.used_by), coalesce(m.asset_id, u.asset_id))
  from (
    select a.tenant_id, a.id as asset_id, s.used_by, s.website_id
    from public.assets a
    join (
      select c.tenant_id, c.id, c.website_id, c.props::text from public.components c
      union all
      select p.tenant_id, p.id, p.website_id, p.seo_meta::text from public.pages p
      union all
      select w.tenant_id, w.id, w.id, concat(w.branding_config, w.seo_defaults, w.favicon_url) from public.websites w
    ) s (tenant_id, used_by, website_id, words) on s.tenant_id = a.tenant_id and strpos(s.words, a.tenant_id || '/' || a.id) > 0
  ) m
  full join public.asset_uses u on u.tenant_id = m.tenant_id and u.asset_id = m.asset_id and u.used_by = m.used_by
  where (m.asset_id, m.website_id) is distinct from (u.asset_id, u.website_id)
$$;
comment on function private.check_invariants_assets() is 'Broken invariants of assets.';
revoke all on function private.check_invariants_assets() from public;
