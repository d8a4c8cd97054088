-- The team sees who is invited. Made, revoked and accepted by functions alone.
alter table public.invitations enable row level security;
revoke all on public.invitations from anon, authenticated, service_role, platform_admin;
grant select on public.invitations to authenticated;
grant select on public.invitations to service_role;

drop policy if exists select_member on public.invitations;
create policy select_member on public.invitations for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.read'))::uuid[])));
comment on policy select_member on public.invitations is 'Members with member.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.invitations;
create policy select_platform_admin on public.invitations for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.invitations is 'Platform admins read everything.';
