-- S7, undoable itself: the page as it is gets saved first. Runs with the caller's rights
-- but for the ids, which no client may choose; locked components keep their guard.
create or replace function private.restore_page_version(p_version uuid) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_version public.page_versions;
  v_page public.pages;
begin
  select * into v_version from public.page_versions v where v.tenant_id = v_tenant and v.id = p_version;
  if not found or not private.can_on('content.read', v_version.website_id) then perform private.fail('not_found', 'version'); end if;
  if not private.can_on('content.write', v_version.website_id) then perform private.fail('forbidden', 'content.write'); end if;

  -- takes the website's lock
  insert into public.page_versions (tenant_id, page_id, trigger, label)
  values (v_tenant, v_version.page_id, 'pre_restore', 'Before going back to ' || to_char(v_version.saved_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));

  perform from public.pages p where p.tenant_id = v_tenant and p.id = v_version.page_id for no key update;
  delete from public.components c
  where c.tenant_id = v_tenant and c.page_id = v_version.page_id
    and not exists (select from jsonb_array_elements(v_version.content_snapshot) s where (s ->> 'id')::uuid = c.id);
  update public.components c
  set order_key = s.order_key, is_visible = s.is_visible, is_locked = s.is_locked, ai_generated = s.ai_generated, props = s.props
  from jsonb_to_recordset(v_version.content_snapshot)
    s (id uuid, order_key text, is_visible boolean, is_locked boolean, ai_generated boolean, props jsonb)
  where c.tenant_id = v_tenant and c.page_id = v_version.page_id and c.id = s.id
    and (c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props)
      is distinct from (s.order_key, s.is_visible, s.is_locked, s.ai_generated, s.props);
  insert into public.components (tenant_id, id, page_id, type, order_key, is_visible, is_locked, ai_generated, props)
  select v_tenant, s.id, v_version.page_id, s.type, s.order_key, s.is_visible, s.is_locked, s.ai_generated, s.props
  from jsonb_to_recordset(v_version.content_snapshot)
    s (id uuid, type text, order_key text, is_visible boolean, is_locked boolean, ai_generated boolean, props jsonb)
  where not exists (select from public.components c where c.tenant_id = v_tenant and c.id = s.id);
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = v_version.page_id;
  return v_page;
end
$$;
comment on function private.restore_page_version(uuid) is
  'Puts components back with their ids, which no client may choose. Raises PT402 plan_required, PT403 forbidden (content.write; content.lock where a locked component would change), PT404.';
revoke all on function private.restore_page_version(uuid) from public;
grant execute on function private.restore_page_version(uuid) to authenticated;

create or replace function public.restore_page_version(version uuid) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.restore_page_version(version)
$$;
comment on function public.restore_page_version(uuid) is
  'Makes the page''s components exactly what they were, ids included, after saving them as they are. Errors: PT402 plan_required, PT403 forbidden (needs content.write; content.lock where a locked component would change), PT404.';
revoke all on function public.restore_page_version(uuid) from public;
grant execute on function public.restore_page_version(uuid) to authenticated;
