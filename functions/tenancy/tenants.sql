-- Triggers of tenants.

-- T5: the only ways a status moves.
create or replace function private.check_tenant_status() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if (old.status, new.status) not in (
    ('pending', 'active'), ('active', 'suspended'), ('suspended', 'active'),
    ('active', 'offboarded'), ('suspended', 'offboarded'), ('offboarded', 'active'))
  or (old.status = 'offboarded' and old.offboard_scheduled_at < now() - interval '90 days') then
    perform private.fail('status_transition', old.status::text, new.status::text);
  end if;
  -- the companions of a status come and go with it
  new.suspended_for := case when new.status = 'suspended' then coalesce(new.suspended_for, 'admin') end;
  new.offboard_scheduled_at := case when new.status = 'offboarded' then coalesce(new.offboard_scheduled_at, now()) end;
  return new;
end
$$;
comment on function private.check_tenant_status() is 'Before update of a tenant''s status: lets only the allowed moves through.';
revoke all on function private.check_tenant_status() from public;

create or replace function private.check_timezone() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.timezone) then
    perform private.fail('invalid_input', format('"%s" is no IANA time zone (expected one like Europe/Paris)', left(new.timezone, 64)));
  end if;
  return new;
end
$$;
comment on function private.check_timezone() is 'Before insert or update: the time zone is one this server knows.';
revoke all on function private.check_timezone() from public;

create or replace trigger _100_timestamps before update on public.tenants
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, slug, created_at on public.tenants
  for each row execute function private.keep_columns('id', 'slug', 'created_at');
create or replace trigger _210_status before update of status on public.tenants
  for each row when (old.status is distinct from new.status) execute function private.check_tenant_status();
-- looking zone names up takes milliseconds; the default needs none
create or replace trigger _220_timezone before insert or update of timezone on public.tenants
  for each row when (new.timezone <> 'UTC') execute function private.check_timezone();

create or replace trigger _900_audit_created after insert on public.tenants
  for each row execute function private.audit('tenant', 'tenant.created');
create or replace trigger _900_audit_settings after update of name, logo_url, timezone, locale on public.tenants
  for each row when ((old.name, old.logo_url, old.timezone, old.locale) is distinct from (new.name, new.logo_url, new.timezone, new.locale))
  execute function private.audit('tenant', 'tenant.settings_updated');
create or replace trigger _910_audit_suspended after update of status on public.tenants
  for each row when (old.status <> 'suspended' and new.status = 'suspended') execute function private.audit('tenant', 'tenant.suspended');
create or replace trigger _910_audit_activated after update of status on public.tenants
  for each row when (old.status <> 'active' and new.status = 'active') execute function private.audit('tenant', 'tenant.activated');
create or replace trigger _910_audit_offboarded after update of status on public.tenants
  for each row when (old.status <> 'offboarded' and new.status = 'offboarded') execute function private.audit('tenant', 'tenant.offboarded');
