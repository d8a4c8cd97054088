-- Saved by editors, who say which page and why; the snapshot is the trigger's. Never changed, pruned by trigger.
alter table public.page_versions enable row level security;
revoke all on public.page_versions from anon, authenticated, service_role, platform_admin;
grant select on public.page_versions to authenticated;
grant insert (page_id, trigger, label) on public.page_versions to authenticated;
grant select, insert on public.page_versions to service_role;

drop policy if exists select_member on public.page_versions;
create policy select_member on public.page_versions for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.page_versions is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.page_versions;
create policy insert_member on public.page_versions for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy insert_member on public.page_versions is 'Members with content.write, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists select_platform_admin on public.page_versions;
create policy select_platform_admin on public.page_versions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.page_versions is 'Platform admins read everything.';
