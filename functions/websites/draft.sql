-- What publishing freezes and a preview shows: the website as it is now. Each is one statement,
-- so that what it answers was true at one moment.

create or replace function private.draft_site(p_tenant uuid, p_website uuid) returns json
language sql stable security definer set search_path = ''
as $$
  select json_build_object(
    'name', w.name,
    'locale', t.locale,
    'branding', w.branding_config,
    'seoDefaults', w.seo_defaults,
    'favicon', w.favicon_url,
    'analytics', w.analytics_enabled,
    'navigation', (
      select coalesce(
        json_agg(json_build_object('label', coalesce(p.nav_label, p.title), 'href', p.slug, 'is_home', p.is_home)
          order by p.nav_order, p.is_home desc, p.created_at, p.slug), '[]')
      from public.pages p
      where p.tenant_id = w.tenant_id and p.website_id = w.id and p.status = 'published' and p.show_in_nav),
    'home', '/')
  from public.websites w
  join public.tenants t on t.id = w.tenant_id
  where w.tenant_id = p_tenant and w.id = p_website
$$;
comment on function private.draft_site(uuid, uuid) is 'What all pages of a website share, as visitors get it; reads what the publisher need not be able to.';
revoke all on function private.draft_site(uuid, uuid) from public;

-- One pass over the components makes both what visitors read and what editors can go back to
-- (whole rows turned into JSON at once: half the time of building objects and collecting them).
create or replace function private.draft_pages(p_tenant uuid, p_website uuid, p_slug text default null)
returns table (page_id uuid, slug text, title text, is_home boolean, show_in_nav boolean, status public.page_status, content json, complete jsonb)
language sql stable rows 10 security definer set search_path = ''
as $$
  select p.id, p.slug, p.title, p.is_home, p.show_in_nav and p.status = 'published', p.status,
    json_build_object(
      'id', p.id, 'title', p.title, 'slug', p.slug, 'is_home', p.is_home,
      'show_in_nav', p.show_in_nav and p.status = 'published',
      'seo_meta', p.seo_meta, 'page_config', p.page_config, 'components', coalesce(c.visible, '[]')),
    coalesce(c.complete, '[]')
  from public.pages p
  cross join lateral (
    select
      json_agg(v order by v.order_key) filter (where c.is_visible) as visible,
      to_jsonb(array_agg(e order by e.order_key)) as complete
    from public.components c
    -- whom a form writes to is nobody's business
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible,
      case when c.type = 'contact_form' then c.props - 'recipient_email' else c.props end as props) v
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props) e
    where c.tenant_id = p.tenant_id and c.page_id = p.id
  ) c
  where p.tenant_id = p_tenant and p.website_id = p_website and (p_slug is null or p.slug = p_slug)
$$;
comment on function private.draft_pages(uuid, uuid, text) is
  'A website''s pages, or the one at p_slug: content as visitors get it, and complete, all components as editors have them. Reads what neither publisher nor visitor can.';
revoke all on function private.draft_pages(uuid, uuid, text) from public;
