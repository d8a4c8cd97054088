-- The whole deployment in one document, put together on demand: nothing is stored twice.
create or replace function public.snapshot_json(deployment public.deployments) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object('websiteId', deployment.website_id, 'publishedAt', deployment.deployed_at)
    || deployment.site::jsonb
    || jsonb_build_object('pages', coalesce(
      (select jsonb_agg(p.content::jsonb order by p.is_home desc, p.slug)
       from public.deployment_pages p
       where p.tenant_id = deployment.tenant_id and p.deployment_id = deployment.id), '[]'))
$$;
comment on function public.snapshot_json(public.deployments) is
  'The frozen website: websiteId, publishedAt, branding, seoDefaults, …, and pages with their components.';
revoke all on function public.snapshot_json(public.deployments) from public;
grant execute on function public.snapshot_json(public.deployments) to authenticated, service_role;
