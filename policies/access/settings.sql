-- Operators and functions only: private.setting() reads it. No client has a grant; the policy says so twice.
alter table private.settings enable row level security;
revoke all on private.settings from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.settings;
create policy select_nobody on private.settings for select to authenticated
  using (false);
comment on policy select_nobody on private.settings is 'No client reads it.';
