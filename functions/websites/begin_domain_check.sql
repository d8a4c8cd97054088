-- What the edge function verify-domain asks first, with the token of whoever called it: may
-- they, and what is to be looked up?
create or replace function private.begin_domain_check(p_website uuid) returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_limit record;
  v_domain public.domain_verifications;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.read', p_website) then perform private.fail('not_found', 'domain'); end if;
  if not private.can_on('domain.manage', p_website) then perform private.fail('forbidden', 'domain.manage'); end if;
  select * into v_domain from public.domain_verifications d where d.tenant_id = v_tenant and d.website_id = p_website;
  if not found then perform private.fail('not_found', 'domain'); end if;
  if v_domain.switched_off_at is not null then perform private.fail('domain_off'); end if;
  v_limit := private.consume_rate_limit(concat_ws(' ', 'domain_check', v_tenant, p_website), 5, 1 / 30.0);
  if not v_limit.allowed then perform private.fail('rate_limited', ceil(v_limit.retry_after)::text); end if;
  return v_domain;
end
$$;
comment on function private.begin_domain_check(uuid) is 'Takes a token from a bucket no client may write. Raises PT403 forbidden, PT404, PT409 domain_off, PT429 rate_limited.';
revoke all on function private.begin_domain_check(uuid) from public;
grant execute on function private.begin_domain_check(uuid) to authenticated;

create or replace function public.begin_domain_check(website uuid) returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.begin_domain_check(website)
$$;
comment on function public.begin_domain_check(uuid) is
  'For the edge function verify-domain, which then asks DNS: the website''s domain, if you may have it checked (5 times at once, then every 30 seconds). Errors: PT403 forbidden (needs domain.manage), PT404 (the website has none), PT409 domain_off, PT429 rate_limited.';
revoke all on function public.begin_domain_check(uuid) from public;
grant execute on function public.begin_domain_check(uuid) to authenticated;
