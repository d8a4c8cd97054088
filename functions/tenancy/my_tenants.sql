create or replace function private.my_tenants()
returns table (id uuid, name text, slug text, logo_url text, status public.tenant_status, role public.tenant_role, is_collaborator boolean, is_active boolean)
language sql stable security definer set search_path = ''
as $$
  with mine as (
    select m.tenant_id, m.role, false as is_collaborator
    from public.tenant_members m where m.user_id = private.uid() and m.is_active
    union all
    (select distinct on (w.tenant_id) w.tenant_id, w.role, true
    from public.website_members w
    where w.user_id = private.uid() and w.accepted_at is not null
      and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active)
    order by w.tenant_id, w.role)
  )
  select t.id, t.name, t.slug, t.logo_url, t.status, mine.role, mine.is_collaborator,
    t.id is not distinct from private.context('tenant')::uuid
  from mine join public.tenants t on t.id = mine.tenant_id
  order by t.name, t.id
$$;
comment on function private.my_tenants() is 'Reads every tenant the signed-in person can use, beyond the active one that policies show.';
revoke all on function private.my_tenants() from public;
grant execute on function private.my_tenants() to authenticated;

create or replace function public.my_tenants()
returns table (id uuid, name text, slug text, logo_url text, status public.tenant_status, role public.tenant_role, is_collaborator boolean, is_active boolean)
language sql stable security invoker set search_path = ''
as $$
  select * from private.my_tenants()
$$;
comment on function public.my_tenants() is
  'Every tenant you can act for, with your role, whatever the active one is; is_active marks the one this request acts for, is_collaborator that you see single websites only.';
revoke all on function public.my_tenants() from public;
grant execute on function public.my_tenants() to authenticated;
