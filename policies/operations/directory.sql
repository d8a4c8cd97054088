-- Triggers write it, visits and webhooks read it through functions. No client has a grant; the policy says so twice.
alter table private.directory enable row level security;
revoke all on private.directory from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.directory;
create policy select_nobody on private.directory for select to authenticated
  using (false);
comment on policy select_nobody on private.directory is 'No client reads it.';
