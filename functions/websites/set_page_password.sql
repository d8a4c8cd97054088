-- At once and whichever deployment is live, so it takes what publishing takes: lifting a
-- password shows the page to everybody, and setting one hides it.
create or replace function private.set_page_password(p_page uuid, p_password text) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_page public.pages;
begin
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page for no key update;
  if not found or not private.can_on('content.read', v_page.website_id) then perform private.fail('not_found', 'page'); end if;
  if not private.can_on('site.publish', v_page.website_id) then perform private.fail('forbidden', 'site.publish'); end if;

  if nullif(p_password, '') is null then
    delete from private.page_passwords w where w.tenant_id = v_tenant and w.page_id = p_page;
  else
    -- bcrypt reads no further than 72 bytes
    if length(p_password) < 4 or octet_length(p_password) > 72 then
      perform private.fail('invalid_input', 'password (expected 4 characters to 72 bytes)');
    end if;
    insert into private.page_passwords as w (tenant_id, page_id, website_id, password_hash)
    values (v_tenant, p_page, v_page.website_id, extensions.crypt(p_password, extensions.gen_salt('bf', 10)))
    on conflict (tenant_id, page_id) do update set password_hash = excluded.password_hash, updated_at = now();
  end if;
  update public.pages p set password_protected = nullif(p_password, '') is not null
  where p.tenant_id = v_tenant and p.id = p_page
  returning * into v_page;
  perform private.record_audit(
    case when v_page.password_protected then 'page.password_set' else 'page.password_removed' end, 'page', p_page, '{}', v_tenant);
  return v_page;
end
$$;
comment on function private.set_page_password(uuid, text) is 'Writes the hash, which no client may see, and the flag. Raises PT400 invalid_input, PT403 forbidden, PT404.';
revoke all on function private.set_page_password(uuid, text) from public;
grant execute on function private.set_page_password(uuid, text) to authenticated;

create or replace function public.set_page_password(page uuid, password text default null) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.set_page_password(page, password)
$$;
comment on function public.set_page_password(uuid, text) is
  'Visitors need this password (4 characters to 72 bytes) for the page from now on, whichever deployment is live; null or empty removes it. Errors: PT400 invalid_input, PT403 forbidden (needs site.publish), PT404.';
revoke all on function public.set_page_password(uuid, text) from public;
grant execute on function public.set_page_password(uuid, text) to authenticated;
