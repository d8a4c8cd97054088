-- Whoever is taken off the team keeps no side door; inviting them to a website afterwards
-- is a decision of its own.
create or replace function private.end_collaborations() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.website_members w where w.tenant_id = new.tenant_id and w.user_id = new.user_id;
  return null;
end
$$;
comment on function private.end_collaborations() is 'After a member is deactivated: removes the person''s collaborations in that tenant, which no member may delete in one go.';
revoke all on function private.end_collaborations() from public;

create or replace trigger _700_collaborations after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active) execute function private.end_collaborations();
