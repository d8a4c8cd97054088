-- Triggers of websites.

create or replace function private.lock_website(p_tenant uuid, p_website uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
end
$$;
comment on function private.lock_website(uuid, uuid) is
  'The lock that orders all writes below a website which must not race (A11): taken first, for people who may write pages but not the website itself.';
revoke all on function private.lock_website(uuid, uuid) from public;

create or replace function private.check_website_status() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if (old.status, new.status) not in (
    ('draft', 'published'), ('draft', 'archived'), ('draft', 'suspended'), ('published', 'archived'), ('published', 'suspended'),
    ('archived', 'draft'), ('archived', 'published'), ('suspended', 'draft'), ('suspended', 'published')) then
    perform private.fail('conflict', format('a website can''t go from %s to %s', old.status, new.status));
  end if;
  return new;
end
$$;
comment on function private.check_website_status() is 'Before update of a website''s status: lets only the allowed moves through.';
revoke all on function private.check_website_status() from public;

create or replace function private.claim_host() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.directory_claim('host', new.subdomain || '.' || private.setting('root_domain'), new.tenant_id, new.id);
  return null;
end
$$;
comment on function private.claim_host() is 'After insert of a website: takes its host name in the directory, which no client may see. Raises PT409 taken.';
revoke all on function private.claim_host() from public;

create or replace function private.release_hosts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.directory d where d.tenant_id = old.tenant_id and d.object_id = old.id and d.kind = 'host';
  return null;
end
$$;
comment on function private.release_hosts() is 'After delete of a website: frees its host names in the directory, which no client may see.';
revoke all on function private.release_hosts() from public;

create or replace function private.sync_hosts_of_website() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.tenant_id, new.id);
  return null;
end
$$;
comment on function private.sync_hosts_of_website() is 'After a website''s status changed: serves it or not, in the directory no client may see.';
revoke all on function private.sync_hosts_of_website() from public;

-- Websites that are not archived count against the plan. Once a statement and as late as
-- possible: everybody writing to one tenant queues at its counter.
create or replace function private.add_websites(p_tenant uuid, p_change integer) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_used bigint;
begin
  update public.usage_counters c set website_count = c.website_count + p_change
  where c.tenant_id = p_tenant
  returning c.website_count into v_used;
  if p_change > 0 and v_used is not null then
    perform private.check_quota(p_tenant, 'max_websites', v_used, p_change);
  end if;
end
$$;
comment on function private.add_websites(uuid, integer) is 'Moves a tenant''s website counter, which no client may write, and compares it with the plan. Raises PT402 quota_exceeded.';
revoke all on function private.add_websites(uuid, integer) from public;

create or replace function private.count_websites() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  case tg_op
    when 'INSERT' then
      perform private.add_websites(n.tenant_id, n.change)
      from (select tenant_id, count(*)::integer as change from after_change where status <> 'archived' group by 1 order by 1) n;
    when 'DELETE' then
      perform private.add_websites(n.tenant_id, -n.change)
      from (select tenant_id, count(*)::integer as change from before_change where status <> 'archived' group by 1 order by 1) n;
    else
      perform private.add_websites(new.tenant_id, case when new.status = 'archived' then -1 else 1 end);
  end case;
  return null;
end
$$;
comment on function private.count_websites() is 'After insert, update or delete of websites: counts them for the quota, which the client can''t.';
revoke all on function private.count_websites() from public;

create or replace trigger _100_timestamps before update on public.websites
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, subdomain, created_at on public.websites
  for each row execute function private.keep_columns('tenant_id', 'id', 'subdomain', 'created_at');
create or replace trigger _210_status before update of status on public.websites
  for each row when (old.status is distinct from new.status) execute function private.check_website_status();

create or replace trigger _800_host_claimed after insert on public.websites
  for each row execute function private.claim_host();
create or replace trigger _800_hosts_released after delete on public.websites
  for each row execute function private.release_hosts();
create or replace trigger _810_counted_inserted after insert on public.websites
  referencing new table as after_change for each statement execute function private.count_websites();
-- after the hosts, which lock the tenant (A11); a row at a time, because transition tables
-- exclude "update of status" and every page that is counted updates its website
create or replace trigger _860_counted_updated after update of status on public.websites
  for each row when ((old.status = 'archived') <> (new.status = 'archived')) execute function private.count_websites();
create or replace trigger _810_counted_deleted after delete on public.websites
  referencing old table as before_change for each statement execute function private.count_websites();
create or replace trigger _850_hosts after update of status on public.websites
  for each row when (old.status is distinct from new.status) execute function private.sync_hosts_of_website();
create or replace trigger _900_audit_created after insert on public.websites
  for each row execute function private.audit('website', 'website.created');
create or replace trigger _850_domain after update of custom_domain, domain_verified on public.websites
  for each row when ((case when old.domain_verified then old.custom_domain end) is distinct from (case when new.domain_verified then new.custom_domain end))
  execute function private.move_domain();
