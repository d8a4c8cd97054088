-- Editors write pages. The home page moves by its slug alone (is_home follows), the password by set_page_password.
alter table public.pages enable row level security;
revoke all on public.pages from anon, authenticated, service_role, platform_admin;
grant select on public.pages to authenticated;
grant insert (website_id, title, slug, status, show_in_nav, nav_order, nav_label, seo_meta, page_config) on public.pages to authenticated;
grant update (title, slug, status, show_in_nav, nav_order, nav_label, seo_meta, page_config) on public.pages to authenticated;
grant delete on public.pages to authenticated;
grant select, insert, update, delete on public.pages to service_role;

drop policy if exists select_member on public.pages;
create policy select_member on public.pages for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.pages is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.pages;
create policy insert_member on public.pages for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy insert_member on public.pages is 'Members with content.write, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists update_member on public.pages;
create policy update_member on public.pages for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy update_member on public.pages is 'Members with content.write, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists delete_member on public.pages;
create policy delete_member on public.pages for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy delete_member on public.pages is 'Members with content.write, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.pages;
create policy select_platform_admin on public.pages for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.pages is 'Platform admins read everything.';
