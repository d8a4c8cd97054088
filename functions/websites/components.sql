-- Triggers of components (S6).

-- What stands below a page belongs to the page's website.
create or replace function private.fill_website() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  select p.website_id into new.website_id
  from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id;
  if not found then new.website_id := '00000000-0000-0000-0000-000000000000'; end if;
  return new;
end
$$;
comment on function private.fill_website() is 'Before insert: takes website_id from the page, whatever the client sent or can see; a missing page is the foreign key''s to refuse.';
revoke all on function private.fill_website() from public;

create or replace function private.plan_suffices(p_tenant uuid, p_plan text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select own.display_order >= needed.display_order
  from public.tenants t
  join public.plans own on own.id = t.plan_id
  join public.plans needed on needed.slug = p_plan
  where t.id = p_tenant
$$;
comment on function private.plan_suffices(uuid, text) is 'Whether a tenant''s plan is the one with this slug or a higher one; reads the tenant whoever asks.';
revoke all on function private.plan_suffices(uuid, text) from public;

create or replace function private.fill_component() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select * into v_type from public.component_types t where t.type = new.type;
  if not found then
    perform private.fail('invalid_input', format('there is no component type "%s"', left(new.type, 40)));
  end if;
  if v_type.required_plan is not null and not private.plan_suffices(new.tenant_id, v_type.required_plan) then
    perform private.fail('plan_required', v_type.label, v_type.required_plan);
  end if;
  new.props := coalesce(nullif(new.props, 'null'), v_type.default_props);
  -- one at a time a page, with a key of their own or without: two appended at once differ,
  -- and nobody who counts the page waits for somebody who waits for their key
  perform from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id for no key update;
  if coalesce(new.order_key, '') = '' then
    new.order_key := public.order_key_between(
      (select max(c.order_key) from public.components c where c.tenant_id = new.tenant_id and c.page_id = new.page_id), null);
  end if;
  return new;
end
$$;
comment on function private.fill_component() is
  'Before insert: checks type and plan and fills in default props and a place at the end, whatever the client can see. Raises PT400 invalid_input, PT402 plan_required.';
revoke all on function private.fill_component() from public;

create or replace function private.check_props() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select * into v_type from public.component_types t where t.type = new.type;
  perform private.check_json(new.props, 'props', ' of ' || new.type, v_type.rule, v_type.checks, v_type.max_text_length);

  -- a hundred small ones are small together; a large one may have large ones beside it
  if pg_column_size(new.props) > 16384 and pg_column_size(new.props) + (
      select coalesce(sum(octet_length(c.props::text)), 0) from public.components c
      where c.tenant_id = new.tenant_id and c.page_id = new.page_id and c.id <> new.id) > 1048576 then
    perform private.fail('page_too_large', (select p.title from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id));
  end if;
  return new;
end
$$;
comment on function private.check_props() is 'Before insert or update of props: they satisfy the checks of their type, and large ones make no page of more than 1 MiB, whatever the client can see. Raises PT400 invalid_input naming the key and what was expected, PT413 page_too_large.';
revoke all on function private.check_props() from public;

-- The role setting, and not current_user, which is the table's owner when a delete comes
-- down from the page.
create or replace function private.guard_locked() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_row public.components := case when tg_op = 'INSERT' then new else old end;
begin
  if current_setting('role', true) in ('authenticated', 'platform_admin')
     and not private.can_on('content.lock', v_row.website_id) then
    perform private.fail('forbidden', 'content.lock');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function private.guard_locked() is 'Before anything happens to a locked component, or one gets locked: a client needs content.lock. Raises PT403 forbidden.';
revoke all on function private.guard_locked() from public;

-- What a page costs to read, to publish and to draw has a bound. As late as possible and
-- once a statement; under the page's lock, which fill_component() holds, so that two at
-- once can't both be the last.
create or replace function private.limit_components() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most constant integer := 100;
  v_page record;
begin
  for v_page in select distinct a.tenant_id, a.page_id from added a order by 1, 2 loop
    if (select count(*) from public.components c where c.tenant_id = v_page.tenant_id and c.page_id = v_page.page_id) > c_most then
      perform private.fail('page_full', c_most::text);
    end if;
  end loop;
  return null;
end
$$;
comment on function private.limit_components() is 'After insert: a page holds at most 100 components, whatever the client can see. Raises PT409 page_full.';
revoke all on function private.limit_components() from public;

create or replace trigger _100_timestamps before update on public.components
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, page_id, type, created_at on public.components
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'page_id', 'type', 'created_at');
create or replace trigger _300_website before insert on public.components
  for each row execute function private.fill_website();
create or replace trigger _310_fill before insert on public.components
  for each row execute function private.fill_component();
create or replace trigger _400_props_inserted before insert on public.components
  for each row execute function private.check_props();
create or replace trigger _400_props_updated before update of props on public.components
  for each row when (old.props is distinct from new.props) execute function private.check_props();
create or replace trigger _410_locked_inserted before insert on public.components
  for each row when (new.is_locked) execute function private.guard_locked();
create or replace trigger _410_locked_updated before update on public.components
  for each row when (old.is_locked or new.is_locked) execute function private.guard_locked();
create or replace trigger _410_locked_deleted before delete on public.components
  for each row when (old.is_locked) execute function private.guard_locked();
create or replace trigger _800_limited after insert on public.components
  referencing new table as added for each statement execute function private.limit_components();
