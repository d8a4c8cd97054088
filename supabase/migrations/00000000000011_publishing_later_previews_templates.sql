--! Previous: sha1:58104450c781160c1718ee058ef5f1ba80573a24
--! Hash: sha1:38fc0706c51a47e3beeca553eeea6e9e28a434b7
--! Message: publishing later, previews, templates

--! split: 520-publishing.sql
-- Publishing later, previews of the draft, pages that stay unlocked, and templates to begin with.

do $$
begin
  create type public.publication_status as enum ('pending', 'published', 'canceled', 'failed');
exception when duplicate_object then
  null;
end
$$;
comment on type public.publication_status is 'Of a scheduled publication: still to come; done, as a deployment of the same id; called off; refused when its time came.';

-- What a right password is answered with, besides the page.
do $$
begin
  alter type public.live_page add attribute pass text;
exception when duplicate_column then
  null;
end
$$;
comment on column public.live_page.pass is 'After a right password: what opens the page again for a day.';

-- ── Publishing later ──

create table if not exists public.scheduled_publications (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  publish_at timestamptz not null,
  notes text,
  status public.publication_status not null default 'pending',
  scheduled_by uuid not null constraint scheduled_publications_scheduled_by_fkey references public.users (id),
  finished_at timestamptz,
  reason text,
  error text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint scheduled_publications_pkey primary key (tenant_id, id),
  constraint scheduled_publications_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint scheduled_publications_text_lengths check (length(notes) <= 1000 and length(reason) <= 60 and length(error) <= 500),
  constraint scheduled_publications_finished check ((status = 'pending') = (finished_at is null)),
  constraint scheduled_publications_failed_says_why check ((status = 'failed') = (error is not null))
);
create unique index if not exists scheduled_publications_pending_key on public.scheduled_publications (tenant_id, website_id) where status = 'pending'; -- at most one; finds it
create index if not exists scheduled_publications_website_id_publish_at_idx on public.scheduled_publications (tenant_id, website_id, publish_at desc); -- a website's plans; foreign key
create index if not exists scheduled_publications_due_idx on public.scheduled_publications (publish_at) where status = 'pending'; -- what maintenance has to do
create index if not exists scheduled_publications_scheduled_by_idx on public.scheduled_publications (scheduled_by); -- foreign key
alter table public.scheduled_publications enable row level security;
comment on table public.scheduled_publications is 'Publications that are planned, and what came of those that were: a pending one becomes the deployment with its id.';
comment on column public.scheduled_publications.id is 'Of the deployment that it becomes.';
comment on column public.scheduled_publications.publish_at is 'From when on maintenance publishes it, usually within a minute.';
comment on column public.scheduled_publications.scheduled_by is 'Has to hold site.publish on the website when the time comes.';
comment on column public.scheduled_publications.reason is 'Of a failed one: why, as docs/errors.md names it.';
comment on column public.scheduled_publications.error is 'Of a failed one: why, for people.';

-- ── Previews ──

create table if not exists public.preview_links (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  created_by uuid not null constraint preview_links_created_by_fkey references public.users (id),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint preview_links_pkey primary key (tenant_id, id),
  constraint preview_links_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade
);
create index if not exists preview_links_website_id_idx on public.preview_links (tenant_id, website_id); -- a website's links; foreign key
create index if not exists preview_links_expires_at_idx on public.preview_links (expires_at); -- those that are over
create index if not exists preview_links_created_by_idx on public.preview_links (created_by); -- foreign key
alter table public.preview_links enable row level security;
comment on table public.preview_links is 'Links that show a website''s draft to whoever has them. The hash of the token is in the directory; deleting a link revokes it.';
comment on column public.preview_links.created_by is 'The link works while this person may edit the website.';

do $$
begin
  create type public.issued_preview_link as (preview_link public.preview_links, token text, host text);
exception when duplicate_object then
  null;
end
$$;
comment on type public.issued_preview_link is 'A preview link, its token, which is told once, and the host that shows it at /?preview=<token>.';

-- ── Templates ──

create table if not exists public.website_templates (
  id text constraint website_templates_pkey primary key,
  name text not null,
  description text not null,
  display_order integer not null default 0,
  content jsonb not null,
  constraint website_templates_id_form check (id ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint website_templates_text_lengths check (length(name) between 1 and 80 and length(description) between 1 and 500),
  constraint website_templates_content_form check (
    jsonb_typeof(content) = 'object' and jsonb_typeof(content -> 'pages') = 'array' and content @? '$.pages[*] ? (@.slug == "/")')
);
alter table public.website_templates enable row level security;
comment on table public.website_templates is 'What create_website can begin with: whole websites, copied.';
comment on column public.website_templates.content is 'branding, seo (its defaults), shared (props by component type that its pages have in common) and pages: title, slug, seo, config and components, each with type and props. {{name}} stands for the website''s name.';

-- ── Functions ──

-- they have grown arguments: one with fewer beside it would make calls ambiguous
drop function if exists public.publish_website(uuid, text);
drop function if exists public.create_website(text);
drop function if exists private.create_website(text);
drop function if exists private.create_website_for(uuid, text, text);
drop function if exists private.lock_for_publishing(uuid, uuid);
drop function if exists public.unlock_page(text, text, text);
drop function if exists private.visit(text, text, text);

--! Included functions/websites/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('website_archived', 409, 'This website is archived', 'Restore it first with restore_website.'),
  ('website_suspended', 403, 'This website is suspended', 'Contact support.'),
  ('no_published_home_page', 409, 'There is no published home page', 'Publish or hide the page at / (or choose another with set_home_page), then publish the website.'),
  ('domain_changed', 409, 'That website has no such domain any more', 'Nothing to do: it was changed or removed meanwhile.'),
  ('domain_off', 409, 'That domain is switched off', 'Add it again with add_domain; the plan has to have domains.'),
  ('page_full', 409, 'A page holds at most %s components', 'Put the rest on another page.'),
  ('page_too_large', 413, 'The page %s is larger than 1 MiB', 'Shorten it, or make two pages of it.'),
  ('preview_links_full', 409, 'A website has at most %s preview links at a time', 'Delete one that is no longer needed.'),
  ('home_page_required', 409, 'A website keeps its home page', 'Make another page the home page first, with set_home_page.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/websites/errors.sql
--! Included functions/tenancy/person_can_on.sql
-- What somebody left behind (a scheduled publication, a preview link) holds as long as they do.
create or replace function private.person_can_on(p_user uuid, p_permission public.app_permission, p_tenant uuid, p_website uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.users u
    cross join lateral private.membership(u.id, p_tenant) m
    where u.id = p_user and u.status <> 'disabled' and u.deleted_at is null
      and p_permission::text = any (string_to_array(m.permissions, ','))
      and (m.is_member or coalesce(m.websites -> p_permission::text ? p_website::text, false)))
$$;
comment on function private.person_can_on(uuid, public.app_permission, uuid, uuid) is
  'Whether a person, not the request, holds the permission on a website now; reads membership, which clients can''t.';
revoke all on function private.person_can_on(uuid, public.app_permission, uuid, uuid) from public;
--! EndIncluded functions/tenancy/person_can_on.sql
--! Included functions/websites/draft.sql
-- What publishing freezes and a preview shows: the website as it is now. Each is one statement,
-- so that what it answers was true at one moment.

create or replace function private.draft_site(p_tenant uuid, p_website uuid) returns json
language sql stable security definer set search_path = ''
as $$
  select json_build_object(
    'name', w.name,
    'locale', t.locale,
    'branding', w.branding_config,
    'seoDefaults', w.seo_defaults,
    'favicon', w.favicon_url,
    'analytics', w.analytics_enabled,
    'navigation', (
      select coalesce(
        json_agg(json_build_object('label', coalesce(p.nav_label, p.title), 'href', p.slug, 'is_home', p.is_home)
          order by p.nav_order, p.is_home desc, p.created_at, p.slug), '[]')
      from public.pages p
      where p.tenant_id = w.tenant_id and p.website_id = w.id and p.status = 'published' and p.show_in_nav),
    'home', '/')
  from public.websites w
  join public.tenants t on t.id = w.tenant_id
  where w.tenant_id = p_tenant and w.id = p_website
$$;
comment on function private.draft_site(uuid, uuid) is 'What all pages of a website share, as visitors get it; reads what the publisher need not be able to.';
revoke all on function private.draft_site(uuid, uuid) from public;

-- One pass over the components makes both what visitors read and what editors can go back to
-- (whole rows turned into JSON at once: half the time of building objects and collecting them).
create or replace function private.draft_pages(p_tenant uuid, p_website uuid, p_slug text default null)
returns table (page_id uuid, slug text, title text, is_home boolean, show_in_nav boolean, status public.page_status, content json, complete jsonb)
language sql stable rows 10 security definer set search_path = ''
as $$
  select p.id, p.slug, p.title, p.is_home, p.show_in_nav and p.status = 'published', p.status,
    json_build_object(
      'id', p.id, 'title', p.title, 'slug', p.slug, 'is_home', p.is_home,
      'show_in_nav', p.show_in_nav and p.status = 'published',
      'seo_meta', p.seo_meta, 'page_config', p.page_config, 'components', coalesce(c.visible, '[]')),
    coalesce(c.complete, '[]')
  from public.pages p
  cross join lateral (
    select
      json_agg(v order by v.order_key) filter (where c.is_visible) as visible,
      to_jsonb(array_agg(e order by e.order_key)) as complete
    from public.components c
    -- whom a form writes to is nobody's business
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible,
      case when c.type = 'contact_form' then c.props - 'recipient_email' else c.props end as props) v
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props) e
    where c.tenant_id = p.tenant_id and c.page_id = p.id
  ) c
  where p.tenant_id = p_tenant and p.website_id = p_website and (p_slug is null or p.slug = p_slug)
$$;
comment on function private.draft_pages(uuid, uuid, text) is
  'A website''s pages, or the one at p_slug: content as visitors get it, and complete, all components as editors have them. Reads what neither publisher nor visitor can.';
revoke all on function private.draft_pages(uuid, uuid, text) from public;
--! EndIncluded functions/websites/draft.sql
--! Included functions/websites/deployments.sql
-- Triggers of deployments and deployment_pages (S2, S3, S4): a plain insert publishes.

-- Publishing and rolling back need the same: a website of this tenant, locked, that may be public.
create or replace function private.lock_for_publishing(p_tenant uuid, p_website uuid, p_for uuid default null) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website public.websites;
  v_status public.tenant_status;
begin
  if p_for is not null and not private.person_can_on(p_for, 'site.publish', p_tenant, p_website)
     or p_for is null and current_setting('role', true) in ('authenticated', 'platform_admin') and not private.can_on('site.publish', p_website) then
    perform private.fail('forbidden', 'site.publish');
  end if;
  select * into v_website from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  select t.status into v_status from public.tenants t where t.id = p_tenant;
  if v_status = 'pending' then perform private.fail('email_not_confirmed'); end if;
  if v_status <> 'active' then perform private.fail('tenant_' || v_status); end if;
  return v_website;
end
$$;
comment on function private.lock_for_publishing(uuid, uuid, uuid) is
  'Checks site.publish on this very website, of the request or (p_for) of the person who scheduled it, and locks it, which a publisher may not be able to. Raises PT403 forbidden, email_not_confirmed, tenant_suspended or website_suspended, PT404, PT409 website_archived.';
revoke all on function private.lock_for_publishing(uuid, uuid, uuid) from public;

create or replace function private.begin_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  -- no client chooses an id: one that was scheduled is what was scheduled
  v_scheduled_by uuid := (
    select s.scheduled_by from public.scheduled_publications s
    where s.tenant_id = new.tenant_id and s.id = new.id and s.website_id = new.website_id and s.status = 'pending');
begin
  perform private.lock_for_publishing(new.tenant_id, new.website_id, v_scheduled_by);
  -- after the website its pages: what navigation says of them is still so when they are frozen
  perform from public.pages p where p.tenant_id = new.tenant_id and p.website_id = new.website_id order by p.id for share;

  new.deployed_by := coalesce(v_scheduled_by, private.uid());
  new.deployed_at := clock_timestamp();
  new.site := private.draft_site(new.tenant_id, new.website_id);

  -- after the lock, so that of two publishers the second demotes the first
  new.is_live := true;
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.begin_deployment() is
  'Before insert of a deployment: checks everything itself and fills in everything but the notes, so that a client can neither forge a deployment nor publish less than there is. Raises what lock_for_publishing raises.';
revoke all on function private.begin_deployment() from public;

-- Asked of what was frozen, so that nothing slips in between; and of what was frozen on a
-- larger plan, before it goes live again.
create or replace function private.check_frozen_plan(p_tenant uuid, p_deployment uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select t.* into v_type
  from public.component_types t
  where t.required_plan is not null and not private.plan_suffices(p_tenant, t.required_plan)
    and exists (
      select from public.deployment_pages p
      where p.tenant_id = p_tenant and p.deployment_id = p_deployment
        -- a component's own key stands without a space; one within its props would have one
        and strpos(p.content::text, '"type":' || to_json(t.type)) > 0)
  limit 1;
  if found then perform private.fail('plan_required', v_type.label, v_type.required_plan); end if;
end
$$;
comment on function private.check_frozen_plan(uuid, uuid) is
  'Whether the tenant''s plan has every component type a deployment shows, whatever the caller can see. Raises PT402 plan_required.';
revoke all on function private.check_frozen_plan(uuid, uuid) from public;

create or replace function private.freeze_pages() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  c_kept constant integer := 100;
  v_title text;
begin
  with page as materialized (
    select p.* from private.draft_pages(new.tenant_id, new.website_id) p where p.status in ('published', 'hidden')
  ), frozen as (
    insert into public.deployment_pages (tenant_id, deployment_id, website_id, page_id, slug, title, is_home, show_in_nav, content)
    select new.tenant_id, new.id, new.website_id, p.page_id, p.slug, p.title, p.is_home, p.show_in_nav, p.content
    from page p
  )
  insert into public.page_versions (tenant_id, website_id, page_id, saved_by, content_snapshot, trigger)
  select new.tenant_id, new.website_id, p.page_id, new.deployed_by, p.complete, 'pre_publish'
  from page p;
  -- asked of what was frozen: editing takes no lock of the website
  if not exists (
    select from public.deployment_pages p where p.tenant_id = new.tenant_id and p.deployment_id = new.id and p.slug = '/'
  ) then
    perform private.fail('no_published_home_page');
  end if;
  perform private.check_frozen_plan(new.tenant_id, new.id);

  -- every visit reads one whole; lengths are known without reading
  select p.title into v_title from public.deployment_pages p
  where p.tenant_id = new.tenant_id and p.deployment_id = new.id and octet_length(p.content::text) > 1048576 limit 1;
  if found then perform private.fail('page_too_large', v_title); end if;

  update public.websites w
  set status = 'published', published_at = coalesce(w.published_at, new.deployed_at), last_deployed_at = new.deployed_at
  where w.tenant_id = new.tenant_id and w.id = new.website_id;
  perform private.sync_hosts(new.tenant_id, new.website_id);
  -- publishing again and again must not fill the disk; the website's lock is held
  delete from public.deployments d
  where d.tenant_id = new.tenant_id and not d.is_live and d.id = any (array(
    select o.id from public.deployments o
    where o.tenant_id = new.tenant_id and o.website_id = new.website_id
    order by o.deployed_at desc offset c_kept));
  perform private.record_audit('website.published', 'website', new.website_id,
    jsonb_strip_nulls(jsonb_build_object('deployment_id', new.id, 'notes', new.notes,
      'scheduled_by', case when private.uid() is null then new.deployed_by end)), new.tenant_id);
  return null;
end
$$;
comment on function private.freeze_pages() is
  'After insert of a deployment: freezes every published or hidden page, saves a version of each, serves them, and keeps the newest hundred deployments and the live one; reads and writes what the publisher need not be able to. Raises PT402 plan_required, PT409 no_published_home_page, PT413 page_too_large.';
revoke all on function private.freeze_pages() from public;

create or replace function private.switch_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_for_publishing(new.tenant_id, new.website_id);
  perform private.check_frozen_plan(new.tenant_id, new.id);
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.switch_deployment() is 'Before a deployment becomes live again: the live one steps down, under the website''s lock, whatever the caller can see.';
revoke all on function private.switch_deployment() from public;

create or replace function private.announce_rollback() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.tenant_id, new.website_id);
  perform private.record_audit('website.rolled_back', 'website', new.website_id,
    jsonb_build_object('deployment_id', new.id, 'deployed_at', new.deployed_at), new.tenant_id);
  return null;
end
$$;
comment on function private.announce_rollback() is 'After a deployment became live again: visitors get it, and the audit log says so.';
revoke all on function private.announce_rollback() from public;

create or replace function private.require_live_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the website may be going away with its deployments
  if exists (select from public.websites w where w.tenant_id = old.tenant_id and w.id = old.website_id)
     and not exists (
       select from public.deployments d
       where d.tenant_id = old.tenant_id and d.website_id = old.website_id and d.is_live) then
    perform private.fail('conflict', 'a published website always has one live deployment');
  end if;
  return null;
end
$$;
comment on function private.require_live_deployment() is 'At commit, after the live deployment stepped down or went: another one is live, whatever the caller can see. Raises PT409 conflict.';
revoke all on function private.require_live_deployment() from public;

create or replace trigger _200_keep before update of tenant_id, id, website_id, deployed_by, site, notes, deployed_at on public.deployments
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'deployed_by', 'site', 'notes', 'deployed_at');
create or replace trigger _300_begin before insert on public.deployments
  for each row execute function private.begin_deployment();
create or replace trigger _300_switch before update of is_live on public.deployments
  for each row when (new.is_live and not old.is_live) execute function private.switch_deployment();
create or replace trigger _700_freeze after insert on public.deployments
  for each row execute function private.freeze_pages();
create or replace trigger _700_rolled_back after update of is_live on public.deployments
  for each row when (new.is_live and not old.is_live) execute function private.announce_rollback();

-- "create or replace" does not exist for constraint triggers
drop trigger if exists _950_live_left on public.deployments;
create constraint trigger _950_live_left after update of is_live on public.deployments
  deferrable initially deferred for each row when (old.is_live and not new.is_live) execute function private.require_live_deployment();
drop trigger if exists _950_live_deleted on public.deployments;
create constraint trigger _950_live_deleted after delete on public.deployments
  deferrable initially deferred for each row when (old.is_live) execute function private.require_live_deployment();

create or replace trigger _100_frozen before update on public.deployment_pages
  for each row execute function private.refuse_change();
--! EndIncluded functions/websites/deployments.sql
--! Included functions/websites/publish_website.sql
-- S3. Now: the triggers of deployments do the work, for whoever inserts one. Later: a row that
-- maintenance turns into a deployment when its time has come; scheduling again moves it.
create or replace function private.schedule_publication(p_website uuid, p_notes text, p_at timestamptz) returns public.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_scheduled public.scheduled_publications;
  v_deployment public.deployments;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- what would refuse it now need not wait until then to be told
  perform private.lock_for_publishing(v_tenant, p_website);
  if (p_at > now() and p_at <= now() + interval '1 year') is not true then
    perform private.fail('invalid_input', 'at (expected a moment within the next year)');
  end if;
  insert into public.scheduled_publications as s (tenant_id, website_id, publish_at, notes, scheduled_by)
  values (v_tenant, p_website, p_at, p_notes, private.uid())
  on conflict (tenant_id, website_id) where status = 'pending' do update
    set publish_at = excluded.publish_at, notes = excluded.notes, scheduled_by = excluded.scheduled_by
  returning * into v_scheduled;
  perform private.record_audit('website.publication_scheduled', 'website', p_website,
    jsonb_strip_nulls(jsonb_build_object('deployment_id', v_scheduled.id, 'publish_at', p_at, 'notes', p_notes)), v_tenant);

  v_deployment.tenant_id := v_tenant;
  v_deployment.id := v_scheduled.id;
  v_deployment.website_id := p_website;
  v_deployment.deployed_by := v_scheduled.scheduled_by;
  v_deployment.site := '{}';
  v_deployment.is_live := false;
  v_deployment.notes := v_scheduled.notes;
  v_deployment.deployed_at := v_scheduled.publish_at;
  return v_deployment;
end
$$;
comment on function private.schedule_publication(uuid, text, timestamptz) is
  'Writes a website''s one pending publication, which no client may, and answers the deployment it will be. Raises PT400 invalid_input, PT401 and what lock_for_publishing raises.';
revoke all on function private.schedule_publication(uuid, text, timestamptz) from public;
grant execute on function private.schedule_publication(uuid, text, timestamptz) to authenticated;

create or replace function public.publish_website(website uuid, notes text default null, at timestamptz default null) returns public.deployments
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_deployment public.deployments;
begin
  if publish_website.at is not null then
    return private.schedule_publication(publish_website.website, publish_website.notes, publish_website.at);
  end if;
  insert into public.deployments (website_id, notes) values (publish_website.website, publish_website.notes) returning * into v_deployment;
  return v_deployment;
end
$$;
comment on function public.publish_website(uuid, text, timestamptz) is
  'Freezes the website as it is and makes that what visitors see. With at, a moment within the next year: as it is then, if you may still publish it then; the answer is the deployment that will be (not live, nothing in it), scheduled_publications tells what came of it, and scheduling again moves it. Errors: PT400 invalid_input, PT402 plan_required, PT403 forbidden (needs site.publish), email_not_confirmed or website_suspended, PT404, PT409 website_archived or no_published_home_page, PT413 page_too_large.';
revoke all on function public.publish_website(uuid, text, timestamptz) from public;
grant execute on function public.publish_website(uuid, text, timestamptz) to authenticated;
--! EndIncluded functions/websites/publish_website.sql
--! Included functions/websites/cancel_publication.sql
create or replace function private.cancel_publication(p_website uuid) returns public.scheduled_publications
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_scheduled public.scheduled_publications;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('site.publish', p_website) then perform private.fail('forbidden', 'site.publish'); end if;
  -- the website first: one that is being published just now is past canceling
  perform private.lock_website(v_tenant, p_website);
  update public.scheduled_publications s set status = 'canceled', finished_at = clock_timestamp()
  where s.tenant_id = v_tenant and s.website_id = p_website and s.status = 'pending'
  returning * into v_scheduled;
  if not found then perform private.fail('not_found', 'scheduled publication'); end if;
  perform private.record_audit('website.publication_canceled', 'website', p_website,
    jsonb_build_object('deployment_id', v_scheduled.id, 'publish_at', v_scheduled.publish_at), v_tenant);
  return v_scheduled;
end
$$;
comment on function private.cancel_publication(uuid) is 'Ends a website''s pending publication, which no client may write. Raises PT403 forbidden, PT404.';
revoke all on function private.cancel_publication(uuid) from public;
grant execute on function private.cancel_publication(uuid) to authenticated;

create or replace function public.cancel_publication(website uuid) returns public.scheduled_publications
language sql volatile security invoker set search_path = ''
as $$
  select private.cancel_publication(website)
$$;
comment on function public.cancel_publication(uuid) is
  'The website is not published at the scheduled time. Errors: PT403 forbidden (needs site.publish), PT404 (nothing is scheduled).';
revoke all on function public.cancel_publication(uuid) from public;
grant execute on function public.cancel_publication(uuid) to authenticated;
--! EndIncluded functions/websites/cancel_publication.sql
--! Included functions/websites/maintain_publications.sql
-- Publishes what is due, each by itself: what fails is recorded where the team sees it, and
-- keeps nobody else waiting. Whoever holds a website is publishing or restoring it: it is left
-- for the next time, so that two maintenances at once neither wait nor publish twice.
--  1. The website is locked before its publication, like everywhere.
--  2. Still due: canceled, moved or published since it was found, it is not.
--  3. Published as anybody would, by the trigger's rules for the person who scheduled it.
create or replace function private.maintain_publications() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_at_once constant integer := 50;
  v_due record;
  v_done bigint := 0;
  v_state text;
  v_message text;
  v_reason text;
begin
  for v_due in
    select s.tenant_id, s.id, s.website_id, s.notes
    from (
      select * from public.scheduled_publications s
      where s.status = 'pending' and s.publish_at <= now() order by s.publish_at limit c_at_once) s
    order by s.tenant_id, s.website_id
  loop
    -- 1.
    perform from public.websites w where w.tenant_id = v_due.tenant_id and w.id = v_due.website_id for no key update skip locked;
    continue when not found;
    -- 2.
    perform from public.scheduled_publications s
    where s.tenant_id = v_due.tenant_id and s.id = v_due.id and s.status = 'pending' and s.publish_at <= clock_timestamp() for update;
    continue when not found;
    -- 3.
    begin
      insert into public.deployments (tenant_id, id, website_id, notes) values (v_due.tenant_id, v_due.id, v_due.website_id, v_due.notes);
      update public.scheduled_publications s set status = 'published', finished_at = clock_timestamp()
      where s.tenant_id = v_due.tenant_id and s.id = v_due.id;
    exception
      when deadlock_detected or lock_not_available or serialization_failure then
        continue; -- the next time
      when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_reason = pg_exception_detail;
        if v_state not like 'PT4__' then
          raise warning 'scheduled publication %: % (%)', v_due.id, v_message, v_state;
          select 'internal', e.message into v_reason, v_message from private.errors e where e.reason = 'internal';
        end if;
        update public.scheduled_publications s set status = 'failed', finished_at = clock_timestamp(), reason = v_reason, error = left(v_message, 500)
        where s.tenant_id = v_due.tenant_id and s.id = v_due.id;
        perform private.record_audit('website.publication_failed', 'website', v_due.website_id,
          jsonb_build_object('deployment_id', v_due.id, 'reason', v_reason), v_due.tenant_id);
    end;
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_publications() is
  'Publishes the websites whose scheduled time has come, at most fifty a call, in any tenant; answers how many were published or failed. Safe to run twice and in two places at once.';
revoke all on function private.maintain_publications() from public;
--! EndIncluded functions/websites/maintain_publications.sql
--! Included functions/websites/scheduled_publications.sql
-- Triggers of scheduled_publications.
create or replace trigger _100_timestamps before update on public.scheduled_publications
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, created_at on public.scheduled_publications
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'created_at');
--! EndIncluded functions/websites/scheduled_publications.sql
--! Included functions/websites/open_page.sql
-- S5: what lets somebody into a page with a password, published or in a preview.

-- A page that was opened stays open to that visitor for a day: a text that only this database can
-- have made, signed with the hash, so that another password ends it and nothing has to be kept.
create or replace function private.page_pass(p_page uuid, p_hash text, p_until bigint) returns text
language sql immutable security invoker set search_path = ''
as $$
  select p_until || '.' || encode(extensions.hmac(p_page || '.' || p_until, p_hash, 'sha256'), 'hex')
$$;
comment on function private.page_pass(uuid, text, bigint) is 'What opens a page again until p_until (seconds since 1970), as long as its password stays the same.';
revoke all on function private.page_pass(uuid, text, bigint) from public;

create or replace function private.open_page(p_page uuid, p_hash text, p_password text, p_pass text, out status integer, out pass text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now bigint := extract(epoch from clock_timestamp())::bigint;
  v_until bigint := substring(p_pass from '^([0-9]{1,12})[.]')::bigint;
begin
  if v_until between v_now and v_now + 86400
     -- hashes are compared, so that time tells nothing of the text
     and private.token_hash(p_pass) = private.token_hash(private.page_pass(p_page, p_hash, v_until)) then
    status := 200;
  elsif p_password is null then
    status := 401;
  -- guessing costs (A10): by address first, so that one guesser does not use up everybody's attempts
  elsif not (private.consume_rate_limit(
            concat_ws(' ', 'unlock_page', p_page, coalesce(private.client_network(), '-')), 10, 0.1)).allowed
     or not (private.consume_rate_limit(concat_ws(' ', 'unlock_page', p_page), 100, 1)).allowed then
    status := 429;
  elsif extensions.crypt(left(p_password, 200), p_hash) <> p_hash then
    status := 401;
  else
    status := 200;
    pass := private.page_pass(p_page, p_hash, v_now + 86400);
  end if;
end
$$;
comment on function private.open_page(uuid, text, text, text) is
  'Compares a password or a pass with a page''s hash, which no visitor may read: 200, 401 or 429, and for a right password the pass. Null for p_password counts no guess.';
revoke all on function private.open_page(uuid, text, text, text) from public;
--! EndIncluded functions/websites/open_page.sql
--! Included functions/websites/visit.sql
-- S5: the one way the public reads. Host and path lead to the live deployment's page by
-- index probes; nothing here reads a draft.
--  1. The directory names the host's live deployment and whether it is served; the page,
--     what all pages share and a password's hash follow by their keys, in one query.
--  2. Not served: 403 where somebody suspended it, else 404, and nothing more.
--  3. A page with a password is withheld: answered, not raised, so that what an attempt
--     has cost is not rolled back (A10).
create or replace function private.visit(p_host text, p_path text, p_password text, p_pass text default null) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_host text := rtrim(lower(split_part(p_host, ':', 1)), '.');
  v_path text := '/' || btrim(p_path, '/');
  v_tenant uuid;
  v_serving boolean;
  v_hash text;
  v_visit public.live_page;
  v_refused public.live_page;
begin
  -- 1.
  select h.tenant_id, h.serving, h.object_id, h.deployment_id, p.page_id, d.site, p.content, w.password_hash
  into v_tenant, v_serving, v_visit.website_id, v_visit.deployment_id, v_visit.page_id, v_visit.site, v_visit.page, v_hash
  from private.directory h
  left join public.deployments d on d.tenant_id = h.tenant_id and d.id = h.deployment_id
  left join public.deployment_pages p on p.tenant_id = h.tenant_id and p.deployment_id = h.deployment_id and p.slug = v_path
  left join private.page_passwords w on w.tenant_id = p.tenant_id and w.page_id = p.page_id
  where h.kind = 'host' and h.key = v_host;

  -- 2.
  if v_serving is not true then
    v_refused.status := case when exists (
      select from public.websites w join public.tenants t on t.id = w.tenant_id
      where w.tenant_id = v_tenant and w.id = v_visit.website_id
        and (w.status = 'suspended' or w.status = 'published' and t.status = 'suspended'))
    then 403 else 404 end;
    return v_refused;
  end if;
  v_visit.status := case when v_visit.page_id is null then 404 else 200 end;
  if v_hash is null then return v_visit; end if;

  -- 3.
  select o.status, o.pass into v_visit.status, v_visit.pass from private.open_page(v_visit.page_id, v_hash, p_password, p_pass) o;
  if v_visit.status <> 200 then v_visit.page := null; end if;
  return v_visit;
end
$$;
comment on function private.visit(text, text, text, text) is
  'Reads the directory, the live deployment and the hash for visitors, who may read no table, and gives out that one page and nothing else. Null for p_password asks without one and writes nothing.';
revoke all on function private.visit(text, text, text, text) from public;
grant execute on function private.visit(text, text, text, text) to anon, authenticated, service_role;
--! EndIncluded functions/websites/visit.sql
--! Included functions/websites/live_page.sql
create or replace function public.live_page(host text, path text) returns public.live_page
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.visit(host, path, null);
end
$$;
comment on function public.live_page(text, text) is
  'What a visit to this host and path shows, as last published. status: 200 with the page; 401 the page needs a password (unlock_page); 403 suspended; 404 no such page (site is there) or no such site. Never raises.';
revoke all on function public.live_page(text, text) from public;
grant execute on function public.live_page(text, text) to anon, authenticated, service_role;
--! EndIncluded functions/websites/live_page.sql
--! Included functions/websites/unlock_page.sql
create or replace function public.unlock_page(host text, path text, password text default null, pass text default null) returns public.live_page
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_visit public.live_page := private.visit(host, path, password, pass);
begin
  perform set_config('response.status', v_visit.status::text, true);
  return v_visit;
end
$$;
comment on function public.unlock_page(text, text, text, text) is
  'live_page for a page that needs a password, or the pass that a right password was answered with: it opens the page for a day, or until the password changes. status, also as HTTP status: 200 with the page, 401 wrong password, 429 too many attempts (10 an address, one more every 10 s), 403 and 404 as live_page. Never raises.';
revoke all on function public.unlock_page(text, text, text, text) from public;
grant execute on function public.unlock_page(text, text, text, text) to anon, authenticated, service_role;
--! EndIncluded functions/websites/unlock_page.sql
--! Included functions/websites/preview_links.sql
-- Triggers of preview_links: the token leads somewhere exactly as long as its link is there.
create or replace function private.release_preview_token() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.directory d where d.kind = 'preview' and d.tenant_id = old.tenant_id and d.object_id = old.id;
  return null;
end
$$;
comment on function private.release_preview_token() is 'After a preview link is revoked or gone: its token, in a table no client may see, leads nowhere.';
revoke all on function private.release_preview_token() from public;

create or replace trigger _200_keep before update on public.preview_links
  for each row execute function private.refuse_change();
create or replace trigger _800_released after delete on public.preview_links
  for each row execute function private.release_preview_token();
create or replace trigger _900_audit_created after insert on public.preview_links
  for each row execute function private.audit('preview_link', 'preview_link.created');
create or replace trigger _900_audit_deleted after delete on public.preview_links
  for each row execute function private.audit('preview_link', 'preview_link.deleted');

create or replace function private.maintain_preview_links() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with gone as (
    delete from public.preview_links l
    using (
      select e.tenant_id, e.id from public.preview_links e
      where e.expires_at <= now() order by e.expires_at limit 1000 for update skip locked) e
    where l.tenant_id = e.tenant_id and l.id = e.id
    returning 1
  )
  select count(*) from gone
$$;
comment on function private.maintain_preview_links() is 'Removes preview links that have expired, of any tenant, at most a thousand a call; answers how many. They open nothing from the moment they expire, removed or not.';
revoke all on function private.maintain_preview_links() from public;
--! EndIncluded functions/websites/preview_links.sql
--! Included functions/websites/create_preview_link.sql
-- The draft for somebody without an account. The token is 32 random bytes, which nobody makes up;
-- only its hash is kept, so that it can be revoked and not be read.
create or replace function private.create_preview_link(p_website uuid, p_expires_in interval) returns public.issued_preview_link
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most constant integer := 20;
  v_tenant uuid := private.tenant_id();
  v_website public.websites;
  v_link public.preview_links;
  v_token text := encode(extensions.gen_random_bytes(32), 'hex');
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('content.write', p_website) then perform private.fail('forbidden', 'content.write'); end if;
  if (p_expires_in between interval '1 minute' and interval '30 days') is not true then
    perform private.fail('invalid_input', 'expires_in (expected 1 minute to 30 days)');
  end if;
  -- one at a time a website, so that two at once can't both be the last
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;
  if v_website.status = 'archived' then perform private.fail('website_archived'); end if;
  if (select t.status from public.tenants t where t.id = v_tenant) = 'pending' then perform private.fail('email_not_confirmed'); end if;
  if (select count(*) from public.preview_links l
      where l.tenant_id = v_tenant and l.website_id = p_website and l.expires_at > clock_timestamp()) >= c_most then
    perform private.fail('preview_links_full', c_most::text);
  end if;

  insert into public.preview_links (tenant_id, website_id, created_by, expires_at)
  values (v_tenant, p_website, private.uid(), clock_timestamp() + p_expires_in)
  returning * into v_link;
  perform private.directory_claim('preview', private.token_hash(v_token), v_tenant, v_link.id);
  return row(v_link, v_token, v_website.subdomain || '.' || private.setting('root_domain'))::public.issued_preview_link;
end
$$;
comment on function private.create_preview_link(uuid, interval) is
  'Writes a preview link and the hash of its token, which no client may. Raises PT400 invalid_input, PT401, PT403 forbidden, email_not_confirmed or website_suspended, PT404, PT409 website_archived or preview_links_full.';
revoke all on function private.create_preview_link(uuid, interval) from public;
grant execute on function private.create_preview_link(uuid, interval) to authenticated;

create or replace function public.create_preview_link(website uuid, expires_in interval default '7 days') returns public.issued_preview_link
language sql volatile security invoker set search_path = ''
as $$
  select private.create_preview_link(website, expires_in)
$$;
comment on function public.create_preview_link(uuid, interval) is
  'A link that shows the website as it is now, unpublished changes and draft pages included, to whoever has it: https://<host>/?preview=<token>. For 1 minute to 30 days, until the link is deleted, or until you may no longer edit the website. The token is told this once. Errors: PT400 invalid_input, PT401, PT403 forbidden (needs content.write), email_not_confirmed or website_suspended, PT404, PT409 website_archived or preview_links_full.';
revoke all on function public.create_preview_link(uuid, interval) from public;
grant execute on function public.create_preview_link(uuid, interval) to authenticated;
--! EndIncluded functions/websites/create_preview_link.sql
--! Included functions/websites/preview_page.sql
-- A draft for somebody with a preview link (S5): the one other way the public reads.
--  1. The token's hash leads to the link; whoever has none is slowed down. Another website's host
--     is not where it is shown, and it counts as long as the person who made it may edit.
--  2. What is dark stays dark.
--  3. The page as it is now. One with a password keeps it.
-- Everything is answered, not raised, so that what an attempt has cost is not rolled back (A10).
create or replace function private.preview(p_host text, p_path text, p_token text, p_password text, p_pass text) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_link public.preview_links;
  v_hash text;
  v_visit public.live_page;
begin
  -- 1.
  select l.* into v_link
  from private.directory t
  join public.preview_links l on l.tenant_id = t.tenant_id and l.id = t.object_id
  join private.directory h on h.tenant_id = l.tenant_id and h.object_id = l.website_id
  where t.kind = 'preview' and t.key = private.token_hash(p_token)
    and h.kind = 'host' and h.key = rtrim(lower(split_part(p_host, ':', 1)), '.')
    and l.expires_at > clock_timestamp()
    and private.person_can_on(l.created_by, 'content.write', l.tenant_id, l.website_id);
  if not found then
    v_visit.status := case when (private.consume_rate_limit(
      concat_ws(' ', 'preview_page', coalesce(private.client_network(), '-')), 20, 0.2)).allowed then 404 else 429 end;
    return v_visit;
  end if;
  if not (private.consume_rate_limit(concat_ws(' ', 'preview_page', v_link.id), 100, 5)).allowed then
    v_visit.status := 429;
    return v_visit;
  end if;

  -- 2.
  select case
      when w.status = 'suspended' or t.status = 'suspended' then 403
      when w.status = 'archived' or t.status <> 'active' then 404
      else 200 end
  into v_visit.status
  from public.websites w join public.tenants t on t.id = w.tenant_id
  where w.tenant_id = v_link.tenant_id and w.id = v_link.website_id;
  if v_visit.status <> 200 then return v_visit; end if;

  -- 3.
  v_visit.website_id := v_link.website_id;
  v_visit.site := private.draft_site(v_link.tenant_id, v_link.website_id);
  select p.page_id, p.content, w.password_hash into v_visit.page_id, v_visit.page, v_hash
  from private.draft_pages(v_link.tenant_id, v_link.website_id, '/' || btrim(p_path, '/')) p
  left join private.page_passwords w on w.tenant_id = v_link.tenant_id and w.page_id = p.page_id;
  if not found then
    v_visit.status := 404;
  elsif v_hash is not null then
    select o.status, o.pass into v_visit.status, v_visit.pass from private.open_page(v_visit.page_id, v_hash, p_password, p_pass) o;
    if v_visit.status <> 200 then v_visit.page := null; end if;
  end if;
  return v_visit;
end
$$;
comment on function private.preview(text, text, text, text, text) is
  'Reads one page of a draft for whoever has a valid token of that very website, and may read no table.';
revoke all on function private.preview(text, text, text, text, text) from public;
grant execute on function private.preview(text, text, text, text, text) to anon, authenticated, service_role;

create or replace function public.preview_page(host text, path text, token text, password text default null, pass text default null) returns public.live_page
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_visit public.live_page := private.preview(host, path, token, password, pass);
begin
  perform set_config('response.status', v_visit.status::text, true);
  return v_visit;
end
$$;
comment on function public.preview_page(text, text, text, text, text) is
  'What a visit to this host and path would show if the website were published now, for whoever has a preview link''s token. status, also as HTTP status: 200 with the page (deployment_id null), 401 the page needs its password too, 403 suspended, 404 no such page, host or link, or the link is over; 429 too many tries (20 an address, one more every 5 s) or views (100 a link, 5 more every second). Never raises.';
revoke all on function public.preview_page(text, text, text, text, text) from public;
grant execute on function public.preview_page(text, text, text, text, text) to anon, authenticated, service_role;
--! EndIncluded functions/websites/preview_page.sql
--! Included functions/websites/create_website.sql
-- What a new website begins with: the pages of a template, or a published home page (a draft
-- one would leave the first publish without /) and the five components of a first impression.
create or replace function private.create_website_for(p_tenant uuid, p_name text, p_subdomain text, p_template text default null) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website uuid;
  v_page uuid;
  v_template public.website_templates;
  v_content jsonb;
begin
  if p_template is not null then
    select * into v_template from public.website_templates t where t.id = p_template;
    if not found then perform private.fail('not_found', 'template'); end if;
    -- as JSON writes it, without the quotes around it
    v_content := replace(v_template.content::text, '{{name}}', regexp_replace(to_jsonb(p_name)::text, '^"|"$', '', 'g'));
  end if;
  insert into public.websites (tenant_id, name, subdomain, template_id, branding_config, seo_defaults)
  values (p_tenant, p_name, p_subdomain, p_template, coalesce(v_content -> 'branding', '{}'), coalesce(v_content -> 'seo', '{}'))
  returning id into v_website;

  if p_template is not null then
    with page as (
      insert into public.pages (tenant_id, website_id, title, slug, status, nav_order, show_in_nav, seo_meta, page_config)
      select p_tenant, v_website, p.value ->> 'title', p.value ->> 'slug', 'published', p.position,
        coalesce((p.value -> 'show_in_nav')::boolean, true), coalesce(p.value -> 'seo', '{}'), coalesce(p.value -> 'config', '{}')
      from jsonb_array_elements(v_content -> 'pages') with ordinality p (value, position)
      returning id, slug
    )
    insert into public.components (tenant_id, page_id, type, order_key, props)
    select p_tenant, page.id, c.value ->> 'type', private.nth_order_key(c.position::integer),
      -- what all pages have in common stands once
      coalesce(v_content -> 'shared' -> (c.value ->> 'type'), '{}') || coalesce(c.value -> 'props', '{}')
    from jsonb_array_elements(v_content -> 'pages') p
    join page on page.slug = p.value ->> 'slug'
    cross join jsonb_array_elements(p.value -> 'components') with ordinality c (value, position)
    order by page.slug, c.position;
    return v_website;
  end if;

  insert into public.pages (tenant_id, website_id, title, slug, status) values (p_tenant, v_website, 'Home', '/', 'published')
  returning id into v_page;
  insert into public.components (tenant_id, page_id, type, order_key, props)
  select p_tenant, v_page, t.type, private.nth_order_key(c.position::integer),
    case when t.type = 'hero' then t.default_props || jsonb_build_object('heading', p_name) else t.default_props end
  from unnest(array['navbar', 'hero', 'features', 'gallery', 'footer']) with ordinality c (type, position)
  join public.component_types t on t.type = c.type
  order by c.position;
  return v_website;
end
$$;
comment on function private.create_website_for(uuid, text, text, text) is
  'Makes a draft website in any tenant, with the pages of a template or with a home page and first components, in tables clients may not insert into. Raises PT402 quota_exceeded, PT404, PT409 taken.';
revoke all on function private.create_website_for(uuid, text, text, text) from public;

-- a0, a1 … az are the first keys that fractional indexing makes.
create or replace function private.nth_order_key(p_n integer) returns text
language sql immutable security invoker set search_path = ''
as $$
  select 'a' || substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', p_n, 1)
$$;
comment on function private.nth_order_key(integer) is 'The order key of the nth component (1 to 62) of a page that is written at once.';
revoke all on function private.nth_order_key(integer) from public;

create or replace function private.create_website(p_name text, p_template text) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_name text := btrim(p_name);
  v_id uuid;
  v_website public.websites;
begin
  if private.tenant_id() is null then perform private.fail('no_tenant'); end if;
  if not (private.can('website.create') and private.all_websites()) then perform private.fail('forbidden', 'website.create'); end if;
  if v_name is null or length(v_name) not between 1 and 120 then
    perform private.fail('invalid_input', 'name (expected 1 to 120 characters)');
  end if;
  v_id := private.create_website_for(private.tenant_id(), v_name, private.generate_slug(v_name), p_template);
  select * into v_website from public.websites w where w.tenant_id = private.tenant_id() and w.id = v_id;
  return v_website;
end
$$;
comment on function private.create_website(text, text) is 'Makes a website, which clients may not insert. Raises PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden or no_tenant, PT404.';
revoke all on function private.create_website(text, text) from public;
grant execute on function private.create_website(text, text) to authenticated;

create or replace function public.create_website(name text, template text default null) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.create_website(name, template)
$$;
comment on function public.create_website(text, text) is
  'Makes a website (draft, with a generated subdomain): with the pages of a template (an id of website_templates), or without one a home page and five components. Errors: PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden (needs website.create), PT404 (no such template).';
revoke all on function public.create_website(text, text) from public;
grant execute on function public.create_website(text, text) to authenticated;
--! EndIncluded functions/websites/create_website.sql
--! Included policies/websites/scheduled_publications.sql
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
--! EndIncluded policies/websites/scheduled_publications.sql
--! Included policies/websites/preview_links.sql
-- The team sees which links there are, never their tokens; whoever edits makes them (create_preview_link) and revokes them by deleting.
alter table public.preview_links enable row level security;
revoke all on public.preview_links from anon, authenticated, service_role, platform_admin;
grant select, delete on public.preview_links to authenticated;
grant select, delete on public.preview_links to service_role;

drop policy if exists select_member on public.preview_links;
create policy select_member on public.preview_links for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.preview_links is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists delete_member on public.preview_links;
create policy delete_member on public.preview_links for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy delete_member on public.preview_links is 'Members with content.write, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.preview_links;
create policy select_platform_admin on public.preview_links for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.preview_links is 'Platform admins read everything.';
--! EndIncluded policies/websites/preview_links.sql
--! Included policies/websites/website_templates.sql
-- The gallery is the same for everybody who builds; only migrations write it.
alter table public.website_templates enable row level security;
revoke all on public.website_templates from anon, authenticated, service_role, platform_admin;
grant select on public.website_templates to authenticated;
grant select on public.website_templates to service_role;

drop policy if exists select_anyone on public.website_templates;
create policy select_anyone on public.website_templates for select to authenticated
  using (true);
comment on policy select_anyone on public.website_templates is 'No secret: everybody named reads it.';
--! EndIncluded policies/websites/website_templates.sql
--! Included seed/website_templates/restaurant.sql
-- A neighbourhood restaurant: warm paper, dark green and terracotta; pictures are areas in these colours until there are any.
insert into public.website_templates (id, name, description, display_order, content) values ('restaurant', 'Restaurant', 'A warm site for a kitchen with a menu, a story and tables to fill.', 1, $json$
{
  "branding": {
    "colors": {
      "primary": "#a3411f",
      "secondary": "#26352c",
      "background": "#fdfaf4",
      "surface": "#f4ecdf",
      "text": "#2a211b",
      "text_muted": "#66584d",
      "accent": "#dda544",
      "danger": "#b3261e",
      "success": "#3f7d4e"
    },
    "typography": {"heading_font": "Playfair Display", "body_font": "Source Sans 3", "base_font_size": 18, "line_height": 1.6, "heading_weight": 600},
    "spacing": {"section_padding_y": "96px", "container_max_width": "1140px"},
    "border_radius": {"button": "999px", "card": "14px", "input": "8px"}
  },
  "seo": {"title_template": "%s | {{name}}", "description": "{{name}}: seasonal cooking, an honest wine list and a table with your name on it."},
  "shared": {
    "navbar": {
      "logo": {"url": "", "alt": "{{name}}", "width": 140},
      "links": [],
      "style": "sticky",
      "show_cta_button": true,
      "cta_label": "Book a table",
      "cta_href": "/visit#book",
      "mobile_breakpoint": 768
    },
    "footer": {
      "logo_url": "",
      "tagline": "Seasonal cooking, from the first asparagus to the last quince.",
      "columns": [
        {
          "heading": "The house",
          "links": [{"label": "Menu", "href": "/menu"}, {"label": "Our story", "href": "/story"}, {"label": "Visit us", "href": "/visit"}]
        },
        {"heading": "Open", "links": [{"label": "Tue–Fri, 5 pm – 11 pm", "href": "/visit"}, {"label": "Sat–Sun, noon – 11 pm", "href": "/visit"}]}
      ],
      "social_links": [{"platform": "instagram", "url": "https://instagram.com/"}, {"platform": "facebook", "url": "https://facebook.com/"}],
      "copyright": "© {{name}}",
      "show_powered_by": true
    }
  },
  "pages": [
    {
      "title": "Home",
      "slug": "/",
      "seo": {
        "title": "{{name}}: seasonal cooking, good company",
        "description": "A small kitchen that cooks with the seasons. Dinner from Tuesday to Sunday, lunch at the weekend. Book your table at {{name}}."
      },
      "components": [
        {"type": "navbar", "props": {"background_color": "transparent", "text_color": "#ffffff"}},
        {
          "type": "hero",
          "props": {
            "heading": "The season, on a plate",
            "subheading": "Forty seats, one open fire, and a menu that changes when the market does.",
            "cta_primary_label": "Book a table",
            "cta_primary_href": "/visit#book",
            "cta_secondary_label": "Tonight’s menu",
            "cta_secondary_href": "/menu",
            "background_type": "gradient",
            "text_align": "left",
            "min_height": "86vh",
            "heading_size": "7xl",
            "text_color": "#ffffff"
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "What you can count on",
            "subheading": "Three habits we have never broken.",
            "layout": "3-column",
            "items": [
              {
                "icon": "leaf",
                "title": "Nothing out of season",
                "description": "Two farms, one fisherman and a mushroom hunter tell us what we cook.",
                "icon_color": "#3f7d4e"
              },
              {
                "icon": "flame",
                "title": "Everything over fire",
                "description": "Beech wood from the valley. It gives the bread its crust and the peaches their smoke.",
                "icon_color": "#a3411f"
              },
              {
                "icon": "heart",
                "title": "Nobody is rushed",
                "description": "Your table is yours for the evening. There is always one more coffee.",
                "icon_color": "#8a5a12"
              }
            ]
          }
        },
        {
          "type": "image_text",
          "props": {
            "anchor": "menu",
            "heading": "A short menu, cooked well",
            "text": "Six starters, five mains, three desserts. We would rather do a few things every night until they are right.\n\nVegetables are never an afterthought here, and the kitchen is happy to cook around allergies.",
            "points": ["A tasting menu of five courses for the whole table", "Wines from growers we have met", "Bread baked every afternoon at four"],
            "image_url": "",
            "image_alt": "Tomatoes, burrata and basil on a stone plate",
            "image_side": "right",
            "cta_label": "Read the menu",
            "cta_href": "/menu"
          }
        },
        {
          "type": "gallery",
          "props": {
            "heading": "From the pass",
            "layout": "masonry",
            "columns": 3,
            "show_captions": true,
            "enable_lightbox": true,
            "images": [
              {"url": "", "alt": "Charred leeks with hazelnuts", "caption": "Charred leeks, hazelnuts, brown butter"},
              {"url": "", "alt": "The open fire in the kitchen", "caption": "The fire, a little before seven"},
              {"url": "", "alt": "Sea bream on a bed of fennel", "caption": "Sea bream, fennel, preserved lemon"},
              {"url": "", "alt": "The long table by the window", "caption": "The long table"},
              {"url": "", "alt": "Quince tart with bay leaf cream", "caption": "Quince tart, bay leaf cream"},
              {"url": "", "alt": "A glass of orange wine in the evening light", "caption": "Something orange to begin with"}
            ]
          }
        },
        {
          "type": "testimonials",
          "props": {
            "heading": "Kind words",
            "layout": "grid",
            "reviews": [
              {
                "name": "Helena V.",
                "rating": 5,
                "text": "The sort of place you keep to yourself for a month and then tell everyone about.",
                "source": "A guest since the first week"
              },
              {
                "name": "Tom and Ines",
                "rating": 5,
                "text": "We came for our anniversary and were treated as if it were theirs.",
                "source": "Saturday regulars"
              },
              {
                "name": "Marcus B.",
                "rating": 5,
                "text": "I still think about the leeks. I don’t even like leeks.",
                "source": "Visiting from out of town"
              }
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Hungry yet?",
            "text": "Tables for the weekend go by Wednesday. The bar keeps six seats for those who just walk in.",
            "cta_primary_label": "Book a table",
            "cta_primary_href": "/visit#book",
            "cta_secondary_label": "How to find us",
            "cta_secondary_href": "/visit",
            "style": "banner",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Menu",
      "slug": "/menu",
      "seo": {"description": "Starters, mains and desserts at {{name}}, a tasting menu for the table, and what to drink with it."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "features",
          "props": {
            "heading": "To begin",
            "subheading": "The menu as it stands this week. It will have moved on by the next.",
            "layout": "2-column",
            "items": [
              {"title": "Bread from the fire · 5", "description": "Cultured butter, smoked salt"},
              {"title": "Tomatoes and burrata · 13", "description": "Basil oil, toasted seeds"},
              {"title": "Charred leeks · 12", "description": "Hazelnuts, brown butter, a soft egg"},
              {"title": "Cured trout · 14", "description": "Cucumber, dill, horseradish cream"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "To go on",
            "layout": "2-column",
            "items": [
              {"title": "Sea bream, whole · 27", "description": "Fennel, preserved lemon, olive oil potatoes"},
              {"title": "Short rib · 29", "description": "Twelve hours, beetroot, mustard leaves"},
              {"title": "Celeriac from the embers · 22", "description": "Mushroom broth, black garlic"},
              {"title": "Handmade ravioli · 21", "description": "Ricotta, chard, lemon, too much parmesan"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "To end well",
            "layout": "2-column",
            "items": [
              {"title": "Quince tart · 10", "description": "Bay leaf cream"},
              {"title": "Chocolate, olive oil, salt · 9", "description": "Exactly what it says"}
            ]
          }
        },
        {
          "type": "pricing",
          "props": {
            "heading": "For the whole table",
            "subheading": "Tell us when you book; we do the rest.",
            "plans": [
              {
                "name": "Weekend lunch",
                "price": "$29",
                "period": "per person",
                "description": "Saturday and Sunday, noon to 3 pm",
                "features": ["Bread and two starters to share", "A main of your choice", "Coffee"],
                "cta_label": "Book lunch",
                "cta_href": "/visit#book",
                "highlighted": false
              },
              {
                "name": "Tasting menu",
                "price": "$58",
                "period": "per person",
                "description": "Five courses, chosen that morning",
                "features": ["Bread from the fire", "Two starters, a fish, a roast", "Dessert, and something after it"],
                "cta_label": "Book the tasting menu",
                "cta_href": "/visit#book",
                "highlighted": true,
                "badge": "Our favourite"
              },
              {
                "name": "With wine",
                "price": "$92",
                "period": "per person",
                "description": "The tasting menu, glass by glass",
                "features": ["Everything in the tasting menu", "Five glasses that fit", "The story behind each of them"],
                "cta_label": "Book it with wine",
                "cta_href": "/visit#book",
                "highlighted": false
              }
            ],
            "note": "Please tell us about allergies. We cook around nearly all of them."
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Our story",
      "slug": "/story",
      "seo": {"description": "How {{name}} began with a borrowed oven, and who cooks there today."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "rich_text",
          "props": {
            "heading": "It began with a borrowed oven",
            "max_width": "narrow",
            "content": "<p>The first dinner at <strong>{{name}}</strong> was for eleven people, on chairs from four different kitchens. There was one dish, and it was late. Everyone came back the next month.</p><p>We found the room two years later: a former print shop with north light, a good chimney and floors that remember where the presses stood. We built the hearth ourselves and left the floors alone.</p><blockquote>Cook what is there. Stop before it is too much.</blockquote><p>That is still all there is to it.</p>"
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [
              {"value": 40, "label": "seats, and six at the bar"},
              {"value": 11, "suffix": " km", "label": "to the farthest farm"},
              {"value": 1, "label": "fire, lit at two every day"}
            ]
          }
        },
        {
          "type": "team",
          "props": {
            "heading": "Who cooks for you",
            "subheading": "And who makes sure that you hear about it.",
            "columns": 3,
            "members": [
              {"name": "Nora Lindqvist", "role": "Head chef", "bio": "Reads seed catalogues in bed.", "photo_url": ""},
              {"name": "Joaquín Reyes", "role": "Fire and bread", "bio": "First in, last to admit that he is tired.", "photo_url": ""},
              {"name": "Amélie Okoye", "role": "Host and wine", "bio": "Remembers what you drank last time.", "photo_url": ""}
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Come and sit with us",
            "text": "Dinner from Tuesday to Sunday. Lunch at the weekend.",
            "cta_primary_label": "Book a table",
            "cta_primary_href": "/visit#book",
            "style": "card",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Visit",
      "slug": "/visit",
      "seo": {"description": "Opening hours, address and bookings at {{name}}."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "contact_form",
          "props": {
            "anchor": "book",
            "heading": "Book a table",
            "subheading": "For up to eight. If you are more, call us and we will move some furniture.",
            "recipient_email": "",
            "fields": [
              {"name": "name", "label": "Your name", "type": "text", "required": true},
              {"name": "email", "label": "E-mail", "type": "email", "required": true},
              {"name": "date", "label": "Date", "type": "date", "required": true},
              {
                "name": "guests",
                "label": "Guests",
                "type": "select",
                "required": true,
                "options": ["Two", "Three", "Four", "Five or six", "Seven or eight"]
              },
              {
                "name": "message",
                "label": "Anything we should know?",
                "type": "textarea",
                "required": false,
                "placeholder": "Allergies, a birthday, a favourite corner"
              }
            ],
            "submit_label": "Ask for this table",
            "success_message": "Thank you! We confirm every booking by e-mail, usually within the hour.",
            "show_address": true,
            "address": "12 Printers’ Yard\nRiverside",
            "show_phone": true,
            "phone": "+1 555 010 0142",
            "show_business_hours": true,
            "business_hours": "Tuesday to Friday, 5 pm – 11 pm\nSaturday and Sunday, noon – 11 pm\nMonday we go to the market"
          }
        },
        {
          "type": "faq",
          "props": {
            "heading": "Before you come",
            "open_first": true,
            "items": [
              {"question": "Can I just walk in?", "answer": "Please do. The six seats at the bar are never booked."},
              {
                "question": "Do you cook for children?",
                "answer": "With pleasure. Half portions of anything, and pasta with butter that is on no menu."
              },
              {"question": "Is the room accessible?", "answer": "Yes: no steps from the street to your table, and a wide bathroom."},
              {"question": "May I bring my dog?", "answer": "On the terrace, always. Inside, small ones who like to sleep."}
            ]
          }
        },
        {"type": "footer", "props": {}}
      ]
    }
  ]
}
$json$)
on conflict (id) do update
  set name = excluded.name, description = excluded.description, display_order = excluded.display_order, content = excluded.content;
--! EndIncluded seed/website_templates/restaurant.sql
--! Included seed/website_templates/portfolio.sql
-- One person's work: a dark room, large letters, one warm colour.
insert into public.website_templates (id, name, description, display_order, content) values ('portfolio', 'Portfolio', 'A dark, quiet stage for the work of a designer, photographer or maker.', 2, $json$
{
  "branding": {
    "colors": {
      "primary": "#e9b949",
      "secondary": "#23262d",
      "background": "#111318",
      "surface": "#181b22",
      "text": "#f3f0ea",
      "text_muted": "#b3aea4",
      "accent": "#7fb8a4",
      "danger": "#ff8a80",
      "success": "#7fb8a4"
    },
    "typography": {"heading_font": "Space Grotesk", "body_font": "Inter", "base_font_size": 17, "line_height": 1.65, "heading_weight": 600},
    "spacing": {"section_padding_y": "104px", "container_max_width": "1200px"},
    "border_radius": {"button": "6px", "card": "10px", "input": "6px"}
  },
  "seo": {"title_template": "%s | {{name}}", "description": "{{name}}: identities, interfaces and printed things for people who care how they are seen."},
  "shared": {
    "navbar": {
      "logo": {"url": "", "alt": "{{name}}", "width": 140},
      "links": [],
      "style": "sticky",
      "show_cta_button": true,
      "cta_label": "Say hello",
      "cta_href": "/contact",
      "mobile_breakpoint": 768
    },
    "footer": {
      "logo_url": "",
      "tagline": "Available for a few good projects a year.",
      "columns": [
        {
          "heading": "Look around",
          "links": [{"label": "Work", "href": "/work"}, {"label": "About", "href": "/about"}, {"label": "Contact", "href": "/contact"}]
        }
      ],
      "social_links": [
        {"platform": "instagram", "url": "https://instagram.com/"},
        {"platform": "linkedin", "url": "https://linkedin.com/"},
        {"platform": "github", "url": "https://github.com/"}
      ],
      "copyright": "© {{name}}",
      "show_powered_by": true,
      "background_color": "#0b0c10",
      "text_color": "#f3f0ea"
    }
  },
  "pages": [
    {
      "title": "Home",
      "slug": "/",
      "seo": {
        "title": "{{name}}: design that knows when to stop",
        "description": "Selected work by {{name}}: brand identities, interfaces and books. See what was made, for whom, and why."
      },
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "hero",
          "props": {
            "heading": "Design that knows when to stop.",
            "subheading": "I’m {{name}}. I make identities, interfaces and printed things for people who care how they are seen.",
            "cta_primary_label": "See the work",
            "cta_primary_href": "/work",
            "cta_secondary_label": "About me",
            "cta_secondary_href": "/about",
            "background_type": "color",
            "background_color": "#111318",
            "text_color": "#f3f0ea",
            "text_align": "left",
            "min_height": "74vh",
            "heading_size": "7xl"
          }
        },
        {
          "type": "gallery",
          "props": {
            "anchor": "work",
            "heading": "Selected work",
            "layout": "grid",
            "columns": 2,
            "show_captions": true,
            "enable_lightbox": true,
            "images": [
              {"url": "", "alt": "Identity for a small publishing house", "caption": "Halm & Söhne, identity"},
              {"url": "", "alt": "Ticket app of a regional railway", "caption": "Nordbahn, ticket app"},
              {"url": "", "alt": "Exhibition poster in two colours", "caption": "Museum of Salt, posters"},
              {"url": "", "alt": "Packaging for a tea merchant", "caption": "Leaf & Tide, packaging"}
            ]
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [
              {"value": 12, "suffix": " years", "label": "of practice"},
              {"value": 64, "label": "finished projects"},
              {"value": 9, "label": "clients who came back"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "How I can help",
            "layout": "3-column",
            "items": [
              {"icon": "lightbulb", "title": "Identity", "description": "A name, a mark, a voice, and the few rules that keep them together."},
              {"icon": "code", "title": "Interfaces", "description": "From the first sketch to the front end. I build what I draw."},
              {"icon": "book", "title": "Print", "description": "Books, posters and packaging, with people who still own presses."}
            ]
          }
        },
        {
          "type": "testimonials",
          "props": {
            "heading": "From the other side of the table",
            "layout": "grid",
            "reviews": [
              {
                "name": "Clara Halm",
                "rating": 5,
                "text": "We asked for a logo and got an argument about who we are. It was the best money we have ever spent.",
                "source": "Halm & Söhne"
              },
              {
                "name": "Mikkel Strand",
                "rating": 5,
                "text": "Complaints about the app fell by half. Nobody noticed the design, which was the brief.",
                "source": "Nordbahn"
              }
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Have something in mind?",
            "text": "Tell me about it in three sentences. You will hear from me within two days.",
            "cta_primary_label": "Start a conversation",
            "cta_primary_href": "/contact",
            "style": "card",
            "text_align": "left"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Work",
      "slug": "/work",
      "seo": {"description": "Case studies by {{name}}: the problem, the idea and what came of it."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "image_text",
          "props": {
            "heading": "Halm & Söhne",
            "text": "A publishing house with ninety years of covers and no common thread.\n\nWe found the thread in their own archive: a single typeface, cut for them in 1934 and forgotten. Redrawn, it now carries every book.",
            "points": ["Identity and typeface", "Twenty-six covers so far", "Shortlisted for Most Beautiful Books"],
            "image_url": "",
            "image_alt": "Three book covers from one series",
            "image_side": "right"
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "Nordbahn",
            "text": "Buying a ticket took eleven taps. Now it takes three, and works in a tunnel.\n\nTwo months of riding trains, six prototypes, one very patient conductor.",
            "points": ["Research, interaction, front end", "Works offline", "4.8 out of 5 in both stores"],
            "image_url": "",
            "image_alt": "The ticket app on a phone",
            "image_side": "left"
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "Museum of Salt",
            "text": "A museum nobody could find, about something everybody has at home.\n\nWhite posters, printed with salt water that crystallised on the paper. The city noticed.",
            "points": ["Campaign and wayfinding", "Visitors up by 40 % in a year"],
            "image_url": "",
            "image_alt": "A white poster on a brick wall",
            "image_side": "right"
          }
        },
        {
          "type": "blog_grid",
          "props": {
            "heading": "Smaller things",
            "columns": 3,
            "posts": [
              {
                "title": "Leaf & Tide",
                "excerpt": "Tea tins that stack, in eleven greens.",
                "image_url": "",
                "image_alt": "",
                "category": "Packaging",
                "href": "",
                "date": "",
                "author": ""
              },
              {
                "title": "Atlas of Quiet",
                "excerpt": "A book of 120 maps with hardly anything on them.",
                "image_url": "",
                "image_alt": "",
                "category": "Book",
                "href": "",
                "date": "",
                "author": ""
              },
              {
                "title": "Kiosk 9",
                "excerpt": "Signs for the smallest cinema in town.",
                "image_url": "",
                "image_alt": "",
                "category": "Wayfinding",
                "href": "",
                "date": "",
                "author": ""
              }
            ]
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "About",
      "slug": "/about",
      "seo": {"description": "Who {{name}} is, how the work is done, and what it costs."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "rich_text",
          "props": {
            "heading": "Hello, I’m {{name}}",
            "max_width": "narrow",
            "content": "<p>I trained as a typesetter, which is to say that I learned to look at the space between things. Agencies followed, then a studio, then the decision to work alone and only on what I would have wanted to see anyway.</p><p>I take on four to six projects a year. You work with me and with nobody else, from the first conversation to the last proof.</p><h2>What I believe</h2><ul><li>A good question saves a month.</li><li>If it needs explaining, it needs redrawing.</li><li>Accessible is not a feature. It is when it is finished.</li></ul>"
          }
        },
        {
          "type": "faq",
          "props": {
            "heading": "Things people ask",
            "open_first": false,
            "items": [
              {
                "question": "What does it cost?",
                "answer": "Most identities are between 8 and 20 thousand. You get a fixed price before we begin, and it stays fixed."
              },
              {"question": "How long does it take?", "answer": "Six to twelve weeks, depending on how quickly you can say no to things."},
              {"question": "Do you work with start-ups?", "answer": "Yes, if there is something to say yet. Write to me and we will find out."}
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Shall we?",
            "text": "I read every message myself.",
            "cta_primary_label": "Get in touch",
            "cta_primary_href": "/contact",
            "style": "banner",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Contact",
      "slug": "/contact",
      "seo": {"description": "Write to {{name}} about a project, a talk or a typeface."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "contact_form",
          "props": {
            "anchor": "contact",
            "heading": "Say hello",
            "subheading": "About a project, a talk, or a typeface that you can’t place.",
            "recipient_email": "",
            "fields": [
              {"name": "name", "label": "Your name", "type": "text", "required": true},
              {"name": "email", "label": "E-mail", "type": "email", "required": true},
              {
                "name": "budget",
                "label": "Budget",
                "type": "select",
                "required": false,
                "options": ["Below 5,000", "5,000 to 15,000", "More than 15,000", "No idea yet"]
              },
              {"name": "message", "label": "What is it about?", "type": "textarea", "required": true}
            ],
            "submit_label": "Send",
            "success_message": "Thank you. You will hear from me within two days.",
            "show_address": true,
            "address": "Studio 4, Old Harbour",
            "show_phone": false,
            "phone": "",
            "show_business_hours": true,
            "business_hours": "Mostly mornings"
          }
        },
        {"type": "footer", "props": {}}
      ]
    }
  ]
}
$json$)
on conflict (id) do update
  set name = excluded.name, description = excluded.description, display_order = excluded.display_order, content = excluded.content;
--! EndIncluded seed/website_templates/portfolio.sql
--! Included seed/website_templates/business.sql
-- A company that offers services: clear, blue and brisk; what it does, what it costs, who it is.
insert into public.website_templates (id, name, description, display_order, content) values ('business', 'Business', 'A clear site for a company that offers services: what you do, what it costs, who you are.', 3, $json$
{
  "branding": {
    "colors": {
      "primary": "#1d4ed8",
      "secondary": "#0f1f43",
      "background": "#ffffff",
      "surface": "#f3f6fc",
      "text": "#141c2b",
      "text_muted": "#4e5b73",
      "accent": "#12b3a0",
      "danger": "#c62828",
      "success": "#1b8a5a"
    },
    "typography": {"heading_font": "Inter", "body_font": "Inter", "base_font_size": 17, "line_height": 1.6, "heading_weight": 700},
    "spacing": {"section_padding_y": "96px", "container_max_width": "1180px"},
    "border_radius": {"button": "10px", "card": "16px", "input": "8px"}
  },
  "seo": {"title_template": "%s | {{name}}", "description": "{{name}} takes the work off your desk: clear offers, fixed prices, and one person who answers."},
  "shared": {
    "navbar": {
      "logo": {"url": "", "alt": "{{name}}", "width": 140},
      "links": [],
      "style": "sticky",
      "show_cta_button": true,
      "cta_label": "Book a call",
      "cta_href": "/contact",
      "mobile_breakpoint": 820
    },
    "footer": {
      "logo_url": "",
      "tagline": "Good work, done when we said it would be.",
      "columns": [
        {
          "heading": "Company",
          "links": [{"label": "Services", "href": "/services"}, {"label": "Pricing", "href": "/pricing"}, {"label": "About us", "href": "/about"}]
        },
        {"heading": "Talk to us", "links": [{"label": "Contact", "href": "/contact"}, {"label": "+1 555 010 0188", "href": "tel:+15550100188"}]}
      ],
      "social_links": [{"platform": "linkedin", "url": "https://linkedin.com/"}],
      "copyright": "© {{name}}",
      "show_powered_by": true
    }
  },
  "pages": [
    {
      "title": "Home",
      "slug": "/",
      "seo": {
        "title": "{{name}}: the work off your desk",
        "description": "{{name}} helps small teams with operations, finance and everything in between. Fixed prices, and one person who answers."
      },
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "hero",
          "props": {
            "heading": "Run your business. We’ll run the rest.",
            "subheading": "{{name}} takes over the work that has to be done and that nobody has time for: books, payroll, contracts, and the phone.",
            "cta_primary_label": "Book a free call",
            "cta_primary_href": "/contact",
            "cta_secondary_label": "What we do",
            "cta_secondary_href": "/services",
            "background_type": "gradient",
            "text_align": "left",
            "min_height": "72vh",
            "heading_size": "6xl",
            "text_color": "#ffffff"
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [
              {"value": 240, "suffix": "+", "label": "teams rely on us"},
              {"value": "98", "suffix": " %", "label": "of deadlines met, last year"},
              {"value": 2, "suffix": " h", "label": "until you have an answer"}
            ]
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "One partner instead of five",
            "subheading": "Start with what hurts most. Add the rest when you are ready.",
            "layout": "3-column",
            "items": [
              {"icon": "briefcase", "title": "Bookkeeping", "description": "Every receipt in its place, every month closed by the fifth."},
              {"icon": "users", "title": "Payroll and people", "description": "Contracts, wages and holidays, right the first time."},
              {"icon": "shield", "title": "Compliance", "description": "We read the letters from the authorities, so that you can throw them away."},
              {"icon": "phone", "title": "Front office", "description": "A person answers in your name, with your calendar at hand."},
              {"icon": "zap", "title": "Automation", "description": "What happens twice a week should happen by itself."},
              {"icon": "chat", "title": "A sparring partner", "description": "A call each month about the numbers, and what to do about them."}
            ]
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "You get a person, not a ticket number",
            "text": "Your lead knows your company, your customers and your year. They have a deputy who does, too.\n\nWhen something is on fire, you call a name.",
            "points": ["A fixed monthly price, agreed beforehand", "Cancel at the end of any month", "Your data stays yours, and leaves with you"],
            "image_url": "",
            "image_alt": "Two people going through a plan at a table",
            "image_side": "left",
            "cta_label": "Meet the team",
            "cta_href": "/about"
          }
        },
        {
          "type": "testimonials",
          "props": {
            "heading": "What clients tell us",
            "layout": "grid",
            "reviews": [
              {
                "name": "Priya Nair",
                "rating": 5,
                "text": "I got my Sundays back. I had forgotten that one could have those.",
                "source": "Founder of a bakery"
              },
              {
                "name": "Oskar Brandt",
                "rating": 5,
                "text": "They found an overpayment in the first week that paid for the year.",
                "source": "Head of a carpentry"
              },
              {
                "name": "Dana Whitfield",
                "rating": 5,
                "text": "Calm, precise, and funny on the phone. What more do you want?",
                "source": "Practice manager"
              }
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Twenty minutes, no slides",
            "text": "Tell us where it hurts. We tell you honestly whether we can help.",
            "cta_primary_label": "Book a free call",
            "cta_primary_href": "/contact",
            "cta_secondary_label": "See prices",
            "cta_secondary_href": "/pricing",
            "style": "banner",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Services",
      "slug": "/services",
      "seo": {"description": "Bookkeeping, payroll, compliance and front office: what {{name}} does, and how we begin."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "image_text",
          "props": {
            "heading": "Finance that closes on time",
            "text": "We connect your bank, your shop and your receipts, and close each month by the fifth working day. You see where you stand in one page, not in forty.",
            "points": ["Bookkeeping and VAT", "Invoices and reminders", "A monthly report in plain words"],
            "image_url": "",
            "image_alt": "A chart with a rising line",
            "image_side": "right"
          }
        },
        {
          "type": "image_text",
          "props": {
            "heading": "People, looked after",
            "text": "From the first contract to the last payslip. Your team has somebody to ask, and you have one thing less to remember.",
            "points": ["Contracts and onboarding", "Payroll in eleven countries", "Holidays and sick leave"],
            "image_url": "",
            "image_alt": "A team at lunch",
            "image_side": "left"
          }
        },
        {
          "type": "features",
          "props": {
            "heading": "How we begin",
            "layout": "4-column",
            "items": [
              {"icon": "phone", "title": "1. A call", "description": "Twenty minutes. You talk, we ask."},
              {"icon": "search", "title": "2. A look", "description": "We go through what there is and tell you what we found."},
              {"icon": "check", "title": "3. A plan", "description": "What we take over, from when, at what price."},
              {"icon": "zap", "title": "4. A start", "description": "Usually two weeks later. You will hardly notice, which is the idea."}
            ]
          }
        },
        {
          "type": "cta",
          "props": {
            "heading": "Not sure what you need?",
            "text": "Most people aren’t. That is what the first call is for.",
            "cta_primary_label": "Book a free call",
            "cta_primary_href": "/contact",
            "style": "card",
            "text_align": "center"
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Pricing",
      "slug": "/pricing",
      "seo": {"description": "Fixed monthly prices at {{name}}: three packages, no small print."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "pricing",
          "props": {
            "heading": "A price you can plan with",
            "subheading": "Fixed each month. Cancel at the end of any of them.",
            "plans": [
              {
                "name": "Essentials",
                "price": "$290",
                "period": "per month",
                "description": "For one person and a lot of receipts",
                "features": ["Bookkeeping and VAT", "Monthly report", "Answers within a day"],
                "cta_label": "Start with Essentials",
                "cta_href": "/contact",
                "highlighted": false
              },
              {
                "name": "Team",
                "price": "$790",
                "period": "per month",
                "description": "For up to 20 people",
                "features": ["Everything in Essentials", "Payroll and contracts", "A lead of your own", "Answers within two hours"],
                "cta_label": "Choose Team",
                "cta_href": "/contact",
                "highlighted": true,
                "badge": "Most chosen"
              },
              {
                "name": "Office",
                "price": "$1,690",
                "period": "per month",
                "description": "When we are your back office",
                "features": ["Everything in Team", "Phone and front office", "Automation", "A call with the partners each month"],
                "cta_label": "Talk about Office",
                "cta_href": "/contact",
                "highlighted": false
              }
            ],
            "note": "Prices without tax. The first month is free if we don’t keep our dates."
          }
        },
        {
          "type": "faq",
          "props": {
            "heading": "Fair questions",
            "open_first": true,
            "items": [
              {
                "question": "Is there a minimum term?",
                "answer": "No. You can cancel at the end of each month, and we hand everything over in good order."
              },
              {"question": "What if we grow?", "answer": "You move to the next package when it pays for you. We will tell you when that is."},
              {
                "question": "Who sees our data?",
                "answer": "Your lead, their deputy, and nobody else. Everything is stored encrypted, and access is logged."
              }
            ]
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "About",
      "slug": "/about",
      "nav_label": "About",
      "seo": {"description": "The people behind {{name}}, and why we started."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "rich_text",
          "props": {
            "heading": "We started because we needed it ourselves",
            "max_width": "narrow",
            "content": "<p>Three of us ran companies before this one. We were good at what we sold and terrible at the rest, and the rest took half of the week.</p><p><strong>{{name}}</strong> is the company we would have hired: people who know the law and the software, speak plainly, and call before it is too late.</p>"
          }
        },
        {
          "type": "team",
          "props": {
            "heading": "Who you will talk to",
            "columns": 3,
            "members": [
              {"name": "Lena Fischer", "role": "Managing partner", "bio": "Closes months the way others close windows.", "photo_url": ""},
              {"name": "Samuel Osei", "role": "People and payroll", "bio": "Has read every labour law twice, for you.", "photo_url": ""},
              {"name": "Yuki Tanaka", "role": "Systems", "bio": "If it can be automated, it already is.", "photo_url": ""}
            ]
          }
        },
        {
          "type": "stats",
          "props": {
            "items": [{"value": 2016, "label": "founded"}, {"value": 38, "label": "people in two offices"}, {"value": 11, "label": "languages on the phone"}]
          }
        },
        {"type": "footer", "props": {}}
      ]
    },
    {
      "title": "Contact",
      "slug": "/contact",
      "seo": {"description": "Book a free call with {{name}}, or write to us."},
      "components": [
        {"type": "navbar", "props": {}},
        {
          "type": "contact_form",
          "props": {
            "anchor": "contact",
            "heading": "Book a free call",
            "subheading": "Leave your number and a good time. We call when we said we would.",
            "recipient_email": "",
            "fields": [
              {"name": "name", "label": "Your name", "type": "text", "required": true},
              {"name": "company", "label": "Company", "type": "text", "required": false},
              {"name": "email", "label": "E-mail", "type": "email", "required": true},
              {"name": "phone", "label": "Phone", "type": "tel", "required": true},
              {
                "name": "topic",
                "label": "What is it about?",
                "type": "select",
                "required": false,
                "options": ["Bookkeeping", "Payroll and people", "Front office", "Something else"]
              },
              {"name": "message", "label": "Anything we should know?", "type": "textarea", "required": false}
            ],
            "submit_label": "Ask for a call",
            "success_message": "Thank you! We will call you at the time you chose.",
            "show_address": true,
            "address": "48 Exchange Street\nSuite 300",
            "show_phone": true,
            "phone": "+1 555 010 0188",
            "show_business_hours": true,
            "business_hours": "Monday to Friday, 8 am – 6 pm"
          }
        },
        {"type": "footer", "props": {}}
      ]
    }
  ]
}
$json$)
on conflict (id) do update
  set name = excluded.name, description = excluded.description, display_order = excluded.display_order, content = excluded.content;
--! EndIncluded seed/website_templates/business.sql
