-- Functions write it, the worker reads it. No client has a grant; the policy says so twice.
alter table private.outbox enable row level security;
revoke all on private.outbox from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.outbox;
create policy select_nobody on private.outbox for select to authenticated
  using (false);
comment on policy select_nobody on private.outbox is 'No client reads it.';
