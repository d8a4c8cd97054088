-- The price list is for everyone; price events write it, and the service, for providers that send none.
alter table public.prices enable row level security;
revoke all on public.prices from anon, authenticated, service_role, platform_admin;
grant select on public.prices to anon, authenticated;
grant select, insert, update on public.prices to service_role;

drop policy if exists select_anyone on public.prices;
create policy select_anyone on public.prices for select to anon, authenticated
  using (true);
comment on policy select_anyone on public.prices is 'No secret: everybody named reads it.';
