-- Triggers of role_permissions.
create or replace function private.gather_permissions() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.role_sets;
  insert into private.role_sets (role, permissions)
  select p.role, string_agg(p.permission::text, ',' order by p.permission) from public.role_permissions p group by p.role;
  return null;
end
$$;
comment on function private.gather_permissions() is 'After role_permissions changed: gathers each role''s in one row, in a table no client may see.';
revoke all on function private.gather_permissions() from public;

create or replace trigger _800_gathered after insert or update or delete or truncate on public.role_permissions
  for each statement execute function private.gather_permissions();
