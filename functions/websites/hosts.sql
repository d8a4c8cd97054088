-- Host names: which website a visit belongs to, and whether it is served. The directory
-- says so in one probe; these functions keep it true.

create or replace function private.expected_hosts(p_tenant uuid, p_website uuid default null)
returns table (key text, tenant_id uuid, object_id uuid, deployment_id uuid, serving boolean)
language sql stable rows 3 security definer set search_path = ''
as $$
  select h.key, w.tenant_id, w.id, d.id,
    d.id is not null and w.status = 'published' and t.status = 'active'
  from public.websites w
  cross join lateral (
    select w.subdomain || '.' || private.setting('root_domain')
    union all
    select w.custom_domain where w.domain_verified) h (key)
  join public.tenants t on t.id = w.tenant_id
  left join public.deployments d on d.tenant_id = w.tenant_id and d.website_id = w.id and d.is_live
  where w.tenant_id = p_tenant and (p_website is null or w.id = p_website)
$$;
comment on function private.expected_hosts(uuid, uuid) is 'The host rows the directory should have, worked out from tables no visitor may read; of one tenant or website.';
revoke all on function private.expected_hosts(uuid, uuid) from public;

create or replace function private.sync_hosts(p_tenant uuid, p_website uuid default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- whoever changes the tenant's status waits, or is seen by the next statement
  perform from public.tenants t where t.id = p_tenant for no key update;
  update private.directory d set deployment_id = h.deployment_id, serving = h.serving
  from private.expected_hosts(p_tenant, p_website) h
  -- the tenant again, by which the index finds the few rows of the directory there are to compare
  where d.tenant_id = p_tenant and d.kind = 'host' and d.key = h.key and d.object_id = h.object_id
    and (d.deployment_id, d.serving) is distinct from (h.deployment_id, h.serving);
end
$$;
comment on function private.sync_hosts(uuid, uuid) is 'Brings live deployment and serving flag of a tenant''s hosts (or one website''s) up to date in the directory, which no client may see.';
revoke all on function private.sync_hosts(uuid, uuid) from public;

create or replace function private.sync_hosts_of_tenant() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.id);
  return null;
end
$$;
comment on function private.sync_hosts_of_tenant() is 'After a tenant''s status changed: its sites go dark or come back, in the directory no client may see.';
revoke all on function private.sync_hosts_of_tenant() from public;

create or replace trigger _850_hosts after update of status on public.tenants
  for each row when (old.status is distinct from new.status) execute function private.sync_hosts_of_tenant();

create or replace function private.rename_hosts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update private.directory d set key = w.subdomain || '.' || new.value
  from public.websites w
  where d.kind = 'host' and d.key = w.subdomain || '.' || old.value
    and d.tenant_id = w.tenant_id and d.object_id = w.id;
  -- domains are to point there from now on; those that still point to the old name have three checks' time
  update public.domain_verifications v set cname_target = w.subdomain || '.' || new.value
  from public.websites w
  where w.tenant_id = v.tenant_id and w.id = v.website_id;
  return null;
end
$$;
comment on function private.rename_hosts() is 'After the root domain changed: every subdomain of every tenant moves with it, and what domains are to point to.';
revoke all on function private.rename_hosts() from public;

create or replace trigger _850_hosts after update of value on private.settings
  for each row when (new.key = 'root_domain' and old.value is distinct from new.value) execute function private.rename_hosts();

-- Only what DNS has proven is anybody's: a claim alone takes no name.
create or replace function private.move_domain() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the tenant before its hosts (A11)
  perform from public.tenants t where t.id = new.tenant_id for no key update;
  if old.domain_verified then perform private.directory_release('host', old.custom_domain, old.tenant_id, old.id); end if;
  if new.domain_verified then
    perform private.directory_claim('host', new.custom_domain, new.tenant_id, new.id);
    perform private.sync_hosts(new.tenant_id, new.id);
  end if;
  return null;
end
$$;
comment on function private.move_domain() is 'After a website''s own domain was verified, lost or changed: takes or frees the name in the directory, which no client may see. Raises PT409 taken.';
revoke all on function private.move_domain() from public;
