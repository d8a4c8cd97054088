-- The team sees what is planned and what came of it. Made, moved and canceled by publish_website and cancel_publication.
alter table public.scheduled_publications enable row level security;
revoke all on public.scheduled_publications from anon, authenticated, service_role, platform_admin;
grant select on public.scheduled_publications to authenticated;
grant select on public.scheduled_publications to service_role;

drop policy if exists select_member on public.scheduled_publications;
create policy select_member on public.scheduled_publications for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.scheduled_publications is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.scheduled_publications;
create policy select_platform_admin on public.scheduled_publications for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.scheduled_publications is 'Platform admins read everything.';
