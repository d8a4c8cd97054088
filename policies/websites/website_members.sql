-- Seen, changed and removed by the team; collaborators come by invitation. Who may give which role is checked by the guard trigger.
alter table public.website_members enable row level security;
revoke all on public.website_members from anon, authenticated, service_role, platform_admin;
grant select on public.website_members to authenticated;
grant update (role) on public.website_members to authenticated;
grant delete on public.website_members to authenticated;
grant select, insert, update, delete on public.website_members to service_role;

drop policy if exists select_member on public.website_members;
create policy select_member on public.website_members for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.read'))::uuid[])));
comment on policy select_member on public.website_members is 'Members with member.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists update_member on public.website_members;
create policy update_member on public.website_members for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])));
comment on policy update_member on public.website_members is 'Members with member.manage, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists delete_member on public.website_members;
create policy delete_member on public.website_members for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])));
comment on policy delete_member on public.website_members is 'Members with member.manage, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.website_members;
create policy select_platform_admin on public.website_members for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.website_members is 'Platform admins read everything.';
