-- The gallery is the same for everybody who builds; only migrations write it.
alter table public.website_templates enable row level security;
revoke all on public.website_templates from anon, authenticated, service_role, platform_admin;
grant select on public.website_templates to authenticated;
grant select on public.website_templates to service_role;

drop policy if exists select_anyone on public.website_templates;
create policy select_anyone on public.website_templates for select to authenticated
  using (true);
comment on policy select_anyone on public.website_templates is 'No secret: everybody named reads it.';
