-- Reserved, completed and deleted by functions; the team names and tags them. Those of one website are its collaborators' too.
alter table public.assets enable row level security;
revoke all on public.assets from anon, authenticated, service_role, platform_admin;
grant select on public.assets to authenticated;
grant update (display_name, tags) on public.assets to authenticated;
grant select on public.assets to service_role;

drop policy if exists select_member on public.assets;
create policy select_member on public.assets for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.assets is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists update_member on public.assets;
create policy update_member on public.assets for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy update_member on public.assets is 'Members with content.write, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.assets;
create policy select_platform_admin on public.assets for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.assets is 'Platform admins read everything.';
