-- An insert publishes: the client names the website and may add notes, triggers do the rest. Never changed but by rollback_website.
alter table public.deployments enable row level security;
revoke all on public.deployments from anon, authenticated, service_role, platform_admin;
grant select on public.deployments to authenticated;
grant insert (website_id, notes) on public.deployments to authenticated;
grant select, insert on public.deployments to service_role;

drop policy if exists select_member on public.deployments;
create policy select_member on public.deployments for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.deployments is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.deployments;
create policy insert_member on public.deployments for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('site.publish'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('site.publish'))::uuid[])));
comment on policy insert_member on public.deployments is 'Members with site.publish, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists select_platform_admin on public.deployments;
create policy select_platform_admin on public.deployments for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.deployments is 'Platform admins read everything.';
