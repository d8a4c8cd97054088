-- private.fail() reads it; clients see the texts one at a time. No client has a grant; the policy says so twice.
alter table private.errors enable row level security;
revoke all on private.errors from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.errors;
create policy select_nobody on private.errors for select to authenticated
  using (false);
comment on policy select_nobody on private.errors is 'No client reads it.';
