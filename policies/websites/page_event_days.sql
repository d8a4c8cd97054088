-- aggregate_page_events() keeps it. No client has a grant; the policy says so twice.
alter table private.page_event_days enable row level security;
revoke all on private.page_event_days from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.page_event_days;
create policy select_nobody on private.page_event_days for select to authenticated
  using (false);
comment on policy select_nobody on private.page_event_days is 'No client reads it.';
