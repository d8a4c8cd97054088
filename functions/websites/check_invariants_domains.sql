create or replace function private.check_invariants_domains() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a website shows the domain it claims, and whether it is verified', coalesce(w.id, d.website_id)::text
  from (select * from public.websites where custom_domain is not null or domain_verified) w
  full join public.domain_verifications d on d.tenant_id = w.tenant_id and d.website_id = w.id
  where (w.custom_domain, w.domain_verified) is distinct from (d.domain, d.verified)
  union all
  select 'a domain points to its website''s subdomain', d.id::text
  from public.domain_verifications d join public.websites w on w.tenant_id = d.tenant_id and w.id = d.website_id
  where d.cname_target <> w.subdomain || '.' || private.setting('root_domain')
  union all
  select 'a plan without domains serves none', d.id::text
  from public.domain_verifications d
  join public.tenants t on t.id = d.tenant_id
  join public.plans p on p.id = t.plan_id
  where not p.custom_domain_allowed and d.switched_off_at is null
$$;
comment on function private.check_invariants_domains() is 'Broken invariants of domains.';
revoke all on function private.check_invariants_domains() from public;
