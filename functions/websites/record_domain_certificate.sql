create or replace function private.record_domain_certificate(p_tenant uuid, p_verification uuid, p_provisioned boolean)
returns public.domain_verifications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_domain public.domain_verifications;
begin
  update public.domain_verifications d
  set ssl_provisioned = p_provisioned, ssl_provisioned_at = case when p_provisioned then coalesce(d.ssl_provisioned_at, now()) end
  where d.tenant_id = p_tenant and d.id = p_verification and (d.verified or not p_provisioned)
  returning * into v_domain;
  if not found then perform private.fail('domain_changed'); end if;
  return v_domain;
end
$$;
comment on function private.record_domain_certificate(uuid, uuid, boolean) is
  'Writes the SSL state, which no client may; the service''s alone. Raises PT409 domain_changed.';
revoke all on function private.record_domain_certificate(uuid, uuid, boolean) from public;
grant execute on function private.record_domain_certificate(uuid, uuid, boolean) to service_role;

create or replace function public.record_domain_certificate(tenant uuid, verification uuid, provisioned boolean)
returns public.domain_verifications
language sql volatile security invoker set search_path = ''
as $$
  select private.record_domain_certificate(tenant, verification, provisioned)
$$;
comment on function public.record_domain_certificate(uuid, uuid, boolean) is
  'Whether the web server in front has a certificate for a verified domain. For the service only. Errors: PT409 domain_changed (also: not verified).';
revoke all on function public.record_domain_certificate(uuid, uuid, boolean) from public;
grant execute on function public.record_domain_certificate(uuid, uuid, boolean) to service_role;
