-- A person turns kinds of mail on and off; the rows come with the sign-up.
alter table public.user_email_preferences enable row level security;
revoke all on public.user_email_preferences from anon, authenticated, service_role, platform_admin;
grant select on public.user_email_preferences to authenticated;
grant update (subscribed) on public.user_email_preferences to authenticated;
grant select, insert, update, delete on public.user_email_preferences to service_role;

drop policy if exists select_own on public.user_email_preferences;
create policy select_own on public.user_email_preferences for select to authenticated
  using (user_id = (select private.uid()));
comment on policy select_own on public.user_email_preferences is 'Each person may read their own rows.';

drop policy if exists update_own on public.user_email_preferences;
create policy update_own on public.user_email_preferences for update to authenticated
  using (user_id = (select private.uid()))
  with check (user_id = (select private.uid()));
comment on policy update_own on public.user_email_preferences is 'Each person may change their own rows.';

drop policy if exists select_platform_admin on public.user_email_preferences;
create policy select_platform_admin on public.user_email_preferences for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.user_email_preferences is 'Platform admins read everything.';
