-- Editors write components; a component stays on its page and keeps its type. What is locked is the trigger's to guard.
alter table public.components enable row level security;
revoke all on public.components from anon, authenticated, service_role, platform_admin;
grant select on public.components to authenticated;
grant insert (page_id, type, order_key, is_visible, is_locked, props) on public.components to authenticated;
grant update (order_key, is_visible, is_locked, props) on public.components to authenticated;
grant delete on public.components to authenticated;
grant select, insert, update, delete on public.components to service_role;

drop policy if exists select_member on public.components;
create policy select_member on public.components for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.components is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.components;
create policy insert_member on public.components for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy insert_member on public.components is 'Members with content.write, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists update_member on public.components;
create policy update_member on public.components for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy update_member on public.components is 'Members with content.write, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists delete_member on public.components;
create policy delete_member on public.components for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy delete_member on public.components is 'Members with content.write, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.components;
create policy select_platform_admin on public.components for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.components is 'Platform admins read everything.';
