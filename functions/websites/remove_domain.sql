create or replace function private.remove_domain(p_website uuid) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_website public.websites;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.read', p_website) then perform private.fail('not_found', 'website'); end if;
  if not private.can_on('domain.manage', p_website) then perform private.fail('forbidden', 'domain.manage'); end if;
  perform from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  delete from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website;
  return v_website;
end
$$;
comment on function private.remove_domain(uuid) is 'Deletes the claim, which no client may. Raises PT403 forbidden, PT404.';
revoke all on function private.remove_domain(uuid) from public;
grant execute on function private.remove_domain(uuid) to authenticated;

create or replace function public.remove_domain(website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.remove_domain(website)
$$;
comment on function public.remove_domain(uuid) is
  'Takes a website off its own domain; it stays at its subdomain, and the name is free at once. Errors: PT403 forbidden (needs domain.manage), PT404.';
revoke all on function public.remove_domain(uuid) from public;
grant execute on function public.remove_domain(uuid) to authenticated;
