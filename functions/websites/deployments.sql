-- Triggers of deployments and deployment_pages (S2, S3, S4): a plain insert publishes.

-- Publishing and rolling back need the same: a website of this tenant, locked, that may be public.
create or replace function private.lock_for_publishing(p_tenant uuid, p_website uuid, p_for uuid default null) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website public.websites;
  v_status public.tenant_status;
begin
  if p_for is not null and not private.person_can_on(p_for, 'site.publish', p_tenant, p_website)
     or p_for is null and current_setting('role', true) in ('authenticated', 'platform_admin') and not private.can_on('site.publish', p_website) then
    perform private.fail('forbidden', 'site.publish');
  end if;
  select * into v_website from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  select t.status into v_status from public.tenants t where t.id = p_tenant;
  if v_status = 'pending' then perform private.fail('email_not_confirmed'); end if;
  if v_status <> 'active' then perform private.fail('tenant_' || v_status); end if;
  return v_website;
end
$$;
comment on function private.lock_for_publishing(uuid, uuid, uuid) is
  'Checks site.publish on this very website, of the request or (p_for) of the person who scheduled it, and locks it, which a publisher may not be able to. Raises PT403 forbidden, email_not_confirmed, tenant_suspended or website_suspended, PT404, PT409 website_archived.';
revoke all on function private.lock_for_publishing(uuid, uuid, uuid) from public;

create or replace function private.begin_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  -- no client chooses an id: one that was scheduled is what was scheduled
  v_scheduled_by uuid := (
    select s.scheduled_by from public.scheduled_publications s
    where s.tenant_id = new.tenant_id and s.id = new.id and s.website_id = new.website_id and s.status = 'pending');
begin
  perform private.lock_for_publishing(new.tenant_id, new.website_id, v_scheduled_by);
  -- after the website its pages: what navigation says of them is still so when they are frozen
  perform from public.pages p where p.tenant_id = new.tenant_id and p.website_id = new.website_id order by p.id for share;

  new.deployed_by := coalesce(v_scheduled_by, private.uid());
  new.deployed_at := clock_timestamp();
  new.site := private.draft_site(new.tenant_id, new.website_id);

  -- after the lock, so that of two publishers the second demotes the first
  new.is_live := true;
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.begin_deployment() is
  'Before insert of a deployment: checks everything itself and fills in everything but the notes, so that a client can neither forge a deployment nor publish less than there is. Raises what lock_for_publishing raises.';
revoke all on function private.begin_deployment() from public;

-- Asked of what was frozen, so that nothing slips in between; and of what was frozen on a
-- larger plan, before it goes live again.
create or replace function private.check_frozen_plan(p_tenant uuid, p_deployment uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select t.* into v_type
  from public.component_types t
  where t.required_plan is not null and not private.plan_suffices(p_tenant, t.required_plan)
    and exists (
      select from public.deployment_pages p
      where p.tenant_id = p_tenant and p.deployment_id = p_deployment
        -- a component's own key stands without a space; one within its props would have one
        and strpos(p.content::text, '"type":' || to_json(t.type)) > 0)
  limit 1;
  if found then perform private.fail('plan_required', v_type.label, v_type.required_plan); end if;
end
$$;
comment on function private.check_frozen_plan(uuid, uuid) is
  'Whether the tenant''s plan has every component type a deployment shows, whatever the caller can see. Raises PT402 plan_required.';
revoke all on function private.check_frozen_plan(uuid, uuid) from public;

create or replace function private.freeze_pages() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  c_kept constant integer := 100;
  v_title text;
begin
  with page as materialized (
    select p.* from private.draft_pages(new.tenant_id, new.website_id) p where p.status in ('published', 'hidden')
  ), frozen as (
    insert into public.deployment_pages (tenant_id, deployment_id, website_id, page_id, slug, title, is_home, show_in_nav, content)
    select new.tenant_id, new.id, new.website_id, p.page_id, p.slug, p.title, p.is_home, p.show_in_nav, p.content
    from page p
  )
  insert into public.page_versions (tenant_id, website_id, page_id, saved_by, content_snapshot, trigger)
  select new.tenant_id, new.website_id, p.page_id, new.deployed_by, p.complete, 'pre_publish'
  from page p;
  -- asked of what was frozen: editing takes no lock of the website
  if not exists (
    select from public.deployment_pages p where p.tenant_id = new.tenant_id and p.deployment_id = new.id and p.slug = '/'
  ) then
    perform private.fail('no_published_home_page');
  end if;
  perform private.check_frozen_plan(new.tenant_id, new.id);

  -- every visit reads one whole; lengths are known without reading
  select p.title into v_title from public.deployment_pages p
  where p.tenant_id = new.tenant_id and p.deployment_id = new.id and octet_length(p.content::text) > 1048576 limit 1;
  if found then perform private.fail('page_too_large', v_title); end if;

  update public.websites w
  set status = 'published', published_at = coalesce(w.published_at, new.deployed_at), last_deployed_at = new.deployed_at
  where w.tenant_id = new.tenant_id and w.id = new.website_id;
  perform private.sync_hosts(new.tenant_id, new.website_id);
  -- publishing again and again must not fill the disk; the website's lock is held
  delete from public.deployments d
  where d.tenant_id = new.tenant_id and not d.is_live and d.id = any (array(
    select o.id from public.deployments o
    where o.tenant_id = new.tenant_id and o.website_id = new.website_id
    order by o.deployed_at desc offset c_kept));
  perform private.record_audit('website.published', 'website', new.website_id,
    jsonb_strip_nulls(jsonb_build_object('deployment_id', new.id, 'notes', new.notes,
      'scheduled_by', case when private.uid() is null then new.deployed_by end)), new.tenant_id);
  return null;
end
$$;
comment on function private.freeze_pages() is
  'After insert of a deployment: freezes every published or hidden page, saves a version of each, serves them, and keeps the newest hundred deployments and the live one; reads and writes what the publisher need not be able to. Raises PT402 plan_required, PT409 no_published_home_page, PT413 page_too_large.';
revoke all on function private.freeze_pages() from public;

create or replace function private.switch_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_for_publishing(new.tenant_id, new.website_id);
  perform private.check_frozen_plan(new.tenant_id, new.id);
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.switch_deployment() is 'Before a deployment becomes live again: the live one steps down, under the website''s lock, whatever the caller can see.';
revoke all on function private.switch_deployment() from public;

create or replace function private.announce_rollback() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.tenant_id, new.website_id);
  perform private.record_audit('website.rolled_back', 'website', new.website_id,
    jsonb_build_object('deployment_id', new.id, 'deployed_at', new.deployed_at), new.tenant_id);
  return null;
end
$$;
comment on function private.announce_rollback() is 'After a deployment became live again: visitors get it, and the audit log says so.';
revoke all on function private.announce_rollback() from public;

create or replace function private.require_live_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the website may be going away with its deployments
  if exists (select from public.websites w where w.tenant_id = old.tenant_id and w.id = old.website_id)
     and not exists (
       select from public.deployments d
       where d.tenant_id = old.tenant_id and d.website_id = old.website_id and d.is_live) then
    perform private.fail('conflict', 'a published website always has one live deployment');
  end if;
  return null;
end
$$;
comment on function private.require_live_deployment() is 'At commit, after the live deployment stepped down or went: another one is live, whatever the caller can see. Raises PT409 conflict.';
revoke all on function private.require_live_deployment() from public;

create or replace trigger _200_keep before update of tenant_id, id, website_id, deployed_by, site, notes, deployed_at on public.deployments
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'deployed_by', 'site', 'notes', 'deployed_at');
create or replace trigger _300_begin before insert on public.deployments
  for each row execute function private.begin_deployment();
create or replace trigger _300_switch before update of is_live on public.deployments
  for each row when (new.is_live and not old.is_live) execute function private.switch_deployment();
create or replace trigger _700_freeze after insert on public.deployments
  for each row execute function private.freeze_pages();
create or replace trigger _700_rolled_back after update of is_live on public.deployments
  for each row when (new.is_live and not old.is_live) execute function private.announce_rollback();

-- "create or replace" does not exist for constraint triggers
drop trigger if exists _950_live_left on public.deployments;
create constraint trigger _950_live_left after update of is_live on public.deployments
  deferrable initially deferred for each row when (old.is_live and not new.is_live) execute function private.require_live_deployment();
drop trigger if exists _950_live_deleted on public.deployments;
create constraint trigger _950_live_deleted after delete on public.deployments
  deferrable initially deferred for each row when (old.is_live) execute function private.require_live_deployment();

create or replace trigger _100_frozen before update on public.deployment_pages
  for each row execute function private.refuse_change();
