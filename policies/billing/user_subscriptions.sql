-- Each person sees the own; only payment events and update_subscription_status write it.
alter table public.user_subscriptions enable row level security;
revoke all on public.user_subscriptions from anon, authenticated, service_role, platform_admin;
grant select on public.user_subscriptions to authenticated;
grant select on public.user_subscriptions to service_role;

drop policy if exists select_own on public.user_subscriptions;
create policy select_own on public.user_subscriptions for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_subscriptions is 'Each person reads the own.';

drop policy if exists select_platform_admin on public.user_subscriptions;
create policy select_platform_admin on public.user_subscriptions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_subscriptions is 'Platform admins read everything.';
