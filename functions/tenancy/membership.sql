-- One person's standing in one tenant: a member's role, or a collaborator's roles on single websites.
create or replace function private.membership(
  p_user uuid, p_tenant uuid,
  out tenant_id uuid, out status public.tenant_status, out is_member boolean, out permissions text, out websites jsonb
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  select t.id, t.status, true,
    case when m.role = 'custom'
      then (select array_to_string(r.permissions, ',') from public.tenant_roles r where r.tenant_id = m.tenant_id and r.id = m.custom_role_id)
      else (select s.permissions from private.role_sets s where s.role = m.role)
    end
  into tenant_id, status, is_member, permissions
  from public.tenant_members m
  join public.tenants t on t.id = m.tenant_id
  where m.tenant_id = p_tenant and m.user_id = p_user and m.is_active;
  if found then return; end if;

  -- a collaborator gets what touches a website, on that website, and nothing of the tenant
  select t.id, t.status, false, string_agg(g.permission, ','), jsonb_object_agg(g.permission, g.websites)
  into tenant_id, status, is_member, permissions, websites
  from public.tenants t
  cross join (
    select p.permission::text, jsonb_agg(m.website_id) as websites
    from public.website_members m
    join public.role_permissions p on p.role = m.role
    where m.tenant_id = p_tenant and m.user_id = p_user and m.accepted_at is not null
      and p.permission in ('website.update', 'domain.manage', 'content.read', 'content.write', 'content.lock', 'site.publish',
        'ai.use', 'analytics.read', 'widget.manage', 'inbox.read', 'inbox.reply', 'booking.manage')
    group by p.permission
  ) g
  where t.id = p_tenant
  group by t.id, t.status;
end
$$;
comment on function private.membership(uuid, uuid) is
  'Reads membership before any policy can apply: tenant and its status, permissions (with commas between them), and for a collaborator the websites of each permission. All null: no access.';
revoke all on function private.membership(uuid, uuid) from public;

create or replace function private.fallback_tenant(p_user uuid) returns uuid
language sql stable security definer set search_path = ''
as $$
  with mine as (
    select m.tenant_id, m.role = 'owner' and t.is_default as own_default
    from public.tenant_members m
    join public.tenants t on t.id = m.tenant_id
    where m.user_id = p_user and m.is_active and t.status <> 'offboarded'
    union
    select w.tenant_id, false from public.website_members w
    where w.user_id = p_user and w.accepted_at is not null
  )
  select coalesce(
    (select tenant_id from mine where own_default limit 1),
    (select min(tenant_id::text)::uuid from mine having count(distinct tenant_id) = 1))
$$;
comment on function private.fallback_tenant(uuid) is 'Reads which tenant a person means who has chosen none: the own default one, else the only one, else null.';
revoke all on function private.fallback_tenant(uuid) from public;
