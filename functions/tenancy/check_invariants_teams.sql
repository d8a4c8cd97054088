create or replace function private.check_invariants_teams() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'pending_invitations counts the addresses that are invited', format('%s: counter %s, rows %s', c.tenant_id, c.pending_invitations, n.rows)
  from public.usage_counters c
  cross join lateral (
    select count(distinct i.email) as rows from public.invitations i where i.tenant_id = c.tenant_id and i.status = 'pending') n
  where c.pending_invitations <> n.rows
  union all
  select 'a token leads to an invitation that is pending or accepted', d.object_id::text
  from private.directory d
  where d.kind = 'invitation' and not exists (
    select from public.invitations i where i.tenant_id = d.tenant_id and i.id = d.object_id and i.status in ('pending', 'accepted'))
  union all
  select 'an invitation has one token', d.object_id::text
  from private.directory d where d.kind = 'invitation' group by d.tenant_id, d.object_id having count(*) > 1
  union all
  select 'nobody is invited by somebody who left', i.id::text
  from public.invitations i
  where i.status = 'pending' and exists (
    select from public.tenant_members m where m.tenant_id = i.tenant_id and m.user_id = i.invited_by and not m.is_active)
  union all
  select 'who has an address has a primary one', u.id::text
  from public.users u
  where u.email is not null and not exists (select from public.user_emails e where e.user_id = u.id and e.is_primary)
    and not exists (select from private.signup_failures f where f.user_id = u.id)
$$;
comment on function private.check_invariants_teams() is 'Broken invariants of invitations and of people''s addresses.';
revoke all on function private.check_invariants_teams() from public;
