-- The rows of ours.sql, in the source design's tables. bench.blocks holds the component types a page is made of, with
-- their props.
set session_replication_role = replica;

create function pg_temp.id(text) returns uuid language sql immutable parallel safe as $$ select md5($1)::uuid $$;

create temporary table tenant as
select n, pg_temp.id('tenant ' || n) as id, pg_temp.id('user ' || n) as owner, n <= current_setting('bench.active')::integer as active
from generate_series(1, current_setting('bench.tenants')::integer) n;

create temporary table website as
select t.n, t.id as tenant_id, t.owner, t.active, pg_temp.id('website ' || t.n || ' ' || w) as id, w as number, w = 1 as published
from tenant t, generate_series(1, 2) w;

create temporary table page as
select w.*, pg_temp.id('page ' || w.n || ' ' || w.number || ' ' || p) as page_id, p as page_number,
  case p when 1 then '/' else '/page-' || p end as slug
from website w, generate_series(1, case when w.published then 5 else 1 end) p;

create temporary table block as
select position - 1 as i, b ->> 'type' as type, b -> 'props' as props, 'a' || position - 1 as order_key
from jsonb_array_elements(current_setting('bench.blocks')::jsonb) with ordinality b (b, position);

create temporary table frozen as
select
  jsonb_agg(jsonb_build_object('id', pg_temp.id('block ' || i), 'type', type, 'props', props, 'order_key', order_key, 'is_visible', true) order by i) as components
from block;

insert into plans (id, name, max_pages_per_site, version_history_limit) values (pg_temp.id('plan pro'), 'Pro', 100, 50);
insert into tenants (id, name, slug, plan_id, last_active_at) select id, 'Tenant ' || n, 'tenant-' || n, pg_temp.id('plan pro'), now() from tenant t order by t.id;
insert into users (id, supabase_auth_id, email, full_name, tenant_id, role)
select owner, owner::text, 'user-' || n || '@bench.test', 'User ' || n, id, 'owner' from tenant t order by t.owner;
insert into websites (id, tenant_id, name, subdomain, status, branding_config, published_at, last_deployed_at)
select id, tenant_id, 'Website ' || n, 'site-' || n || '-' || number, case when published then 'published' else 'draft' end,
  '{"colors": {"primary": "#c2401c", "background": "#fffdf9", "text": "#2d2622"}, "typography": {"body_font": "Inter", "base_font_size": 17}}',
  case when published then now() end, case when published then now() end
from website order by md5('website ' || id);
insert into pages (id, website_id, title, slug, status, is_home, nav_order, seo_meta)
select page_id, id, 'Page ' || page_number, slug, 'published', page_number = 1, page_number, '{"description": "What this page is about"}'
from page order by md5('page ' || page_id);
insert into components (id, page_id, type, order_key, props)
select pg_temp.id('component ' || p.page_id || ' ' || b.i), p.page_id, b.type, b.order_key, b.props
from page p, block b order by md5('page ' || p.page_id), b.i;
insert into deployments (id, website_id, deployed_by, snapshot_json, is_live, deployed_at)
select pg_temp.id('deployment ' || w.id || ' ' || d), w.id, w.owner,
  jsonb_build_object('websiteId', w.id, 'branding', '{}'::jsonb, 'seoDefaults', '{}'::jsonb, 'pages', (
    select jsonb_agg(jsonb_build_object('title', 'Page ' || p, 'slug', case p when 1 then '/' else '/page-' || p end, 'seo_meta', '{}'::jsonb,
      'components', f.components) order by p) from generate_series(1, 5) p)),
  d = 0, now() - d * interval '1 day'
from website w, frozen f, generate_series(0, 2) d
where w.published and (d = 0 or w.active) order by md5('deployment ' || w.id || ' ' || d);
insert into page_versions (id, page_id, saved_by, content_snapshot, saved_at)
select pg_temp.id('version ' || p.page_id || ' ' || v), p.page_id, p.owner, f.components, now() - v * interval '1 hour'
from page p, frozen f, generate_series(0, 2) v
where p.active order by md5(p.page_id::text || v);
insert into audit_logs (tenant_id, performed_by, action, resource_type, resource_id, created_at)
select t.id, t.owner, 'page.created', 'page', pg_temp.id('page ' || t.n || ' 1 1'), now() - a * interval '1 minute'
from tenant t, generate_series(1, 60) a where t.active or a <= 10 order by a, t.id;

drop table tenant, website, page, block, frozen;
reset session_replication_role;
