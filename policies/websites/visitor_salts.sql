-- visitor_salt() makes and reads them. No client has a grant; the policy says so twice.
alter table private.visitor_salts enable row level security;
revoke all on private.visitor_salts from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.visitor_salts;
create policy select_nobody on private.visitor_salts for select to authenticated
  using (false);
comment on policy select_nobody on private.visitor_salts is 'No client reads it.';
