create or replace function private.check_invariants_websites() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'website_count counts websites that are not archived', format('%s: counter %s, rows %s', c.tenant_id, c.website_count, n.rows)
  from public.usage_counters c
  cross join lateral (
    select count(*) as rows from public.websites w where w.tenant_id = c.tenant_id and w.status <> 'archived') n
  where c.website_count <> n.rows
  union all
  select 'page_count counts pages', format('%s: counter %s, rows %s', w.id, w.page_count, n.rows)
  from public.websites w
  cross join lateral (select count(*) as rows from public.pages p where p.tenant_id = w.tenant_id and p.website_id = w.id) n
  where w.page_count <> n.rows
  union all
  select 'a website with pages has one home page', w.id::text
  from public.websites w
  where w.page_count > 0
    and (select count(*) from public.pages p where p.tenant_id = w.tenant_id and p.website_id = w.id and p.is_home) <> 1
  union all
  select 'a website that was deployed has one live deployment', d.website_id::text
  from public.deployments d group by d.tenant_id, d.website_id having count(*) filter (where d.is_live) <> 1
  union all
  select 'a published website has a deployment', w.id::text
  from public.websites w
  where w.status = 'published'
    and not exists (select from public.deployments d where d.tenant_id = w.tenant_id and d.website_id = w.id and d.is_live)
  union all
  select 'a deployment has its home page', d.id::text
  from public.deployments d
  where not exists (
    select from public.deployment_pages p where p.tenant_id = d.tenant_id and p.deployment_id = d.id and p.slug = '/' and p.is_home)
  union all
  select 'the directory names every host, its live deployment and whether it is served', coalesce(h.key, d.key)
  from (select h.* from public.tenants t cross join lateral private.expected_hosts(t.id) h) h
  full join (select * from private.directory where kind = 'host') d on d.key = h.key
  where (h.tenant_id, h.object_id, h.deployment_id, h.serving) is distinct from (d.tenant_id, d.object_id, d.deployment_id, d.serving)
  union all
  select 'a component belongs to its page''s website', c.id::text
  from public.components c join public.pages p on p.tenant_id = c.tenant_id and p.id = c.page_id
  where c.website_id <> p.website_id
  union all
  select 'a version belongs to its page''s website', v.id::text
  from public.page_versions v join public.pages p on p.tenant_id = v.tenant_id and p.id = v.page_id
  where v.website_id <> p.website_id
  union all
  select 'a deployed page belongs to its deployment''s website', p.page_id::text
  from public.deployment_pages p join public.deployments d on d.tenant_id = p.tenant_id and d.id = p.deployment_id
  where p.website_id <> d.website_id
  union all
  select 'password_protected tells whether there is a password', p.id::text
  from public.pages p
  where p.password_protected <> exists (select from private.page_passwords w where w.tenant_id = p.tenant_id and w.page_id = p.id)
  union all
  select 'no deployment tells whom a form writes to', p.page_id::text
  from public.deployment_pages p where p.content::jsonb @? '$.components[*].props.recipient_email'
$$;
comment on function private.check_invariants_websites() is 'Broken invariants of websites.';
revoke all on function private.check_invariants_websites() from public;
