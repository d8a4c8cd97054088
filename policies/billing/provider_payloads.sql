-- Payment events write it. No client has a grant; the policy says so twice.
alter table private.provider_payloads enable row level security;
revoke all on private.provider_payloads from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.provider_payloads;
create policy select_nobody on private.provider_payloads for select to authenticated
  using (false);
comment on policy select_nobody on private.provider_payloads is 'No client reads it.';
