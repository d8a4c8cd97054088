-- S5: the one way the public reads. Host and path lead to the live deployment's page by
-- index probes; nothing here reads a draft.
--  1. The directory names the host's live deployment and whether it is served; the page,
--     what all pages share and a password's hash follow by their keys, in one query.
--  2. Not served: 403 where somebody suspended it, else 404, and nothing more.
--  3. A page with a password is withheld: answered, not raised, so that what an attempt
--     has cost is not rolled back (A10).
create or replace function private.visit(p_host text, p_path text, p_password text, p_pass text default null) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_host text := rtrim(lower(split_part(p_host, ':', 1)), '.');
  v_path text := '/' || btrim(p_path, '/');
  v_tenant uuid;
  v_serving boolean;
  v_hash text;
  v_visit public.live_page;
  v_refused public.live_page;
begin
  -- 1.
  select h.tenant_id, h.serving, h.object_id, h.deployment_id, p.page_id, d.site, p.content, w.password_hash
  into v_tenant, v_serving, v_visit.website_id, v_visit.deployment_id, v_visit.page_id, v_visit.site, v_visit.page, v_hash
  from private.directory h
  left join public.deployments d on d.tenant_id = h.tenant_id and d.id = h.deployment_id
  left join public.deployment_pages p on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = v_path
  left join private.page_passwords w on w.tenant_id = p.tenant_id and w.page_id = p.page_id
  where h.kind = 'host' and h.key = v_host;

  -- 2.
  if v_serving is not true then
    v_refused.status := case when exists (
      select from public.websites w join public.tenants t on t.id = w.tenant_id
      where w.tenant_id = v_tenant and w.id = v_visit.website_id
        and (w.status = 'suspended' or w.status = 'published' and t.status = 'suspended'))
    then 403 else 404 end;
    return v_refused;
  end if;
  v_visit.status := case when v_visit.page_id is null then 404 else 200 end;
  if v_hash is null then return v_visit; end if;

  -- 3.
  select o.status, o.pass into v_visit.status, v_visit.pass from private.open_page(v_visit.page_id, v_hash, p_password, p_pass) o;
  if v_visit.status <> 200 then v_visit.page := null; end if;
  return v_visit;
end
$$;
comment on function private.visit(text, text, text, text) is
  'Reads the directory, the live deployment and the hash for visitors, who may read no table, and gives out that one page and nothing else. Null for p_password asks without one and writes nothing.';
revoke all on function private.visit(text, text, text, text) from public;
grant execute on function private.visit(text, text, text, text) to anon, authenticated, service_role;
