-- Read with audit.read; written by record_audit alone; updated and deleted by nobody.
alter table public.audit_logs enable row level security;
revoke all on public.audit_logs from anon, authenticated, service_role, platform_admin;
grant select on public.audit_logs to authenticated;
grant select on public.audit_logs to service_role;

drop policy if exists select_member on public.audit_logs;
create policy select_member on public.audit_logs for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('audit.read')));
comment on policy select_member on public.audit_logs is 'Members with audit.read read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.audit_logs;
create policy select_platform_admin on public.audit_logs for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.audit_logs is 'Platform admins read everything.';
