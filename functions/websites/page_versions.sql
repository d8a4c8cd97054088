-- Triggers of page_versions (S7): a plain insert saves the page as it is.

create or replace function private.fill_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  select p.website_id into new.website_id from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id;
  -- a page one can't see is like one that is not there
  if not found or (current_setting('role', true) in ('authenticated', 'platform_admin') and not private.can_on('content.read', new.website_id)) then
    perform private.fail('not_found', 'page');
  end if;
  -- one at a time, so that each prunes what the other has saved
  perform private.lock_website(new.tenant_id, new.website_id);
  new.saved_by := private.uid();
  new.saved_at := clock_timestamp();
  new.content_snapshot := (
    select coalesce(to_jsonb(array_agg(e order by e.order_key)), '[]')
    from public.components c
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props) e
    where c.tenant_id = new.tenant_id and c.page_id = new.page_id);
  return new;
end
$$;
comment on function private.fill_version() is 'Before insert: takes the snapshot itself, under the website''s lock, so that a client can''t forge a version. Raises PT404.';
revoke all on function private.fill_version() from public;

create or replace function private.prune_versions() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_kept integer;
begin
  for v_tenant, v_kept in
    select t.id, p.version_history_limit
    from public.tenants t
    join public.plans p on p.id = t.plan_id
    where t.id in (select a.tenant_id from added a)
    order by t.id
  loop
    -- as an array, so that each goes by its key; joined, the planner reads all of the tenant's for each page
    delete from public.page_versions v
    where v.tenant_id = v_tenant and v.id = any (array(
      select o.id
      from (select distinct a.page_id from added a where a.tenant_id = v_tenant) n
      cross join lateral (
        select o.id from public.page_versions o
        where o.tenant_id = v_tenant and o.page_id = n.page_id
        order by o.saved_at desc, o.id desc offset v_kept
      ) o));
  end loop;
  return null;
end
$$;
comment on function private.prune_versions() is 'After insert: keeps as many versions of each page as the plan allows, newest first; clients delete none.';
revoke all on function private.prune_versions() from public;

create or replace trigger _200_keep before update on public.page_versions
  for each row execute function private.refuse_change();
-- only our own functions can send a snapshot; they hold the lock and know the rest
create or replace trigger _300_fill before insert on public.page_versions
  for each row when (new.content_snapshot is null) execute function private.fill_version();
create or replace trigger _800_pruned after insert on public.page_versions
  referencing new table as added for each statement execute function private.prune_versions();
