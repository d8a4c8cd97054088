-- S6: one write, whatever the length of the page.
create or replace function private.lock_page(p_page uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.pages p where p.tenant_id = private.tenant_id() and p.id = p_page for no key update;
end
$$;
comment on function private.lock_page(uuid) is 'One at a time may place components on a page of this tenant; the policies of its components decide who may move them.';
revoke all on function private.lock_page(uuid) from public;
grant execute on function private.lock_page(uuid) to authenticated;

create or replace function public.move_component(component uuid, after uuid default null) returns public.components
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_component public.components;
  v_low text;
  v_high text;
begin
  select * into v_component from public.components c where c.tenant_id = v_tenant and c.id = move_component.component;
  if not found then perform private.fail('not_found', 'component'); end if;
  perform private.lock_page(v_component.page_id);

  if after is not null then
    select c.order_key into v_low from public.components c
    where c.tenant_id = v_tenant and c.page_id = v_component.page_id and c.id = move_component.after and c.id <> v_component.id;
    if not found then perform private.fail('invalid_input', 'after (expected another component of the same page)'); end if;
  end if;
  select c.order_key into v_high from public.components c
  where c.tenant_id = v_tenant and c.page_id = v_component.page_id and c.id <> v_component.id
    and (v_low is null or c.order_key > v_low)
  order by c.order_key limit 1;

  update public.components c set order_key = public.order_key_between(v_low, v_high)
  where c.tenant_id = v_tenant and c.id = v_component.id
  returning * into v_component;
  -- row-level security blocks an update without a word, and so does who has just removed it
  if not found then
    if not private.can_on('content.write', v_component.website_id) then perform private.fail('forbidden', 'content.write'); end if;
    perform private.fail('not_found', 'component');
  end if;
  return v_component;
end
$$;
comment on function public.move_component(uuid, uuid) is
  'Puts a component right after another one of its page; without one, at the top. Errors: PT400 invalid_input, PT403 forbidden (needs content.write; content.lock if it is locked), PT404.';
revoke all on function public.move_component(uuid, uuid) from public;
grant execute on function public.move_component(uuid, uuid) to authenticated;
