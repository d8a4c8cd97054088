-- set_page_password() writes it, unlock_page() compares with it. No client has a grant; the policy says so twice.
alter table private.page_passwords enable row level security;
revoke all on private.page_passwords from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.page_passwords;
create policy select_nobody on private.page_passwords for select to authenticated
  using (false);
comment on policy select_nobody on private.page_passwords is 'No client reads it.';
