-- What somebody left behind (a scheduled publication, a preview link) holds as long as they do.
create or replace function private.person_can_on(p_user uuid, p_permission public.app_permission, p_tenant uuid, p_website uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.users u
    cross join lateral private.membership(u.id, p_tenant) m
    where u.id = p_user and u.status <> 'disabled' and u.deleted_at is null
      and p_permission::text = any (string_to_array(m.permissions, ','))
      and (m.is_member or coalesce(m.websites -> p_permission::text ? p_website::text, false)))
$$;
comment on function private.person_can_on(uuid, public.app_permission, uuid, uuid) is
  'Whether a person, not the request, holds the permission on a website now; reads membership, which clients can''t.';
revoke all on function private.person_can_on(uuid, public.app_permission, uuid, uuid) from public;
