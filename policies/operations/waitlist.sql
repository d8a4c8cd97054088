-- Anybody joins through join_waitlist; platform admins read it, the service invites from it.
alter table public.waitlist enable row level security;
revoke all on public.waitlist from anon, authenticated, service_role, platform_admin;
grant select on public.waitlist to platform_admin;
grant select, update on public.waitlist to service_role;

drop policy if exists select_platform_admin on public.waitlist;
create policy select_platform_admin on public.waitlist for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.waitlist is 'Platform admins read everything.';
