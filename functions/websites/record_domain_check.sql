-- S10: what DNS said, and what comes of it. The edge function only asks and tells.
--  1. Whose name it is now, if anybody's; then the websites and tenants of both, in the order
--     everybody locks them in.
--  2. The claim is still that one, is switched on, and the plan has domains.
--  3. The right target among the CNAMEs: verified. Nobody's claim is older than DNS, so whoever
--     had the name loses it.
--  4. No answer changes nothing; another answer ends a verified domain with its third time in
--     a row: somebody may be moving their zone this minute.
--  5. Asked again the sooner the newer the claim is, and after a month only by hand.
create or replace function private.record_domain_check(p_tenant uuid, p_verification uuid, p_cnames text[], p_error text)
returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_patience constant integer := 3;
  v_now timestamptz := clock_timestamp();
  v_cnames text[] := array(select rtrim(lower(c.name), '.') from unnest(p_cnames) c (name));
  v_holder private.directory;
  v_claim public.domain_verifications;
  v_right boolean;
  v_silent boolean := coalesce(p_error in ('TIMEOUT', 'SERVFAIL', 'REFUSED'), false);
begin
  -- 1.
  select * into v_claim from public.domain_verifications d where d.tenant_id = p_tenant and d.id = p_verification;
  if not found then perform private.fail('domain_changed'); end if;
  select * into v_holder from private.directory d where d.kind = 'host' and d.key = v_claim.domain;
  perform from public.websites w
  where (w.tenant_id, w.id) in ((p_tenant, v_claim.website_id), (v_holder.tenant_id, v_holder.object_id))
  order by w.id for no key update;
  perform from public.tenants t where t.id in (p_tenant, v_holder.tenant_id) order by t.id for no key update;

  -- 2.
  select * into v_claim from public.domain_verifications d where d.tenant_id = p_tenant and d.id = p_verification for update;
  if not found then perform private.fail('domain_changed'); end if;
  if v_claim.switched_off_at is not null then perform private.fail('domain_off'); end if;
  perform private.require_plan_flag(p_tenant, 'custom_domain_allowed', 'A domain of your own');

  v_claim.verification_attempts := v_claim.verification_attempts + 1;
  v_claim.last_checked_at := v_now;
  v_right := v_claim.cname_target = any (v_cnames);
  if v_right then
    -- 3.
    update public.domain_verifications d
    set verified = false, last_error = 'The domain points to another website now', ssl_provisioned = false, ssl_provisioned_at = null
    where d.tenant_id = v_holder.tenant_id and d.website_id = v_holder.object_id and d.domain = v_claim.domain and d.verified and d.id <> v_claim.id;
    v_claim.verified := true;
    v_claim.failed_checks := 0;
    v_claim.last_error := null;
    v_claim.first_verified_at := coalesce(v_claim.first_verified_at, v_now);
  else
    -- 4.
    v_claim.last_error := left(coalesce(p_error, case when v_cnames = '{}' then 'No CNAME' else 'Incorrect CNAME target: ' || v_cnames[1] end), 400);
    if not v_silent then v_claim.failed_checks := v_claim.failed_checks + 1; end if;
    v_claim.verified := v_claim.verified and v_claim.failed_checks < c_patience;
  end if;
  -- 5.
  v_claim.next_check_at := case
    when v_right then v_now + interval '1 day'
    when v_claim.verified then v_now + interval '1 hour'
    when greatest(v_claim.created_at, v_claim.first_verified_at) > v_now - interval '1 hour' then v_now + interval '5 minutes'
    when greatest(v_claim.created_at, v_claim.first_verified_at) > v_now - interval '1 day' then v_now + interval '1 hour'
    when greatest(v_claim.created_at, v_claim.first_verified_at) > v_now - interval '30 days' then v_now + interval '1 day'
  end;
  update public.domain_verifications d
  set verified = v_claim.verified, verification_attempts = v_claim.verification_attempts, failed_checks = v_claim.failed_checks,
    last_checked_at = v_claim.last_checked_at, next_check_at = v_claim.next_check_at, first_verified_at = v_claim.first_verified_at,
    last_error = v_claim.last_error,
    ssl_provisioned = d.ssl_provisioned and v_claim.verified,
    ssl_provisioned_at = case when v_claim.verified then d.ssl_provisioned_at end
  where d.tenant_id = p_tenant and d.id = v_claim.id
  returning * into v_claim;
  return v_claim;
end
$$;
comment on function private.record_domain_check(uuid, uuid, text[], text) is
  'Moves verified, which no client may write, in this tenant and in the one that had the name before; the service''s alone. Raises PT402 plan_required, PT409 domain_changed, domain_off or taken (both at once).';
revoke all on function private.record_domain_check(uuid, uuid, text[], text) from public;
grant execute on function private.record_domain_check(uuid, uuid, text[], text) to service_role;

create or replace function public.record_domain_check(tenant uuid, verification uuid, cnames text[], error text default null)
returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.record_domain_check(tenant, verification, cnames, error)
$$;
comment on function public.record_domain_check(uuid, uuid, text[], text) is
  'What DNS said of a domain (domain_verifications.id): every name on the way its CNAMEs lead, first to last, or the error (NXDOMAIN, TIMEOUT, SERVFAIL, REFUSED, …; the last three change nothing). The right target verifies it, the third wrong answer in a row ends that. For the service only. Errors: PT402 plan_required, PT409 domain_changed, domain_off, taken.';
revoke all on function public.record_domain_check(uuid, uuid, text[], text) from public;
grant execute on function public.record_domain_check(uuid, uuid, text[], text) to service_role;
