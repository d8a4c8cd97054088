-- S1: the flag is the slug, so both pages move in one statement, under the website's lock.
create or replace function private.free_page_slug(p_tenant uuid, p_website uuid, p_title text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_base text := lower(regexp_replace(normalize(p_title, NFD), '[\u0300-\u036f]', '', 'g')); -- é → e
  v_slug text;
begin
  v_base := coalesce(nullif(btrim(left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 80), '-'), ''), 'page');
  if v_base <> 'page' then v_slug := '/' || v_base; end if;
  while v_slug is null
    or exists (select from public.pages p where p.tenant_id = p_tenant and p.website_id = p_website and p.slug = v_slug) loop
    v_slug := '/' || v_base || '-' || left(replace(gen_random_uuid()::text, '-', ''), 4);
  end loop;
  return v_slug;
end
$$;
comment on function private.free_page_slug(uuid, uuid, text) is 'A slug no page of the website has, whatever the caller can see: made from a title, page-xxxx where that gives none.';
revoke all on function private.free_page_slug(uuid, uuid, text) from public;

create or replace function private.set_home_page(p_page uuid) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_page public.pages;
begin
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page;
  if not found or not private.can_on('content.read', v_page.website_id) then perform private.fail('not_found', 'page'); end if;
  if not private.can_on('content.write', v_page.website_id) then perform private.fail('forbidden', 'content.write'); end if;
  perform private.lock_website(v_tenant, v_page.website_id);

  update public.pages p
  set slug = case when p.id = p_page then '/' else private.free_page_slug(v_tenant, p.website_id, p.title) end
  where p.tenant_id = v_tenant and p.website_id = v_page.website_id and (p.id = p_page or p.slug = '/')
    -- nothing to do where it is the home page already
    and not exists (select from public.pages h where h.tenant_id = v_tenant and h.id = p_page and h.slug = '/');
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page;
  if not found then perform private.fail('not_found', 'page'); end if;
  return v_page;
end
$$;
comment on function private.set_home_page(uuid) is 'Moves the slug / under the website''s lock, which an editor can''t take. Raises PT403 forbidden, PT404.';
revoke all on function private.set_home_page(uuid) from public;
grant execute on function private.set_home_page(uuid) to authenticated;

create or replace function public.set_home_page(page uuid) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.set_home_page(page)
$$;
comment on function public.set_home_page(uuid) is
  'Makes this page the home page, at /; the old one gets a slug made from its title. Visitors see it at the next publish. Errors: PT403 forbidden (needs content.write), PT404.';
revoke all on function public.set_home_page(uuid) from public;
grant execute on function public.set_home_page(uuid) to authenticated;
