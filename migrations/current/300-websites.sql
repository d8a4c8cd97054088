-- Websites, what stands on their pages, and what was published.

create type public.website_status as enum ('draft', 'published', 'archived', 'suspended');
create type public.page_status as enum ('draft', 'published', 'hidden');
create type public.page_version_trigger as enum ('auto', 'manual', 'pre_ai', 'pre_restore', 'pre_publish');
create type public.change_kind as enum ('added', 'removed', 'changed');
comment on type public.website_status is 'draft: not public; published: served; archived: dark, not counted; suspended: by a platform admin, answers 403.';
comment on type public.page_status is 'draft: in the builder only; published: part of the next deployment; hidden: likewise, but not in the navigation.';
comment on type public.page_version_trigger is 'Why a version was saved: by the timer, by hand, or before an AI edit, a restore or a publish.';
comment on type public.change_kind is 'What became of a page or component between two deployments.';

-- What a visitor gets for one host and path.
create type public.live_page as (
  status integer,
  website_id uuid,
  deployment_id uuid,
  page_id uuid,
  site json,
  page json
);
comment on type public.live_page is 'The answer to a visit: status as in HTTP (200, 401 password needed, 403 suspended, 404, 429), what all pages share, and the page.';
comment on column public.live_page.status is '200 served, 401 password needed or wrong, 403 suspended, 404 unknown, 429 too many guesses.';
comment on column public.live_page.site is 'Name, locale, branding, seoDefaults, favicon, analytics, navigation and home, as published.';
comment on column public.live_page.page is 'Title, slug, seo_meta, page_config and the visible components in order, as published.';

create table public.websites (
  tenant_id uuid not null default private.tenant_id()
    constraint websites_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  name text not null,
  description text,
  subdomain text not null,
  custom_domain text,
  domain_verified boolean not null default false,
  status public.website_status not null default 'draft',
  branding_config jsonb not null default '{}',
  seo_defaults jsonb not null default '{}',
  settings jsonb not null default '{}',
  analytics_enabled boolean not null default true,
  template_id text,
  ai_generated boolean not null default false,
  favicon_url text,
  page_count integer not null default 0,
  published_at timestamptz,
  last_deployed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint websites_pkey primary key (tenant_id, id),
  constraint websites_name_not_blank check (btrim(name) <> ''),
  constraint websites_text_lengths check (
    length(name) <= 120 and length(description) <= 1000 and length(template_id) <= 60 and length(favicon_url) <= 2048),
  constraint websites_subdomain_form check (subdomain ~ '^[a-z0-9](-?[a-z0-9])*$' and length(subdomain) between 3 and 63),
  constraint websites_subdomain_not_reserved check (subdomain not in (
    'www', 'api', 'app', 'admin', 'mail', 'smtp', 'imap', 'ftp', 'dns', 'ns1', 'ns2', 'auth', 'login', 'account', 'accounts',
    'billing', 'blog', 'cdn', 'assets', 'static', 'media', 'dashboard', 'docs', 'help', 'support', 'status', 'graphql',
    'functions', 'storage', 'realtime', 'staging', 'dev', 'test', 'internal', 'root', 'localhost', 'webmaster', 'postmaster')),
  constraint websites_custom_domain_form check (
    custom_domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$' and length(custom_domain) <= 253),
  constraint websites_domain_verified_needs_domain check (custom_domain is not null or not domain_verified),
  constraint websites_favicon_url_http check (favicon_url ~ '^https?://'),
  constraint websites_branding_config_object check (jsonb_typeof(branding_config) = 'object' and pg_column_size(branding_config) <= 16384 and private.plain_numbers(branding_config)),
  constraint websites_seo_defaults_object check (jsonb_typeof(seo_defaults) = 'object' and pg_column_size(seo_defaults) <= 16384 and private.plain_numbers(seo_defaults)),
  constraint websites_settings_object check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 16384 and private.plain_numbers(settings)),
  constraint websites_page_count_not_negative check (page_count >= 0),
  constraint websites_published_once_deployed check (status <> 'published' or published_at is not null)
);
alter table public.websites enable row level security;
comment on table public.websites is 'A site with its own address, pages, branding and publishing history. Archived, never deleted, while its tenant lives.';
comment on column public.websites.name is 'Shown in the dashboard, and to visitors as the site''s name.';
comment on column public.websites.description is 'For the team only.';
comment on column public.websites.subdomain is 'Made from the name, unique, immutable: the site is served at <subdomain>.<root domain>.';
comment on column public.websites.custom_domain is 'The tenant''s own host name; served once domain_verified.';
comment on column public.websites.status is 'Set by publishing, archive_website, restore_website and platform admins.';
comment on column public.websites.branding_config is 'Colours, typography, logo, spacing; become CSS custom properties of every page.';
comment on column public.websites.seo_defaults is 'For pages without their own: title_template, description, og_image.';
comment on column public.websites.settings is 'The builder''s own settings of this site; never public.';
comment on column public.websites.analytics_enabled is 'Whether pages carry the tracking snippet.';
comment on column public.websites.template_id is 'Which starter template it came from.';
comment on column public.websites.ai_generated is 'Whether its first content came from the AI.';
comment on column public.websites.page_count is 'Pages it has, kept by trigger; the plan limits it.';
comment on column public.websites.published_at is 'First publish; never reset.';
comment on column public.websites.last_deployed_at is 'Latest publish.';

create table public.pages (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  title text not null,
  slug text not null,
  status public.page_status not null default 'draft',
  is_home boolean not null generated always as (slug = '/') stored,
  show_in_nav boolean not null default true,
  nav_order integer not null default 0,
  nav_label text,
  seo_meta jsonb not null default '{}',
  page_config jsonb not null default '{}',
  password_protected boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint pages_pkey primary key (tenant_id, id),
  constraint pages_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  -- one address, one page, hence one home page; lists a site's pages. Deferrable, so that
  -- one statement can swap two slugs.
  constraint pages_tenant_id_website_id_slug_key unique (tenant_id, website_id, slug) deferrable initially immediate,
  constraint pages_slug_form check (slug ~ '^/([a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*)?$' and length(slug) <= 200),
  constraint pages_title_not_blank check (btrim(title) <> ''),
  constraint pages_text_lengths check (length(title) <= 200 and length(nav_label) <= 80),
  constraint pages_seo_meta_object check (jsonb_typeof(seo_meta) = 'object' and pg_column_size(seo_meta) <= 16384 and private.plain_numbers(seo_meta)),
  constraint pages_page_config_object check (jsonb_typeof(page_config) = 'object' and pg_column_size(page_config) <= 8192 and private.plain_numbers(page_config))
);
alter table public.pages enable row level security;
comment on table public.pages is 'A page of a website, as it is being edited; visitors see what was published.';
comment on column public.pages.slug is 'Path on the site: /, /about, /blog/first-post.';
comment on column public.pages.is_home is 'Whether it is the page at /; set_home_page moves it.';
comment on column public.pages.nav_order is 'Position in the navigation, ascending.';
comment on column public.pages.nav_label is 'Label in the navigation; the title where there is none.';
comment on column public.pages.seo_meta is 'Overrides the website''s seo_defaults: title, description, og_image, no_index, ….';
comment on column public.pages.page_config is 'Layout: show_navbar, show_footer, background_color, max_width, padding.';
comment on column public.pages.password_protected is 'Whether visitors need a password; set_page_password sets both.';

-- An access rule, not content: it holds at once and for every deployment, and outlives the
-- page, which a deployment may still serve.
create table private.page_passwords (
  tenant_id uuid not null,
  page_id uuid not null,
  website_id uuid not null,
  password_hash text not null,
  updated_at timestamptz not null default now(),
  constraint page_passwords_pkey primary key (tenant_id, page_id),
  constraint page_passwords_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint page_passwords_hash_is_bcrypt check (password_hash ~ '^\$2[aby]\$[0-9]{2}\$.{53}$')
);
create index page_passwords_website_id_idx on private.page_passwords (tenant_id, website_id); -- foreign key
alter table private.page_passwords enable row level security;
comment on table private.page_passwords is 'bcrypt hashes of page passwords, apart from pages because those are exposed.';

--! include functions/websites/join_checks.sql

create table public.component_types (
  type text constraint component_types_pkey primary key,
  label text not null,
  category text not null,
  required_plan text constraint component_types_required_plan_fkey references public.plans (slug),
  default_props jsonb not null default '{}',
  checks jsonb not null default '[]',
  max_text_length integer not null default 2000,
  rule jsonpath not null generated always as (private.join_checks(checks)) stored,
  constraint component_types_type_form check (type ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint component_types_text_lengths check (length(label) between 1 and 80 and length(category) between 1 and 40),
  constraint component_types_default_props_object check (jsonb_typeof(default_props) = 'object'),
  constraint component_types_checks_array check (jsonb_typeof(checks) = 'array')
);
create index component_types_required_plan_idx on public.component_types (required_plan) where required_plan is not null; -- foreign key
alter table public.component_types enable row level security;
comment on table public.component_types is 'The kinds of content block, with what a new one contains and what its props must satisfy.';
comment on column public.component_types.required_plan is 'The lowest plan that may use it; null: every plan.';
comment on column public.component_types.default_props is 'Props of a component added without any.';
comment on column public.component_types.checks is 'Rows of key, path (a jsonpath predicate over the props that must be true) and message (what was expected).';
comment on column public.component_types.max_text_length is 'Characters in the longest text its props may hold.';
comment on column public.component_types.rule is 'All checks at once, compiled.';

create table public.components (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null default '00000000-0000-0000-0000-000000000000',
  page_id uuid not null,
  type text not null,
  order_key text collate "C" not null default '', -- '' and 'null' stand for "not given": the trigger fills them
  is_visible boolean not null default true,
  is_locked boolean not null default false,
  props jsonb not null default 'null',
  ai_generated boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- with the website, so that counting under row-level security reads the index alone
  constraint components_pkey primary key (tenant_id, id) include (website_id),
  constraint components_page_fkey foreign key (tenant_id, page_id) references public.pages (tenant_id, id) on delete cascade,
  constraint components_type_fkey foreign key (type) references public.component_types (type),
  -- lists a page's components in order. Deferrable, so that one statement can permute them.
  constraint components_tenant_id_page_id_order_key_key unique (tenant_id, page_id, order_key) deferrable initially immediate,
  -- an integer part as long as its first letter says, and no fraction ending in 0
  constraint components_order_key_form check (
    order_key ~ '^[A-Za-z][0-9A-Za-z]+$' and length(order_key) <= 1000
    and length(order_key) >= case when order_key >= 'a' then ascii(order_key) - 95 else 92 - ascii(order_key) end
    and (right(order_key, 1) <> '0'
      or length(order_key) = case when order_key >= 'a' then ascii(order_key) - 95 else 92 - ascii(order_key) end)
    and order_key <> 'A' || repeat('0', 26)),
  constraint components_props_object check (jsonb_typeof(props) = 'object'),
  constraint components_props_size check (pg_column_size(props) <= 262144 and private.plain_numbers(props))
);
create index components_type_idx on public.components (type); -- foreign key; where a type is used
alter table public.components enable row level security;
comment on table public.components is 'A content block on a page, as it is being edited.';
comment on column public.components.website_id is 'The page''s website, filled by trigger.';
comment on column public.components.order_key is 'Sorts bytewise (fractional indexing): a component moves by one write, see move_component. Appended at the end where none is given.';
comment on column public.components.is_visible is 'Invisible ones are not published.';
comment on column public.components.is_locked is 'Only holders of content.lock may change or remove it.';
comment on column public.components.props is 'Content and configuration, as its type wants them; the type''s defaults where none are given.';

create table public.page_versions (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null default '00000000-0000-0000-0000-000000000000',
  page_id uuid not null,
  saved_by uuid constraint page_versions_saved_by_fkey references public.users (id),
  content_snapshot jsonb not null,
  label text,
  trigger public.page_version_trigger not null default 'manual',
  saved_at timestamptz not null default clock_timestamp(),
  constraint page_versions_pkey primary key (tenant_id, id),
  constraint page_versions_page_fkey foreign key (tenant_id, page_id) references public.pages (tenant_id, id) on delete cascade,
  constraint page_versions_label_length check (length(label) <= 200),
  constraint page_versions_content_snapshot_array check (jsonb_typeof(content_snapshot) = 'array')
);
create index page_versions_page_id_saved_at_idx on public.page_versions (tenant_id, page_id, saved_at desc, id desc); -- a page's history, newest first; pruning; foreign key
create index page_versions_saved_by_idx on public.page_versions (saved_by) where saved_by is not null; -- foreign key
alter table public.page_versions alter content_snapshot set storage external; -- compressing takes longer than all else a publish does
alter table public.page_versions enable row level security;
comment on table public.page_versions is 'Saved states of a page''s components while it is edited; the plan limits how many are kept.';
comment on column public.page_versions.website_id is 'The page''s website, filled by trigger.';
comment on column public.page_versions.saved_by is 'Null when the system saved it.';
comment on column public.page_versions.content_snapshot is 'The components: id, type, order_key, is_visible, is_locked, ai_generated, props.';

create table public.deployments (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  deployed_by uuid constraint deployments_deployed_by_fkey references public.users (id),
  site json not null,
  is_live boolean not null default true,
  notes text,
  deployed_at timestamptz not null default clock_timestamp(),
  constraint deployments_pkey primary key (tenant_id, id),
  constraint deployments_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint deployments_notes_length check (length(notes) <= 1000)
);
create index deployments_website_id_deployed_at_idx on public.deployments (tenant_id, website_id, deployed_at desc); -- publishing history; foreign key
create unique index deployments_live_key on public.deployments (tenant_id, website_id) where is_live; -- at most one live; finds it
create index deployments_deployed_by_idx on public.deployments (deployed_by) where deployed_by is not null; -- foreign key
alter table public.deployments enable row level security;
comment on table public.deployments is 'A website frozen as it was published; what visitors see is the live one. Only is_live ever changes; the newest hundred of a website are kept.';
comment on column public.deployments.deployed_by is 'Null when the system published.';
comment on column public.deployments.site is 'What all pages share, as live_page answers it.';
comment on column public.deployments.is_live is 'Exactly one of a website that was ever published; rollback_website moves it.';
comment on column public.deployments.notes is 'For the team: what is new.';

-- One row a page, so that a visit reads one page and not the whole site; json text, because
-- it is only ever passed on. No key of its own: a page is found by its address.
create table public.deployment_pages (
  tenant_id uuid not null default private.tenant_id(),
  deployment_id uuid not null,
  website_id uuid not null,
  page_id uuid not null,
  slug text not null,
  title text not null,
  is_home boolean not null,
  show_in_nav boolean not null,
  content json not null,
  constraint deployment_pages_pkey primary key (tenant_id, deployment_id, slug),
  constraint deployment_pages_deployment_fkey foreign key (tenant_id, deployment_id) references public.deployments (tenant_id, id) on delete cascade
);
alter table public.deployment_pages alter content set storage external; -- likewise, and a visit needs not decompress it
alter table public.deployment_pages enable row level security;
comment on table public.deployment_pages is 'The pages of a deployment, frozen.';
comment on column public.deployment_pages.page_id is 'The page it was; that one may be gone.';
comment on column public.deployment_pages.content is 'The page as live_page answers it: visible components in order, no form recipients.';

create table public.website_members (
  tenant_id uuid not null default private.tenant_id(),
  id uuid not null default gen_random_uuid(),
  website_id uuid not null,
  user_id uuid not null constraint website_members_user_id_fkey references public.users (id),
  role public.tenant_role not null default 'editor',
  invited_at timestamptz,
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint website_members_pkey primary key (tenant_id, id),
  constraint website_members_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint website_members_user_id_tenant_id_website_id_key unique (user_id, tenant_id, website_id), -- a person's websites; foreign key
  constraint website_members_role_built_in check (role not in ('owner', 'custom'))
);
create index website_members_website_id_idx on public.website_members (tenant_id, website_id); -- who works on a website; foreign key
alter table public.website_members enable row level security;
comment on table public.website_members is 'Collaborators: people outside the team who work on one website only.';
comment on column public.website_members.role is 'What they may do there, as role_permissions says, and nothing of the tenant itself.';
comment on column public.website_members.accepted_at is 'Null until the invitation is accepted; counts from then.';

-- Functions first: triggers and policies call them.
--! include functions/websites/errors.sql
--! include functions/websites/order_key_between.sql
--! include functions/websites/hosts.sql
--! include functions/websites/websites.sql
--! include functions/websites/pages.sql
--! include functions/websites/components.sql
--! include functions/websites/page_versions.sql
--! include functions/websites/deployments.sql
--! include functions/websites/website_members.sql
--! include functions/websites/create_website.sql
--! include functions/websites/archive_website.sql
--! include functions/websites/suspend_website.sql
--! include functions/websites/set_home_page.sql
--! include functions/websites/set_page_password.sql
--! include functions/websites/move_component.sql
--! include functions/websites/save_page_version.sql
--! include functions/websites/restore_page_version.sql
--! include functions/websites/publish_website.sql
--! include functions/websites/rollback_website.sql
--! include functions/websites/snapshot_json.sql
--! include functions/websites/diff_deployments.sql
--! include functions/websites/visit.sql
--! include functions/websites/live_page.sql
--! include functions/websites/unlock_page.sql
--! include functions/websites/check_invariants_websites.sql
--! include policies/websites/websites.sql
--! include policies/websites/page_passwords.sql
--! include policies/websites/pages.sql
--! include policies/websites/component_types.sql
--! include policies/websites/components.sql
--! include policies/websites/page_versions.sql
--! include policies/websites/deployments.sql
--! include policies/websites/deployment_pages.sql
--! include policies/websites/website_members.sql
--! include seed/component_types.sql
