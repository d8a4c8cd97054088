-- S5: the one way the public reads. Host and path lead to the live deployment's page by
-- index probes; nothing here reads a draft.
create or replace function private.normalise_host(p_host text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select rtrim(lower(regexp_replace(p_host, ':[0-9]*$', '')), '.')
$$;
comment on function private.normalise_host(text) is 'A Host header as the directory writes it: lower case, without port and final dot.';
revoke all on function private.normalise_host(text) from public;

create or replace function private.normalise_path(p_path text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select '/' || btrim(p_path, '/')
$$;
comment on function private.normalise_path(text) is 'A request path as slugs are written: one leading slash, no trailing one.';
revoke all on function private.normalise_path(text) from public;

create or replace function private.live_page(p_host text, p_path text) returns public.live_page
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_found record;
  v_suspended boolean;
begin
  select h.tenant_id, h.object_id, h.deployment_id, h.serving, d.site, p.page_id, p.content, w.page_id is not null as locked
  into v_found
  from private.directory h
  left join public.deployments d on d.tenant_id = h.tenant_id and d.id = h.deployment_id
  left join public.deployment_pages p
    on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = private.normalise_path(p_path)
  left join private.page_passwords w on w.tenant_id = p.tenant_id and w.page_id = p.page_id
  where h.kind = 'host' and h.key = private.normalise_host(p_host);

  if v_found.serving then
    return row(
      case when v_found.page_id is null then 404 when v_found.locked then 401 else 200 end,
      v_found.object_id, v_found.deployment_id, v_found.page_id, v_found.site,
      case when not v_found.locked then v_found.content end)::public.live_page;
  end if;
  v_suspended := exists (
    select from public.websites w join public.tenants t on t.id = w.tenant_id
    where w.tenant_id = v_found.tenant_id and w.id = v_found.object_id
      and (w.status = 'suspended' or w.status = 'published' and t.status = 'suspended'));
  return row(case when v_suspended then 403 else 404 end, null, null, null, null, null)::public.live_page;
end
$$;
comment on function private.live_page(text, text) is
  'Reads the directory and the live deployment for visitors, who may read no table, and gives out that one page and nothing else.';
revoke all on function private.live_page(text, text) from public;
grant execute on function private.live_page(text, text) to anon, authenticated, service_role;

create or replace function public.live_page(host text, path text) returns public.live_page
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.live_page(host, path);
end
$$;
comment on function public.live_page(text, text) is
  'What a visit to this host and path shows, as last published. status: 200 with the page; 401 the page needs a password (unlock_page); 403 suspended; 404 no such page (site is there) or no such site. Never raises.';
revoke all on function public.live_page(text, text) from public;
grant execute on function public.live_page(text, text) to anon, authenticated, service_role;
