-- Read by the team; visitors read through live_page. Written by publishing alone.
alter table public.deployment_pages enable row level security;
revoke all on public.deployment_pages from anon, authenticated, service_role, platform_admin;
grant select on public.deployment_pages to authenticated;
grant select on public.deployment_pages to service_role;

drop policy if exists select_member on public.deployment_pages;
create policy select_member on public.deployment_pages for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.deployment_pages is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.deployment_pages;
create policy select_platform_admin on public.deployment_pages for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.deployment_pages is 'Platform admins read everything.';
