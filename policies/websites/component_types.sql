-- The palette is the same for everybody who builds; only migrations write it.
alter table public.component_types enable row level security;
revoke all on public.component_types from anon, authenticated, service_role, platform_admin;
grant select on public.component_types to authenticated;
grant select on public.component_types to service_role;

drop policy if exists select_anyone on public.component_types;
create policy select_anyone on public.component_types for select to authenticated
  using (true);
comment on policy select_anyone on public.component_types is 'No secret: everybody named reads it.';
