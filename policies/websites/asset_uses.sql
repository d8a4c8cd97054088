-- Kept by trigger.
alter table public.asset_uses enable row level security;
revoke all on public.asset_uses from anon, authenticated, service_role, platform_admin;
grant select on public.asset_uses to authenticated;
grant select on public.asset_uses to service_role;

drop policy if exists select_member on public.asset_uses;
create policy select_member on public.asset_uses for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.asset_uses is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.asset_uses;
create policy select_platform_admin on public.asset_uses for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.asset_uses is 'Platform admins read everything.';
