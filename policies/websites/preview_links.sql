-- The team sees which links there are, never their tokens; whoever edits makes them (create_preview_link) and revokes them by deleting.
alter table public.preview_links enable row level security;
revoke all on public.preview_links from anon, authenticated, service_role, platform_admin;
grant select, delete on public.preview_links to authenticated;
grant select, delete on public.preview_links to service_role;

drop policy if exists select_member on public.preview_links;
create policy select_member on public.preview_links for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.preview_links is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists delete_member on public.preview_links;
create policy delete_member on public.preview_links for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy delete_member on public.preview_links is 'Members with content.write, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.preview_links;
create policy select_platform_admin on public.preview_links for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.preview_links is 'Platform admins read everything.';
