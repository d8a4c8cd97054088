-- A person reads their own platform role; nobody raises themselves: no client writes it.
alter table public.user_roles enable row level security;
revoke all on public.user_roles from anon, authenticated, service_role, platform_admin;
grant select on public.user_roles to authenticated;
grant select, insert, update on public.user_roles to service_role;

drop policy if exists select_own on public.user_roles;
create policy select_own on public.user_roles for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_roles is 'Each person may read their own rows.';

drop policy if exists select_platform_admin on public.user_roles;
create policy select_platform_admin on public.user_roles for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_roles is 'Platform admins read everything.';
