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
    select distinct a.tenant_id, a.id as asset_id, s.used_by, s.website_id
    from (
      select c.tenant_id, c.id, c.website_id, c.props::text from public.components c
      union all
      select p.tenant_id, p.id, p.website_id, p.seo_meta::text from public.pages p
      union all
      select w.tenant_id, w.id, w.id, concat(w.branding_config, w.seo_defaults, w.favicon_url) from public.websites w
    ) s (tenant_id, used_by, website_id, words)
    cross join lateral regexp_matches(s.words, s.tenant_id || '/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') m (found)
    join public.assets a on a.tenant_id = s.tenant_id and a.id = m.found[1]::uuid
    where strpos(s.words, s.tenant_id::text) > 0
  ) m
  full join public.asset_uses u on u.tenant_id = m.tenant_id and u.asset_id = m.asset_id and u.used_by = m.used_by
  where (m.asset_id, m.website_id) is distinct from (u.asset_id, u.website_id)
  union all
  -- an import asks no trigger
  select 'no number is longer than it looks', j.id::text
  from (
    select c.id, c.props from public.components c
    union all
    select w.id, jsonb_build_array(w.branding_config, w.seo_defaults, w.settings) from public.websites w
    union all
    select p.id, jsonb_build_array(p.seo_meta, p.page_config) from public.pages p
    union all
    select u.id, u.preferences from public.users u
  ) j (id, value)
  where not private.plain_numbers(j.value)
$$;
comment on function private.check_invariants_assets() is 'Broken invariants of assets, and of JSON.';
revoke all on function private.check_invariants_assets() from public;
