-- Each person sees and edits only their own row; e-mail, status and the active tenant change through functions and Auth.
alter table public.users enable row level security;
revoke all on public.users from anon, authenticated, service_role, platform_admin;
grant select on public.users to authenticated;
grant update (username, first_name, last_name, full_name, avatar_url, avatar_path, preferences) on public.users to authenticated;
grant select, update on public.users to service_role;

drop policy if exists select_own on public.users;
create policy select_own on public.users for select to authenticated
  using (id = (select private.uid()));
comment on policy select_own on public.users is 'Each person may read their own row.';

drop policy if exists update_own on public.users;
create policy update_own on public.users for update to authenticated
  using (id = (select private.uid()))
  with check (id = (select private.uid()));
comment on policy update_own on public.users is 'Each person may change their own row.';

drop policy if exists select_platform_admin on public.users;
create policy select_platform_admin on public.users for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.users is 'Platform admins read everything.';
