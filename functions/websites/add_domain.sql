-- S10. A claim is a claim: it takes no name from anybody, and the first whose DNS points to
-- their website gets it.
--  1. A host name somebody can own: not ours, no address, no wildcard, in ASCII.
--  2. The website, and the tenant, whose plan must not change meanwhile.
--  3. One domain a website: another one takes its place, the same one is checked anew.
create or replace function private.add_domain(p_website uuid, p_domain text) returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_domain text := rtrim(lower(btrim(p_domain)), '.');
  v_root text := private.setting('root_domain');
  v_website public.websites;
  v_limit record;
  v_added public.domain_verifications;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.read', p_website) then perform private.fail('not_found', 'website'); end if;
  if not private.can_on('domain.manage', p_website) then perform private.fail('forbidden', 'domain.manage'); end if;
  -- 1.
  if v_domain ~ '[^\u0001-\u007f]' then
    perform private.fail('invalid_input', 'domain (expected its ASCII form, xn--…, which browsers make of it)');
  end if;
  if (v_domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$' and length(v_domain) <= 253) is not true then
    perform private.fail('invalid_input', 'domain (expected a host name like www.example.com, without scheme, port, path or wildcard)');
  end if;
  if v_domain = v_root or v_domain like '%.' || v_root or v_root like '%.' || v_domain
     or v_domain ~ '(^|\.)(localhost|local|internal|invalid|arpa|onion)$' then
    perform private.fail('invalid_input', 'domain (expected one of your own)');
  end if;

  -- 2.
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  perform from public.tenants t where t.id = v_tenant for no key update;
  perform private.require_plan_flag(v_tenant, 'custom_domain_allowed', 'A domain of your own');
  -- each is looked up in DNS
  v_limit := private.consume_rate_limit('add_domain ' || v_tenant, 20, 1 / 300.0);
  if not v_limit.allowed then perform private.fail('rate_limited', ceil(v_limit.retry_after)::text); end if;

  -- 3.
  select * into v_added from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  if v_added.domain = v_domain then
    update public.domain_verifications d
    set switched_off_at = null, next_check_at = case when d.verified then d.next_check_at else now() end
    where d.tenant_id = v_tenant and d.id = v_added.id
    returning * into v_added;
    return v_added;
  end if;
  if exists (select from public.domain_verifications d where d.tenant_id = v_tenant and d.domain = v_domain) then
    perform private.fail('taken', 'domain');
  end if;
  delete from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  insert into public.domain_verifications (tenant_id, website_id, domain, cname_target)
  values (v_tenant, p_website, v_domain, v_website.subdomain || '.' || v_root)
  returning * into v_added;
  return v_added;
end
$$;
comment on function private.add_domain(uuid, text) is
  'Writes the claim, which no client may. Raises PT400 invalid_input, PT402 plan_required, PT403 forbidden, PT404, PT409 website_archived or taken, PT429 rate_limited.';
revoke all on function private.add_domain(uuid, text) from public;
grant execute on function private.add_domain(uuid, text) to authenticated;

create or replace function public.add_domain(website uuid, domain text) returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.add_domain(website, domain)
$$;
comment on function public.add_domain(uuid, text) is
  'Claims a host name (www.example.com) for a website, in place of the one it has, or switches the same one on again. It is served once a CNAME record of that name points to cname_target. Errors: PT400 invalid_input, PT402 plan_required, PT403 forbidden (needs domain.manage), PT404, PT409 website_archived or taken (another website of yours has it), PT429 rate_limited.';
revoke all on function public.add_domain(uuid, text) from public;
grant execute on function public.add_domain(uuid, text) to authenticated;
