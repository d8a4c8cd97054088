-- S13: what an AI proposed becomes part of the page, behind every check that holds for people, after the page as it is has
-- been saved. Only trying it (keep false) does the same and takes it all back: no check is written twice.
create or replace function private.apply_ai_action(p_action uuid, p_result jsonb, p_keep boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_action public.ai_usage_log;
  v_done jsonb;
begin
  select * into v_action from public.ai_usage_log a where a.tenant_id = private.tenant_id() and a.id = p_action;
  if not found or not (case when v_action.website_id is null then private.can('content.read') and private.all_websites() else private.can_on('content.read', v_action.website_id) end) then
    perform private.fail('not_found', 'AI action');
  end if;
  if v_action.status <> 'success' and (p_keep or v_action.status <> 'reserved') then
    perform private.fail('conflict', format('the action is %s', v_action.status));
  end if;
  if not private.can_on(case v_action.action_type when 'suggest_color_palette' then 'website.update' else 'content.write' end::public.app_permission,
      coalesce(v_action.website_id, '00000000-0000-0000-0000-000000000000')) then
    perform private.fail('forbidden', case v_action.action_type when 'suggest_color_palette' then 'website.update' else 'content.write' end);
  end if;
  if v_action.website_id is null then perform private.fail('invalid_input', 'action (expected one about a website)'); end if;
  if jsonb_typeof(p_result) is distinct from 'object' then perform private.fail('invalid_input', 'result (expected an object)'); end if;
  begin
    v_done := private.write_ai_result(v_action, p_result);
    if not p_keep then raise exception using errcode = 'UNDO1'; end if;
  exception when sqlstate 'UNDO1' then
    null; -- it would go through
  end;
  return v_done;
end
$$;
comment on function private.apply_ai_action(uuid, jsonb, boolean) is
  'Writes what an AI proposed, with flags no client may write, or only tries to. Raises PT400 invalid_input, PT402, PT403 forbidden (content.write, website.update for a palette; content.lock for what is locked), PT404, PT409.';
revoke all on function private.apply_ai_action(uuid, jsonb, boolean) from public;
grant execute on function private.apply_ai_action(uuid, jsonb, boolean) to authenticated;

create or replace function private.write_ai_result(p_action public.ai_usage_log, p_result jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_page jsonb;
  v_id uuid;
  v_ids uuid[] := '{}';
begin
  perform private.lock_website(p_action.tenant_id, p_action.website_id);
  case
    when p_action.action_type in ('suggest_copy', 'regenerate_section') then
      if jsonb_typeof(p_result -> 'props') is distinct from 'object' then perform private.fail('invalid_input', 'props (expected an object)'); end if;
      select c.page_id into v_id from public.components c
      where c.tenant_id = p_action.tenant_id and c.website_id = p_action.website_id and c.id::text = p_result ->> 'component'
        and (p_action.page_id is null or c.page_id = p_action.page_id);
      if not found then perform private.fail('not_found', 'component'); end if;
      perform private.save_before_ai(p_action, v_id);
      update public.components c set props = c.props || (p_result -> 'props'), ai_generated = true
      where c.tenant_id = p_action.tenant_id and c.id::text = p_result ->> 'component';
      v_ids := array[v_id];
    when p_action.action_type = 'seo_optimize' then
      update public.pages p set seo_meta = p.seo_meta || (p_result -> 'seo_meta')
      where p.tenant_id = p_action.tenant_id and p.id = p_action.page_id and jsonb_typeof(p_result -> 'seo_meta') = 'object';
      if not found then perform private.fail('invalid_input', 'seo_meta (expected an object, and an action about a page)'); end if;
      v_ids := array[p_action.page_id];
    when p_action.action_type = 'suggest_color_palette' then
      update public.websites w
      set branding_config = w.branding_config || jsonb_build_object('colors', coalesce(w.branding_config -> 'colors', '{}') || (p_result -> 'colors'))
      where w.tenant_id = p_action.tenant_id and w.id = p_action.website_id and jsonb_typeof(p_result -> 'colors') = 'object';
      if not found then perform private.fail('invalid_input', 'colors (expected an object)'); end if;
    when p_action.action_type = 'generate_page' then
      if p_action.page_id is null then perform private.fail('invalid_input', 'action (expected one about a page)'); end if;
      perform private.write_ai_components(p_action, p_action.page_id, p_result -> 'components');
      v_ids := array[p_action.page_id];
    else
      if jsonb_typeof(p_result -> 'pages') is distinct from 'array' then perform private.fail('invalid_input', 'pages (expected a list)'); end if;
      for v_page in select * from jsonb_array_elements(p_result -> 'pages') loop
        if jsonb_typeof(v_page) <> 'object' then perform private.fail('invalid_input', 'pages (expected objects)'); end if;
        select p.id into v_id from public.pages p
        where p.tenant_id = p_action.tenant_id and p.website_id = p_action.website_id and p.slug = v_page ->> 'slug';
        if not found then
          insert into public.pages (tenant_id, website_id, title, slug)
          values (p_action.tenant_id, p_action.website_id, v_page ->> 'title', v_page ->> 'slug') returning id into v_id;
        end if;
        perform private.write_ai_components(p_action, v_id, v_page -> 'components');
        v_ids := v_ids || v_id;
      end loop;
  end case;
  return jsonb_build_object('website', p_action.website_id, 'pages', v_ids);
end
$$;
comment on function private.write_ai_result(public.ai_usage_log, jsonb) is
  'The writing of apply_ai_action, in columns no client may write; triggers and constraints refuse what they would refuse a person.';
revoke all on function private.write_ai_result(public.ai_usage_log, jsonb) from public;

create or replace function private.save_before_ai(p_action public.ai_usage_log, p_page uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  insert into public.page_versions (tenant_id, page_id, trigger, label)
  values (p_action.tenant_id, p_page, 'pre_ai', 'Before AI: ' || replace(p_action.action_type::text, '_', ' '))
$$;
comment on function private.save_before_ai(public.ai_usage_log, uuid) is 'Saves a page as it is before an AI changes it (S7), for people who may not name the tenant.';
revoke all on function private.save_before_ai(public.ai_usage_log, uuid) from public;

-- A page anew; what is locked stays as it is, in its place before the rest.
create or replace function private.write_ai_components(p_action public.ai_usage_log, p_page uuid, p_components jsonb) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_component jsonb;
begin
  if jsonb_typeof(p_components) is distinct from 'array' or jsonb_array_length(p_components) not between 1 and 100 then
    perform private.fail('invalid_input', 'components (expected a list of 1 to 100)');
  end if;
  perform private.save_before_ai(p_action, p_page);
  delete from public.components c where c.tenant_id = p_action.tenant_id and c.page_id = p_page and not c.is_locked;
  for v_component in select * from jsonb_array_elements(p_components) loop
    if jsonb_typeof(v_component) <> 'object' then perform private.fail('invalid_input', 'components (expected objects)'); end if;
    insert into public.components (tenant_id, page_id, type, props, ai_generated)
    select p_action.tenant_id, p_page, v_component ->> 'type',
      -- what is left out is as it is in a new one
      coalesce((select t.default_props from public.component_types t where t.type = v_component ->> 'type'), '{}') || coalesce(v_component -> 'props', '{}'), true;
  end loop;
end
$$;
comment on function private.write_ai_components(public.ai_usage_log, uuid, jsonb) is
  'Puts an AI''s components in the place of a page''s, marked as such, which no client may. Raises PT400 invalid_input, PT402 plan_required.';
revoke all on function private.write_ai_components(public.ai_usage_log, uuid, jsonb) from public;

create or replace function public.apply_ai_action(action uuid, result jsonb, keep boolean default true) returns jsonb
language sql volatile security invoker set search_path = ''
as $$
  select private.apply_ai_action(action, result, keep)
$$;
comment on function public.apply_ai_action(uuid, jsonb, boolean) is
  'Puts what an AI action has proposed, or what people have made of it, into the page or website it was about; pages are saved first (pre_ai). keep false: only tells whether that would go through. result: {component, props} for suggest_copy and regenerate_section, {seo_meta}, {colors}, {components} for generate_page, {pages} for generate_layout. Answers website and pages. Errors: PT400 invalid_input, PT402 plan_required or quota_exceeded, PT403 forbidden (needs content.write, website.update for a palette, content.lock for what is locked), PT404, PT409 conflict.';
revoke all on function public.apply_ai_action(uuid, jsonb, boolean) from public;
grant execute on function public.apply_ai_action(uuid, jsonb, boolean) to authenticated;
