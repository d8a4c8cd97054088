-- The price list is for everyone; only migrations and price synchronisation write it.
alter table public.plans enable row level security;
revoke all on public.plans from anon, authenticated, service_role, platform_admin;
grant select on public.plans to anon, authenticated;
grant select, update on public.plans to service_role;

drop policy if exists select_anyone on public.plans;
create policy select_anyone on public.plans for select to anon, authenticated
  using (true);
comment on policy select_anyone on public.plans is 'No secret: everybody named reads it.';
