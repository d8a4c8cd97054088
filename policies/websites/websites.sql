-- Read by all who may read its content; its details edited by those who run it. Made by create_website, so that none is without a home page; address, status, counters and times belong to functions.
alter table public.websites enable row level security;
revoke all on public.websites from anon, authenticated, service_role, platform_admin;
grant select on public.websites to authenticated;
grant update (name, description, branding_config, seo_defaults, settings, analytics_enabled, template_id, favicon_url) on public.websites to authenticated;
grant select, update on public.websites to service_role;

drop policy if exists select_member on public.websites;
create policy select_member on public.websites for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.websites is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists update_member on public.websites;
create policy update_member on public.websites for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('website.update'))
    and ((select private.all_websites()) or id = any ((select private.website_scope('website.update'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('website.update'))
    and ((select private.all_websites()) or id = any ((select private.website_scope('website.update'))::uuid[])));
comment on policy update_member on public.websites is 'Members with website.update, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.websites;
create policy select_platform_admin on public.websites for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.websites is 'Platform admins read everything.';
