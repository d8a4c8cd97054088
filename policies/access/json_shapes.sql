-- Triggers read it; only migrations write it. No client has a grant; the policy says so twice.
alter table private.json_shapes enable row level security;
revoke all on private.json_shapes from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.json_shapes;
create policy select_nobody on private.json_shapes for select to authenticated
  using (false);
comment on policy select_nobody on private.json_shapes is 'No client reads it.';
