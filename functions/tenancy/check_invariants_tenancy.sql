create or replace function private.check_invariants_tenancy() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a tenant has exactly one active owner', t.id::text
  from public.tenants t
  where (select count(*) from public.tenant_members m where m.tenant_id = t.id and m.role = 'owner' and m.is_active) <> 1
  union all
  select 'a tenant in use has an owner who is still there', t.id::text
  from public.tenants t
  join public.tenant_members m on m.tenant_id = t.id and m.role = 'owner'
  join public.users u on u.id = m.user_id
  where t.status <> 'offboarded' and u.deleted_at is not null
  union all
  select 'member_count counts active members and collaborators', format('%s: counter %s, rows %s', c.tenant_id, c.member_count, n.rows)
  from public.usage_counters c
  cross join lateral (
    select (select count(*) from public.tenant_members m where m.tenant_id = c.tenant_id and m.is_active)
      + (select count(distinct w.user_id) from public.website_members w where w.tenant_id = c.tenant_id and w.accepted_at is not null
           and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active)) as rows
  ) n
  where c.member_count <> n.rows
  union all
  select 'every tenant has its counters', t.id::text
  from public.tenants t where not exists (select from public.usage_counters c where c.tenant_id = t.id)
  union all
  select 'nobody anonymised acts for a tenant', u.id::text
  from public.users u
  where u.active_tenant_id is not null and u.deleted_at is not null
  union all
  select 'members show their person''s name and address', m.id::text
  from public.tenant_members m join public.users u on u.id = m.user_id
  where (m.display_name, m.email, m.avatar_url) is distinct from (u.full_name, u.email, u.avatar_url)
  union all
  select 'every sign-up is complete', u.id::text
  from public.users u
  where not exists (select from public.user_roles r where r.user_id = u.id)
    and not exists (select from private.signup_failures f where f.user_id = u.id)
  union all
  select 'role_sets are the role_permissions', coalesce(s.role, p.role)::text
  from private.role_sets s
  full join (select role, string_agg(permission::text, ',' order by permission) as permissions from public.role_permissions group by role) p on p.role = s.role
  where s.permissions is distinct from p.permissions
  union all
  select 'the default partition of audit_logs is empty', count(*)::text from private.audit_logs_default having count(*) > 0
$$;
comment on function private.check_invariants_tenancy() is 'Broken invariants of identity, tenancy and operations.';
revoke all on function private.check_invariants_tenancy() from public;
