-- The sign-up writes it, operators read it. No client has a grant; the policy says so twice.
alter table private.signup_failures enable row level security;
revoke all on private.signup_failures from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.signup_failures;
create policy select_nobody on private.signup_failures for select to authenticated
  using (false);
comment on policy select_nobody on private.signup_failures is 'No client reads it.';
