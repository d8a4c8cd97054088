-- What every new website begins with: a published home page (a draft one would leave the
-- first publish without /) and the five components of a first impression.
create or replace function private.create_website_for(p_tenant uuid, p_name text, p_subdomain text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website uuid;
  v_page uuid;
begin
  insert into public.websites (tenant_id, name, subdomain) values (p_tenant, p_name, p_subdomain)
  returning id into v_website;
  insert into public.pages (tenant_id, website_id, title, slug, status) values (p_tenant, v_website, 'Home', '/', 'published')
  returning id into v_page;
  insert into public.components (tenant_id, page_id, type, order_key, props)
  select p_tenant, v_page, t.type, 'a' || c.position - 1,
    case when t.type = 'hero' then t.default_props || jsonb_build_object('heading', p_name) else t.default_props end
  from unnest(array['navbar', 'hero', 'features', 'gallery', 'footer']) with ordinality c (type, position)
  join public.component_types t on t.type = c.type
  order by c.position;
  return v_website;
end
$$;
comment on function private.create_website_for(uuid, text, text) is
  'Makes a draft website with home page and first components in any tenant, in tables clients may not insert into. Raises PT402 quota_exceeded, PT409 taken.';
revoke all on function private.create_website_for(uuid, text, text) from public;

create or replace function private.create_website(p_name text) returns public.websites
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
  v_id := private.create_website_for(private.tenant_id(), v_name, private.generate_slug(v_name));
  select * into v_website from public.websites w where w.tenant_id = private.tenant_id() and w.id = v_id;
  return v_website;
end
$$;
comment on function private.create_website(text) is 'Makes a website, which clients may not insert. Raises PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden or no_tenant.';
revoke all on function private.create_website(text) from public;
grant execute on function private.create_website(text) to authenticated;

create or replace function public.create_website(name text) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.create_website(name)
$$;
comment on function public.create_website(text) is
  'Makes a website (draft, with a generated subdomain, a home page and five components). Errors: PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden (needs website.create).';
revoke all on function public.create_website(text) from public;
grant execute on function public.create_website(text) to authenticated;
