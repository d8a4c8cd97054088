-- What a new website begins with: the pages of a template, or a published home page (a draft
-- one would leave the first publish without /) and the five components of a first impression.
create or replace function private.create_website_for(p_tenant uuid, p_name text, p_subdomain text, p_template text default null) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website uuid;
  v_page uuid;
  v_template public.website_templates;
  v_content jsonb;
begin
  if p_template is not null then
    select * into v_template from public.website_templates t where t.id = p_template;
    if not found then perform private.fail('not_found', 'template'); end if;
    -- as JSON writes it, without the quotes around it
    v_content := replace(v_template.content::text, '{{name}}', regexp_replace(to_jsonb(p_name)::text, '^"|"$', '', 'g'));
  end if;
  insert into public.websites (tenant_id, name, subdomain, template_id, branding_config, seo_defaults)
  values (p_tenant, p_name, p_subdomain, p_template, coalesce(v_content -> 'branding', '{}'), coalesce(v_content -> 'seo', '{}'))
  returning id into v_website;

  if p_template is not null then
    with page as (
      insert into public.pages (tenant_id, website_id, title, slug, status, nav_order, show_in_nav, seo_meta, page_config)
      select p_tenant, v_website, p.value ->> 'title', p.value ->> 'slug', 'published', p.position,
        coalesce((p.value -> 'show_in_nav')::boolean, true), coalesce(p.value -> 'seo', '{}'), coalesce(p.value -> 'config', '{}')
      from jsonb_array_elements(v_content -> 'pages') with ordinality p (value, position)
      returning id, slug
    )
    insert into public.components (tenant_id, page_id, type, order_key, props)
    select p_tenant, page.id, c.value ->> 'type', private.nth_order_key(c.position::integer),
      -- what all pages have in common stands once
      coalesce(v_content -> 'shared' -> (c.value ->> 'type'), '{}') || coalesce(c.value -> 'props', '{}')
    from jsonb_array_elements(v_content -> 'pages') p
    join page on page.slug = p.value ->> 'slug'
    cross join jsonb_array_elements(p.value -> 'components') with ordinality c (value, position)
    order by page.slug, c.position;
    return v_website;
  end if;

  insert into public.pages (tenant_id, website_id, title, slug, status) values (p_tenant, v_website, 'Home', '/', 'published')
  returning id into v_page;
  insert into public.components (tenant_id, page_id, type, order_key, props)
  select p_tenant, v_page, t.type, private.nth_order_key(c.position::integer),
    case when t.type = 'hero' then t.default_props || jsonb_build_object('heading', p_name) else t.default_props end
  from unnest(array['navbar', 'hero', 'features', 'gallery', 'footer']) with ordinality c (type, position)
  join public.component_types t on t.type = c.type
  order by c.position;
  return v_website;
end
$$;
comment on function private.create_website_for(uuid, text, text, text) is
  'Makes a draft website in any tenant, with the pages of a template or with a home page and first components, in tables clients may not insert into. Raises PT402 quota_exceeded, PT404, PT409 taken.';
revoke all on function private.create_website_for(uuid, text, text, text) from public;

-- a0, a1 … az are the first keys that fractional indexing makes.
create or replace function private.nth_order_key(p_n integer) returns text
language sql immutable security invoker set search_path = ''
as $$
  select 'a' || substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', p_n, 1)
$$;
comment on function private.nth_order_key(integer) is 'The order key of the nth component (1 to 62) of a page that is written at once.';
revoke all on function private.nth_order_key(integer) from public;

create or replace function private.create_website(p_name text, p_template text) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_name text := btrim(p_name);
  v_id uuid;
  v_website public.websites;
begin
  if private.tenant_id() is null then perform private.fail('no_tenant'); end if;
  if not (private.can('website.create') and private.all_websites()) then perform private.fail('forbidden', 'website.create'); end if;
  if v_name is null or length(v_name) not between 1 and 120 then
    perform private.fail('invalid_input', 'name (expected 1 to 120 characters)');
  end if;
  v_id := private.create_website_for(private.tenant_id(), v_name, private.generate_slug(v_name), p_template);
  select * into v_website from public.websites w where w.tenant_id = private.tenant_id() and w.id = v_id;
  return v_website;
end
$$;
comment on function private.create_website(text, text) is 'Makes a website, which clients may not insert. Raises PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden or no_tenant, PT404.';
revoke all on function private.create_website(text, text) from public;
grant execute on function private.create_website(text, text) to authenticated;

create or replace function public.create_website(name text, template text default null) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.create_website(name, template)
$$;
comment on function public.create_website(text, text) is
  'Makes a website (draft, with a generated subdomain): with the pages of a template (an id of website_templates), or without one a home page and five components. Errors: PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden (needs website.create), PT404 (no such template).';
revoke all on function public.create_website(text, text) from public;
grant execute on function public.create_website(text, text) to authenticated;
