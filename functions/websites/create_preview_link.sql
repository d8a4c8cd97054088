-- The draft for somebody without an account. The token is 32 random bytes, which nobody makes up;
-- only its hash is kept, so that it can be revoked and not be read.
create or replace function private.create_preview_link(p_website uuid, p_expires_in interval) returns public.issued_preview_link
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most constant integer := 20;
  v_tenant uuid := private.tenant_id();
  v_website public.websites;
  v_link public.preview_links;
  v_token text := encode(extensions.gen_random_bytes(32), 'hex');
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.write', p_website) then perform private.fail('forbidden', 'content.write'); end if;
  if (p_expires_in between interval '1 minute' and interval '30 days') is not true then
    perform private.fail('invalid_input', 'expires_in (expected 1 minute to 30 days)');
  end if;
  -- one at a time a website, so that two at once can't both be the last
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  if (select t.status from public.tenants t where t.id = v_tenant) = 'pending' then perform private.fail('email_not_confirmed'); end if;
  if (select count(*) from public.preview_links l
      where l.tenant_id = v_tenant and l.website_id = p_website and l.expires_at > clock_timestamp()) >= c_most then
    perform private.fail('preview_links_full', c_most::text);
  end if;

  insert into public.preview_links (tenant_id, website_id, created_by, expires_at)
  values (v_tenant, p_website, private.uid(), clock_timestamp() + p_expires_in)
  returning * into v_link;
  perform private.directory_claim('preview', private.token_hash(v_token), v_tenant, v_link.id);
  return row(v_link, v_token, v_website.subdomain || '.' || private.setting('root_domain'))::public.issued_preview_link;
end
$$;
comment on function private.create_preview_link(uuid, interval) is
  'Writes a preview link and the hash of its token, which no client may. Raises PT400 invalid_input, PT401, PT403 forbidden, email_not_confirmed or website_suspended, PT404, PT409 website_archived or preview_links_full.';
revoke all on function private.create_preview_link(uuid, interval) from public;
grant execute on function private.create_preview_link(uuid, interval) to authenticated;

create or replace function public.create_preview_link(website uuid, expires_in interval default '7 days') returns public.issued_preview_link
language sql volatile security invoker set search_path = ''
as $$
  select private.create_preview_link(website, expires_in)
$$;
comment on function public.create_preview_link(uuid, interval) is
  'A link that shows the website as it is now, unpublished changes and draft pages included, to whoever has it: https://<host>/?preview=<token>. For 1 minute to 30 days, until the link is deleted, or until you may no longer edit the website. The token is told this once. Errors: PT400 invalid_input, PT401, PT403 forbidden (needs content.write), email_not_confirmed or website_suspended, PT404, PT409 website_archived or preview_links_full.';
revoke all on function public.create_preview_link(uuid, interval) from public;
grant execute on function public.create_preview_link(uuid, interval) to authenticated;
