-- Triggers write it, every request reads it through private.membership(). No client has a grant; the policy says so twice.
alter table private.role_sets enable row level security;
revoke all on private.role_sets from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.role_sets;
create policy select_nobody on private.role_sets for select to authenticated
  using (false);
comment on policy select_nobody on private.role_sets is 'No client reads it.';
