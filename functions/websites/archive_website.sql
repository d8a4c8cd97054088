-- An archived website is dark and counts against no limit; its data stays.
create or replace function private.archive_website(p_website uuid, p_archived boolean) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_website public.websites;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('website.archive', p_website) then perform private.fail('forbidden', 'website.archive'); end if;
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  -- archiving must not be the way out of a suspension
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;

  if p_archived <> (v_website.status = 'archived') then
    update public.websites w
    set status = case when p_archived then 'archived' else private.resting_status(v_tenant, p_website) end
    where w.tenant_id = v_tenant and w.id = p_website
    returning * into v_website;
    perform private.record_audit(case when p_archived then 'website.archived' else 'website.restored' end,
      'website', p_website, jsonb_build_object('name', v_website.name), v_tenant);
  end if;
  return v_website;
end
$$;
comment on function private.archive_website(uuid, boolean) is
  'Moves the status, which no client may write, into the archive or out of it. Raises PT402 quota_exceeded, PT403 forbidden or website_suspended, PT404.';
revoke all on function private.archive_website(uuid, boolean) from public;
grant execute on function private.archive_website(uuid, boolean) to authenticated;

create or replace function private.resting_status(p_tenant uuid, p_website uuid) returns public.website_status
language sql stable security definer set search_path = ''
as $$
  select case when exists (
      select from public.deployments d where d.tenant_id = p_tenant and d.website_id = p_website and d.is_live)
    then 'published' else 'draft' end::public.website_status
$$;
comment on function private.resting_status(uuid, uuid) is 'What a website is when nothing keeps it dark, whatever the caller can see: published if it ever was, else draft.';
revoke all on function private.resting_status(uuid, uuid) from public;

create or replace function public.archive_website(website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.archive_website(website, true)
$$;
comment on function public.archive_website(uuid) is
  'Takes a website off the air and out of the plan''s count; everything in it stays. Errors: PT403 forbidden (needs website.archive) or website_suspended, PT404.';
revoke all on function public.archive_website(uuid) from public;
grant execute on function public.archive_website(uuid) to authenticated;

create or replace function public.restore_website(website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.archive_website(website, false)
$$;
comment on function public.restore_website(uuid) is
  'Brings an archived website back as it was: served again if it was published. Errors: PT402 quota_exceeded, PT403 forbidden (needs website.archive) or website_suspended, PT404.';
revoke all on function public.restore_website(uuid) from public;
grant execute on function public.restore_website(uuid) to authenticated;
