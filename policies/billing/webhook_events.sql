-- Whole payloads of providers: platform admins read them, ingest_webhook writes them.
alter table public.webhook_events enable row level security;
revoke all on public.webhook_events from anon, authenticated, service_role, platform_admin;
grant select on public.webhook_events to platform_admin, service_role;

drop policy if exists select_platform_admin on public.webhook_events;
create policy select_platform_admin on public.webhook_events for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.webhook_events is 'Platform admins read everything.';
