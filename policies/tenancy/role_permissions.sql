-- What the built-in roles may do is no secret to a signed-in person; it is data of the product.
alter table public.role_permissions enable row level security;
revoke all on public.role_permissions from anon, authenticated, service_role, platform_admin;
grant select on public.role_permissions to authenticated;
grant select on public.role_permissions to service_role;

drop policy if exists select_anyone on public.role_permissions;
create policy select_anyone on public.role_permissions for select to authenticated
  using (true);
comment on policy select_anyone on public.role_permissions is 'No secret: everybody named reads it.';
