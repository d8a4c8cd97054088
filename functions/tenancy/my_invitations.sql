create or replace function private.my_invitations()
returns table (id uuid, tenant_name text, tenant_logo_url text, website_name text, role public.tenant_role, invited_by_name text, email text, expires_at timestamptz)
language sql stable security definer set search_path = ''
as $$
  select i.id, t.name, t.logo_url, w.name, i.role, m.display_name, i.email, i.expires_at
  from public.user_emails e
  join public.invitations i on i.email = e.email and i.status = 'pending' and i.expires_at > now()
  join public.tenants t on t.id = i.tenant_id and t.status = 'active'
  left join public.websites w on w.tenant_id = i.tenant_id and w.id = i.website_id
  left join public.tenant_members m on m.tenant_id = i.tenant_id and m.user_id = i.invited_by
  where e.user_id = private.uid() and e.verified
  order by i.expires_at, i.id
$$;
comment on function private.my_invitations() is 'Reads what any tenant has invited the signed-in person''s verified addresses to, which policies show to the tenant only.';
revoke all on function private.my_invitations() from public;
grant execute on function private.my_invitations() to authenticated;

create or replace function public.my_invitations()
returns table (id uuid, tenant_name text, tenant_logo_url text, website_name text, role public.tenant_role, invited_by_name text, email text, expires_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select * from private.my_invitations()
$$;
comment on function public.my_invitations() is
  'What your verified addresses are invited to and you have not accepted: a team, or one website of it. Accepting takes the token in the message.';
revoke all on function public.my_invitations() from public;
grant execute on function public.my_invitations() to authenticated;
