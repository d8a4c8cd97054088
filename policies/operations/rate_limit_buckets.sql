-- private.consume_rate_limit() alone. No client has a grant; the policy says so twice.
alter table private.rate_limit_buckets enable row level security;
revoke all on private.rate_limit_buckets from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.rate_limit_buckets;
create policy select_nobody on private.rate_limit_buckets for select to authenticated
  using (false);
comment on policy select_nobody on private.rate_limit_buckets is 'No client reads it.';
