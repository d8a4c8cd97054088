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

--! include functions/websites/errors.sql
--! include functions/tenancy/person_can_on.sql
--! include functions/websites/draft.sql
--! include functions/websites/deployments.sql
--! include functions/websites/publish_website.sql
--! include functions/websites/cancel_publication.sql
--! include functions/websites/maintain_publications.sql
--! include functions/websites/scheduled_publications.sql
--! include functions/websites/open_page.sql
--! include functions/websites/visit.sql
--! include functions/websites/live_page.sql
--! include functions/websites/unlock_page.sql
--! include functions/websites/preview_links.sql
--! include functions/websites/create_preview_link.sql
--! include functions/websites/preview_page.sql
--! include functions/websites/create_website.sql
--! include policies/websites/scheduled_publications.sql
--! include policies/websites/preview_links.sql
--! include policies/websites/website_templates.sql
--! include seed/website_templates/restaurant.sql
--! include seed/website_templates/portfolio.sql
--! include seed/website_templates/business.sql
