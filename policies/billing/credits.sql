-- Members with billing.read see grants; only functions write it.
alter table public.credits enable row level security;
revoke all on public.credits from anon, authenticated, service_role, platform_admin;
grant select on public.credits to authenticated;
grant select on public.credits to service_role;

drop policy if exists select_member on public.credits;
create policy select_member on public.credits for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('billing.read')));
comment on policy select_member on public.credits is 'Members with billing.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.credits;
create policy select_platform_admin on public.credits for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.credits is 'Platform admins read everything.';
