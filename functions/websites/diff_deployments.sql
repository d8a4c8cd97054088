-- S4. Row-level security answers for the caller's own websites only.
create or replace function public.diff_deployments(a uuid, b uuid)
returns table (change public.change_kind, page_id uuid, page_title text, page_slug text, component_id uuid, component_type text)
language sql stable security invoker set search_path = ''
as $$
  with page as (
    select p.deployment_id, p.page_id, p.title, p.slug, p.content::jsonb as content
    from public.deployment_pages p where p.tenant_id = (select private.tenant_id()) and p.deployment_id in (a, b)
  ), component as (
    select p.deployment_id, p.page_id, p.title, p.slug, (c ->> 'id')::uuid as id, c as content
    from page p, jsonb_array_elements(p.content -> 'components') c
  )
  select
    case when o.page_id is null then 'added' when n.page_id is null then 'removed' else 'changed' end::public.change_kind,
    coalesce(n.page_id, o.page_id), coalesce(n.title, o.title), coalesce(n.slug, o.slug), null::uuid, null::text
  from (select * from page where deployment_id = a) o
  full join (select * from page where deployment_id = b) n on n.page_id = o.page_id
  where n.content - 'components' is distinct from o.content - 'components'
  union all
  select
    case when o.id is null then 'added' when n.id is null then 'removed' else 'changed' end::public.change_kind,
    coalesce(n.page_id, o.page_id), coalesce(n.title, o.title), coalesce(n.slug, o.slug),
    coalesce(n.id, o.id), coalesce(n.content, o.content) ->> 'type'
  from (select * from component where deployment_id = a) o
  full join (select * from component where deployment_id = b) n on n.id = o.id
  where n.content is distinct from o.content
  order by 4, 5 nulls first
$$;
comment on function public.diff_deployments(uuid, uuid) is
  'What changed from deployment a to b: a row for each page (component_id null) and component added, removed or changed.';
revoke all on function public.diff_deployments(uuid, uuid) from public;
grant execute on function public.diff_deployments(uuid, uuid) to authenticated, service_role;
