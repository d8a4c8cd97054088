-- record_page_events() writes it, aggregate_page_events() reads it. No client has a grant; the policy says so twice.
alter table private.raw_page_events enable row level security;
revoke all on private.raw_page_events from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.raw_page_events;
create policy select_nobody on private.raw_page_events for select to authenticated
  using (false);
comment on policy select_nobody on private.raw_page_events is 'No client reads it.';
