-- A person reads their own addresses; no client writes them, they follow Auth.
alter table public.user_emails enable row level security;
revoke all on public.user_emails from anon, authenticated, service_role, platform_admin;
grant select on public.user_emails to authenticated;
grant select, insert, update, delete on public.user_emails to service_role;

drop policy if exists select_own on public.user_emails;
create policy select_own on public.user_emails for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_emails is 'Each person may read their own rows.';

drop policy if exists select_platform_admin on public.user_emails;
create policy select_platform_admin on public.user_emails for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_emails is 'Platform admins read everything.';
