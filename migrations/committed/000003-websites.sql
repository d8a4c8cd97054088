--! Previous: sha1:4f50f6e33e55c0ab9e5f1757f40d313801d88e12
--! Hash: sha1:302382592cfa4ac69d351aac8ad5c26c3356820a
--! Message: websites

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

--! Included functions/websites/join_checks.sql
-- Evaluating one compiled path costs a fraction of compiling each check for each write. The result is stored:
-- a change here reaches the types there are by `update component_types set checks = checks`.
create or replace function private.join_checks(p_checks jsonb) returns jsonpath
language sql immutable security invoker set search_path = ''
as $$
  select coalesce(string_agg('(' || (c.value ->> 'path') || ')', ' && ' order by c.position), 'true')::jsonpath
  from jsonb_array_elements(p_checks) with ordinality c (value, position)
$$;
comment on function private.join_checks(jsonb) is 'All checks of a component type as one jsonpath predicate.';
revoke all on function private.join_checks(jsonb) from public;
--! EndIncluded functions/websites/join_checks.sql

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
--! Included functions/websites/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('website_archived', 409, 'This website is archived', 'Restore it first with restore_website.'),
  ('website_suspended', 403, 'This website is suspended', 'Contact support.'),
  ('no_published_home_page', 409, 'There is no published home page', 'Publish or hide the page at / (or choose another with set_home_page), then publish the website.'),
  ('page_full', 409, 'A page holds at most %s components', 'Put the rest on another page.'),
  ('page_too_large', 413, 'The page %s is larger than 1 MiB', 'Shorten it, or make two pages of it.'),
  ('home_page_required', 409, 'A website keeps its home page', 'Make another page the home page first, with set_home_page.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/websites/errors.sql
--! Included functions/websites/order_key_between.sql
-- Fractional indexing in base 62, the same keys as the npm package fractional-indexing
-- makes, so that browsers and the database can mix theirs. A key is an integer (its first
-- letter tells how long: Z and a are the shortest, A and z the longest) and a fraction
-- without trailing zeros; keys sort bytewise.
--  1. Check both keys; put them in order.
--  2. Open ended: the next integer down or up, while there is one.
--  3. Different integers: the next integer up, if it is below b.
--  4. Else a fraction half-way.
create or replace function public.order_key_between(a text default null, b text default null) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  c_digits constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  c_smallest constant text := 'A' || repeat('0', 26);
  v_low text := a;
  v_high text := b;
  v_key text;
  v_head text;
  v_length integer;
  v_low_integer text;
  v_low_fraction text := '';
  v_high_integer text;
  v_high_fraction text;
  v_integer text;
  v_digit integer;
  v_high_digit integer;
  v_same integer;
  v_up boolean;
begin
  -- 1.
  if a collate "C" > b collate "C" then v_low := b; v_high := a; end if;
  foreach v_key in array array[v_low, v_high] loop
    continue when v_key is null;
    v_head := left(v_key, 1);
    v_length := case when v_head collate "C" >= 'a' then ascii(v_head) - 95 else 92 - ascii(v_head) end;
    if length(v_key) > 1000 or v_key !~ '^[A-Za-z][0-9A-Za-z]+$' or length(v_key) < v_length or v_key = c_smallest
       or (length(v_key) > v_length and right(v_key, 1) = '0') then
      perform private.fail('invalid_input', format('"%s" is not an order key', left(v_key, 60)));
    end if;
    if v_key = v_low and v_low_integer is null then
      v_low_integer := left(v_key, v_length);
      v_low_fraction := substr(v_key, v_length + 1);
    else
      v_high_integer := left(v_key, v_length);
      v_high_fraction := substr(v_key, v_length + 1);
    end if;
  end loop;
  if v_low = v_high then
    perform private.fail('invalid_input', 'there is no order key between two equal ones');
  end if;

  -- 2.
  if v_low is null and v_high is null then return 'a0'; end if;
  if v_low is null then
    if v_high_integer <> v_high and v_high_integer <> c_smallest then return v_high_integer; end if;
    v_integer := v_high_integer;
    v_up := false;
    if v_high_integer = c_smallest then
      v_low_integer := c_smallest;
      v_integer := null;
    end if;
  elsif v_low_integer is distinct from v_high_integer then
    v_integer := v_low_integer;
    v_up := true;
  end if;

  -- one step from v_integer, if that is wanted; carrying over like an odometer
  if v_integer is not null then
    v_head := left(v_integer, 1);
    v_key := '';
    for i in reverse length(v_integer) .. 2 loop
      v_digit := strpos(c_digits, substr(v_integer, i, 1)) - 1 + case when v_up then 1 else -1 end;
      if v_digit between 0 and 61 then
        v_integer := left(v_integer, i - 1) || substr(c_digits, v_digit + 1, 1) || v_key;
        v_head := null;
        exit;
      end if;
      v_key := case when v_up then '0' else 'z' end || v_key;
    end loop;
    if v_head is not null then
      -- every digit carried: the next head, with as many digits as it stands for
      v_integer := case
        when v_up and v_head = 'z' or not v_up and v_head = 'A' then null
        when v_up and v_head = 'Z' then 'a0'
        when not v_up and v_head = 'a' then 'Zz'
        when v_up then chr(ascii(v_head) + 1) || case when v_head > 'Z' collate "C" then v_key || '0' else substr(v_key, 2) end
        else chr(ascii(v_head) - 1) || case when v_head > 'Z' collate "C" then substr(v_key, 2) else v_key || 'z' end
      end;
    end if;
    if not v_up then return v_integer; end if;
    -- 3.
    if v_integer is not null and (v_high is null or v_integer collate "C" < v_high collate "C") then return v_integer; end if;
    v_high_fraction := null;
  end if;

  -- 4.
  v_key := v_low_integer;
  loop
    if v_high_fraction is not null then
      v_same := 0;
      while coalesce(nullif(substr(v_low_fraction, v_same + 1, 1), ''), '0') = substr(v_high_fraction, v_same + 1, 1) loop
        v_same := v_same + 1;
      end loop;
      v_key := v_key || left(v_high_fraction, v_same);
      v_low_fraction := substr(v_low_fraction, v_same + 1);
      v_high_fraction := substr(v_high_fraction, v_same + 1);
    end if;
    v_digit := case when v_low_fraction = '' then 0 else strpos(c_digits, left(v_low_fraction, 1)) - 1 end;
    v_high_digit := case when v_high_fraction is null then 62 else strpos(c_digits, left(v_high_fraction, 1)) - 1 end;
    if v_high_digit - v_digit > 1 then
      return v_key || substr(c_digits, round((v_digit + v_high_digit) / 2.0)::integer + 1, 1);
    end if;
    if length(v_high_fraction) > 1 then return v_key || left(v_high_fraction, 1); end if;
    v_key := v_key || substr(c_digits, v_digit + 1, 1);
    v_low_fraction := substr(v_low_fraction, 2);
    v_high_fraction := null;
  end loop;
end
$$;
comment on function public.order_key_between(text, text) is
  'An order key between a and b; null for a or b means before all or after all others. Raises PT400 invalid_input for what is not an order key (of at most 1000 characters), or two equal ones.';
revoke all on function public.order_key_between(text, text) from public;
grant execute on function public.order_key_between(text, text) to authenticated, service_role;
--! EndIncluded functions/websites/order_key_between.sql
--! Included functions/websites/hosts.sql
-- Host names: which website a visit belongs to, and whether it is served. The directory
-- says so in one probe; these functions keep it true.

create or replace function private.expected_hosts(p_tenant uuid, p_website uuid default null)
returns table (key text, tenant_id uuid, object_id uuid, deployment_id uuid, serving boolean)
language sql stable rows 3 security definer set search_path = ''
as $$
  select w.subdomain || '.' || private.setting('root_domain'), w.tenant_id, w.id, d.id,
    d.id is not null and w.status = 'published' and t.status = 'active'
  from public.websites w
  join public.tenants t on t.id = w.tenant_id
  left join public.deployments d on d.tenant_id = w.tenant_id and d.website_id = w.id and d.is_live
  where w.tenant_id = p_tenant and (p_website is null or w.id = p_website)
$$;
comment on function private.expected_hosts(uuid, uuid) is 'The host rows the directory should have, worked out from tables no visitor may read; of one tenant or website.';
revoke all on function private.expected_hosts(uuid, uuid) from public;

create or replace function private.sync_hosts(p_tenant uuid, p_website uuid default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- whoever changes the tenant's status waits, or is seen by the next statement
  perform from public.tenants t where t.id = p_tenant for no key update;
  update private.directory d set deployment_id = h.deployment_id, serving = h.serving
  from private.expected_hosts(p_tenant, p_website) h
  -- the tenant again, by which the index finds the few rows of the directory there are to compare
  where d.tenant_id = p_tenant and d.kind = 'host' and d.key = h.key and d.object_id = h.object_id
    and (d.deployment_id, d.serving) is distinct from (h.deployment_id, h.serving);
end
$$;
comment on function private.sync_hosts(uuid, uuid) is 'Brings live deployment and serving flag of a tenant''s hosts (or one website''s) up to date in the directory, which no client may see.';
revoke all on function private.sync_hosts(uuid, uuid) from public;

create or replace function private.sync_hosts_of_tenant() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.id);
  return null;
end
$$;
comment on function private.sync_hosts_of_tenant() is 'After a tenant''s status changed: its sites go dark or come back, in the directory no client may see.';
revoke all on function private.sync_hosts_of_tenant() from public;

create or replace trigger _850_hosts after update of status on public.tenants
  for each row when (old.status is distinct from new.status) execute function private.sync_hosts_of_tenant();

create or replace function private.rename_hosts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update private.directory d set key = w.subdomain || '.' || new.value
  from public.websites w
  where d.kind = 'host' and d.key = w.subdomain || '.' || old.value
    and d.tenant_id = w.tenant_id and d.object_id = w.id;
  return null;
end
$$;
comment on function private.rename_hosts() is 'After the root domain changed: every subdomain of every tenant moves with it.';
revoke all on function private.rename_hosts() from public;

create or replace trigger _850_hosts after update of value on private.settings
  for each row when (new.key = 'root_domain' and old.value is distinct from new.value) execute function private.rename_hosts();
--! EndIncluded functions/websites/hosts.sql
--! Included functions/websites/websites.sql
-- Triggers of websites.

create or replace function private.lock_website(p_tenant uuid, p_website uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
end
$$;
comment on function private.lock_website(uuid, uuid) is
  'The lock that orders all writes below a website which must not race (A11): taken first, for people who may write pages but not the website itself.';
revoke all on function private.lock_website(uuid, uuid) from public;

create or replace function private.check_website_status() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if (old.status, new.status) not in (
    ('draft', 'published'), ('draft', 'archived'), ('draft', 'suspended'), ('published', 'archived'), ('published', 'suspended'),
    ('archived', 'draft'), ('archived', 'published'), ('suspended', 'draft'), ('suspended', 'published')) then
    perform private.fail('conflict', format('a website can''t go from %s to %s', old.status, new.status));
  end if;
  return new;
end
$$;
comment on function private.check_website_status() is 'Before update of a website''s status: lets only the allowed moves through.';
revoke all on function private.check_website_status() from public;

create or replace function private.claim_host() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.directory_claim('host', new.subdomain || '.' || private.setting('root_domain'), new.tenant_id, new.id);
  return null;
end
$$;
comment on function private.claim_host() is 'After insert of a website: takes its host name in the directory, which no client may see. Raises PT409 taken.';
revoke all on function private.claim_host() from public;

create or replace function private.release_hosts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.directory d where d.tenant_id = old.tenant_id and d.object_id = old.id and d.kind = 'host';
  return null;
end
$$;
comment on function private.release_hosts() is 'After delete of a website: frees its host names in the directory, which no client may see.';
revoke all on function private.release_hosts() from public;

create or replace function private.sync_hosts_of_website() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.sync_hosts(new.tenant_id, new.id);
  return null;
end
$$;
comment on function private.sync_hosts_of_website() is 'After a website''s status changed: serves it or not, in the directory no client may see.';
revoke all on function private.sync_hosts_of_website() from public;

-- Websites that are not archived count against the plan. Once a statement and as late as
-- possible: everybody writing to one tenant queues at its counter.
create or replace function private.add_websites(p_tenant uuid, p_change integer) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_used bigint;
begin
  update public.usage_counters c set website_count = c.website_count + p_change
  where c.tenant_id = p_tenant
  returning c.website_count into v_used;
  if p_change > 0 and v_used is not null then
    perform private.check_quota(p_tenant, 'max_websites', v_used, p_change);
  end if;
end
$$;
comment on function private.add_websites(uuid, integer) is 'Moves a tenant''s website counter, which no client may write, and compares it with the plan. Raises PT402 quota_exceeded.';
revoke all on function private.add_websites(uuid, integer) from public;

create or replace function private.count_websites() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  case tg_op
    when 'INSERT' then
      perform private.add_websites(n.tenant_id, n.change)
      from (select tenant_id, count(*)::integer as change from after_change where status <> 'archived' group by 1 order by 1) n;
    when 'DELETE' then
      perform private.add_websites(n.tenant_id, -n.change)
      from (select tenant_id, count(*)::integer as change from before_change where status <> 'archived' group by 1 order by 1) n;
    else
      perform private.add_websites(new.tenant_id, case when new.status = 'archived' then -1 else 1 end);
  end case;
  return null;
end
$$;
comment on function private.count_websites() is 'After insert, update or delete of websites: counts them for the quota, which the client can''t.';
revoke all on function private.count_websites() from public;

create or replace trigger _100_timestamps before update on public.websites
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, subdomain, created_at on public.websites
  for each row execute function private.keep_columns('tenant_id', 'id', 'subdomain', 'created_at');
create or replace trigger _210_status before update of status on public.websites
  for each row when (old.status is distinct from new.status) execute function private.check_website_status();

create or replace trigger _800_host_claimed after insert on public.websites
  for each row execute function private.claim_host();
create or replace trigger _800_hosts_released after delete on public.websites
  for each row execute function private.release_hosts();
create or replace trigger _810_counted_inserted after insert on public.websites
  referencing new table as after_change for each statement execute function private.count_websites();
-- after the hosts, which lock the tenant (A11); a row at a time, because transition tables
-- exclude "update of status" and every page that is counted updates its website
create or replace trigger _860_counted_updated after update of status on public.websites
  for each row when ((old.status = 'archived') <> (new.status = 'archived')) execute function private.count_websites();
create or replace trigger _810_counted_deleted after delete on public.websites
  referencing old table as before_change for each statement execute function private.count_websites();
create or replace trigger _850_hosts after update of status on public.websites
  for each row when (old.status is distinct from new.status) execute function private.sync_hosts_of_website();
create or replace trigger _900_audit_created after insert on public.websites
  for each row execute function private.audit('website', 'website.created');
--! EndIncluded functions/websites/websites.sql
--! Included functions/websites/pages.sql
-- Triggers of pages: the page counter, the home page (S1), and the lock order (A11).

create or replace function private.lock_website_of_page() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_website(new.tenant_id, new.website_id);
  return new;
end
$$;
comment on function private.lock_website_of_page() is 'Before insert of a page: locks its website, whose counter moves at the end, before anything is written below it.';
revoke all on function private.lock_website_of_page() from public;

-- A delete locks its rows before any row trigger can run, and publishing, which holds the
-- website, may be waiting for one of them.
create or replace function private.lock_websites_before_delete() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- whoever may not delete pages holds nobody up
  perform from public.websites w
  where w.tenant_id = private.tenant_id() and private.can('content.write') order by w.id for no key update;
  return null;
end
$$;
comment on function private.lock_websites_before_delete() is 'Before a statement deletes pages: locks the websites of the tenant it acts for, in id order, whether or not the client may write those.';
revoke all on function private.lock_websites_before_delete() from public;

create or replace function private.count_pages() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_change record;
  v_used bigint;
begin
  if tg_op = 'DELETE' then
    update public.websites w set page_count = w.page_count - n.change
    from (select tenant_id, website_id, count(*)::integer as change from changed group by 1, 2) n
    where w.tenant_id = n.tenant_id and w.id = n.website_id;
    return null;
  end if;
  for v_change in
    select tenant_id, website_id, count(*)::integer as pages from changed group by 1, 2 order by 1, 2
  loop
    update public.websites w set page_count = w.page_count + v_change.pages
    where w.tenant_id = v_change.tenant_id and w.id = v_change.website_id
    returning w.page_count into v_used;
    -- a website that is not there is the foreign key's to refuse
    if found then perform private.check_quota(v_change.tenant_id, 'max_pages_per_site', v_used, v_change.pages); end if;
  end loop;
  return null;
end
$$;
comment on function private.count_pages() is 'After insert or delete of pages: counts them on their website, which an editor may not write. Raises PT402 quota_exceeded.';
revoke all on function private.count_pages() from public;

create or replace function private.keep_home_page() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- the website may be going away with its pages
  if exists (
    select from before_change b
    join public.websites w on w.tenant_id = b.tenant_id and w.id = b.website_id
    where b.slug = '/'
      and not exists (select from public.pages p where p.tenant_id = b.tenant_id and p.website_id = b.website_id and p.slug = '/')
  ) then
    perform private.fail('home_page_required');
  end if;
  return null;
end
$$;
comment on function private.keep_home_page() is 'After update or delete of pages: a website that had a home page still has one, whatever the caller can see. Raises PT409 home_page_required.';
revoke all on function private.keep_home_page() from public;

create or replace trigger _100_timestamps before update on public.pages
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, created_at on public.pages
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'created_at');
create or replace trigger _300_lock before insert on public.pages
  for each row execute function private.lock_website_of_page();
create or replace trigger _300_lock_before_delete before delete on public.pages
  for each statement execute function private.lock_websites_before_delete();

create or replace trigger _700_home_updated after update on public.pages
  referencing old table as before_change for each statement execute function private.keep_home_page();
create or replace trigger _700_home_deleted after delete on public.pages
  referencing old table as before_change for each statement execute function private.keep_home_page();
create or replace trigger _810_counted_inserted after insert on public.pages
  referencing new table as changed for each statement execute function private.count_pages();
create or replace trigger _810_counted_deleted after delete on public.pages
  referencing old table as changed for each statement execute function private.count_pages();
create or replace trigger _900_audit_created after insert on public.pages
  for each row execute function private.audit('page', 'page.created');
create or replace trigger _900_audit_deleted after delete on public.pages
  for each row execute function private.audit('page', 'page.deleted');
--! EndIncluded functions/websites/pages.sql
--! Included functions/websites/components.sql
-- Triggers of components (S6).

-- What stands below a page belongs to the page's website.
create or replace function private.fill_website() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  select p.website_id into new.website_id
  from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id;
  if not found then new.website_id := '00000000-0000-0000-0000-000000000000'; end if;
  return new;
end
$$;
comment on function private.fill_website() is 'Before insert: takes website_id from the page, whatever the client sent or can see; a missing page is the foreign key''s to refuse.';
revoke all on function private.fill_website() from public;

create or replace function private.plan_suffices(p_tenant uuid, p_plan text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select own.display_order >= needed.display_order
  from public.tenants t
  join public.plans own on own.id = t.plan_id
  join public.plans needed on needed.slug = p_plan
  where t.id = p_tenant
$$;
comment on function private.plan_suffices(uuid, text) is 'Whether a tenant''s plan is the one with this slug or a higher one; reads the tenant whoever asks.';
revoke all on function private.plan_suffices(uuid, text) from public;

create or replace function private.fill_component() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select * into v_type from public.component_types t where t.type = new.type;
  if not found then
    perform private.fail('invalid_input', format('there is no component type "%s"', left(new.type, 40)));
  end if;
  if v_type.required_plan is not null and not private.plan_suffices(new.tenant_id, v_type.required_plan) then
    perform private.fail('plan_required', v_type.label, v_type.required_plan);
  end if;
  new.props := coalesce(nullif(new.props, 'null'), v_type.default_props);
  -- one at a time a page, with a key of their own or without: two appended at once differ,
  -- and nobody who counts the page waits for somebody who waits for their key
  perform from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id for no key update;
  if coalesce(new.order_key, '') = '' then
    new.order_key := public.order_key_between(
      (select max(c.order_key) from public.components c where c.tenant_id = new.tenant_id and c.page_id = new.page_id), null);
  end if;
  return new;
end
$$;
comment on function private.fill_component() is
  'Before insert: checks type and plan and fills in default props and a place at the end, whatever the client can see. Raises PT400 invalid_input, PT402 plan_required.';
revoke all on function private.fill_component() from public;

create or replace function private.check_props() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_type public.component_types;
  v_failed record;
begin
  -- the constraint refuses what is no object
  if jsonb_typeof(new.props) <> 'object' then return new; end if;
  select t.rule, t.max_text_length into v_type.rule, v_type.max_text_length
  from public.component_types t where t.type = new.type;

  if jsonb_path_match(new.props, v_type.rule, silent => true) is not true then
    select c.value ->> 'key' as key, c.value ->> 'message' as message into v_failed
    from public.component_types t, jsonb_array_elements(t.checks) with ordinality c (value, position)
    where t.type = new.type and jsonb_path_match(new.props, (c.value ->> 'path')::jsonpath, silent => true) is not true
    order by c.position limit 1;
    perform private.fail('invalid_input', format('props.%s of %s: %s', v_failed.key, new.type, v_failed.message));
  end if;

  -- no text is longer than the whole; few components get as far as the search
  if pg_column_size(new.props) > v_type.max_text_length then
    select p.key into v_failed
    from jsonb_each(new.props) p, jsonb_path_query(p.value, '$.** ? (@.type() == "string")') text
    where length(text #>> '{}') > v_type.max_text_length limit 1;
    if found then
      perform private.fail('invalid_input',
        format('props.%s of %s: expected no text of more than %s characters', v_failed.key, new.type, v_type.max_text_length));
    end if;
  end if;

  -- a hundred small ones are small together; a large one may have large ones beside it
  if pg_column_size(new.props) > 16384 and pg_column_size(new.props) + (
      select coalesce(sum(octet_length(c.props::text)), 0) from public.components c
      where c.tenant_id = new.tenant_id and c.page_id = new.page_id and c.id <> new.id) > 1048576 then
    perform private.fail('page_too_large', (select p.title from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id));
  end if;
  return new;
end
$$;
comment on function private.check_props() is 'Before insert or update of props: they satisfy the checks of their type, and large ones make no page of more than 1 MiB. Raises PT400 invalid_input naming the key and what was expected, PT413 page_too_large.';
revoke all on function private.check_props() from public;

-- The role setting, and not current_user, which is the table's owner when a delete comes
-- down from the page.
create or replace function private.guard_locked() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_row public.components := case when tg_op = 'INSERT' then new else old end;
begin
  if current_setting('role', true) in ('authenticated', 'platform_admin')
     and not private.can_on('content.lock', v_row.website_id) then
    perform private.fail('forbidden', 'content.lock');
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function private.guard_locked() is 'Before anything happens to a locked component, or one gets locked: a client needs content.lock. Raises PT403 forbidden.';
revoke all on function private.guard_locked() from public;

-- What a page costs to read, to publish and to draw has a bound. As late as possible and
-- once a statement; under the page's lock, which fill_component() holds, so that two at
-- once can't both be the last.
create or replace function private.limit_components() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most constant integer := 100;
  v_page record;
begin
  for v_page in select distinct a.tenant_id, a.page_id from added a order by 1, 2 loop
    if (select count(*) from public.components c where c.tenant_id = v_page.tenant_id and c.page_id = v_page.page_id) > c_most then
      perform private.fail('page_full', c_most::text);
    end if;
  end loop;
  return null;
end
$$;
comment on function private.limit_components() is 'After insert: a page holds at most 100 components, whatever the client can see. Raises PT409 page_full.';
revoke all on function private.limit_components() from public;

create or replace trigger _100_timestamps before update on public.components
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, page_id, type, created_at on public.components
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'page_id', 'type', 'created_at');
create or replace trigger _300_website before insert on public.components
  for each row execute function private.fill_website();
create or replace trigger _310_fill before insert on public.components
  for each row execute function private.fill_component();
create or replace trigger _400_props_inserted before insert on public.components
  for each row execute function private.check_props();
create or replace trigger _400_props_updated before update of props on public.components
  for each row when (old.props is distinct from new.props) execute function private.check_props();
create or replace trigger _410_locked_inserted before insert on public.components
  for each row when (new.is_locked) execute function private.guard_locked();
create or replace trigger _410_locked_updated before update on public.components
  for each row when (old.is_locked or new.is_locked) execute function private.guard_locked();
create or replace trigger _410_locked_deleted before delete on public.components
  for each row when (old.is_locked) execute function private.guard_locked();
create or replace trigger _800_limited after insert on public.components
  referencing new table as added for each statement execute function private.limit_components();
--! EndIncluded functions/websites/components.sql
--! Included functions/websites/page_versions.sql
-- Triggers of page_versions (S7): a plain insert saves the page as it is.

create or replace function private.fill_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  select p.website_id into new.website_id from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id;
  if not found then new.website_id := '00000000-0000-0000-0000-000000000000'; end if;
  -- one at a time, so that each prunes what the other has saved
  perform private.lock_website(new.tenant_id, new.website_id);
  new.saved_by := private.uid();
  new.saved_at := clock_timestamp();
  new.content_snapshot := (
    select coalesce(to_jsonb(array_agg(e order by e.order_key)), '[]')
    from public.components c
    cross join lateral (select c.id, c.type, c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props) e
    where c.tenant_id = new.tenant_id and c.page_id = new.page_id);
  return new;
end
$$;
comment on function private.fill_version() is 'Before insert: takes the snapshot itself, under the website''s lock, so that a client can''t forge a version.';
revoke all on function private.fill_version() from public;

create or replace function private.prune_versions() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_kept integer;
begin
  for v_tenant, v_kept in
    select t.id, p.version_history_limit
    from public.tenants t
    join public.plans p on p.id = t.plan_id
    where t.id in (select a.tenant_id from added a)
    order by t.id
  loop
    -- as an array, so that each goes by its key; joined, the planner reads all of the tenant's for each page
    delete from public.page_versions v
    where v.tenant_id = v_tenant and v.id = any (array(
      select o.id
      from (select distinct a.page_id from added a where a.tenant_id = v_tenant) n
      cross join lateral (
        select o.id from public.page_versions o
        where o.tenant_id = v_tenant and o.page_id = n.page_id
        order by o.saved_at desc, o.id desc offset v_kept
      ) o));
  end loop;
  return null;
end
$$;
comment on function private.prune_versions() is 'After insert: keeps as many versions of each page as the plan allows, newest first; clients delete none.';
revoke all on function private.prune_versions() from public;

create or replace trigger _200_keep before update on public.page_versions
  for each row execute function private.refuse_change();
-- only our own functions can send a snapshot; they hold the lock and know the rest
create or replace trigger _300_fill before insert on public.page_versions
  for each row when (new.content_snapshot is null) execute function private.fill_version();
create or replace trigger _800_pruned after insert on public.page_versions
  referencing new table as added for each statement execute function private.prune_versions();
--! EndIncluded functions/websites/page_versions.sql
--! Included functions/websites/deployments.sql
-- Triggers of deployments and deployment_pages (S2, S3, S4): a plain insert publishes.

-- Publishing and rolling back need the same: a website of this tenant, locked, that may be public.
create or replace function private.lock_for_publishing(p_tenant uuid, p_website uuid) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website public.websites;
  v_status public.tenant_status;
begin
  if current_setting('role', true) in ('authenticated', 'platform_admin') and not private.can_on('site.publish', p_website) then
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
comment on function private.lock_for_publishing(uuid, uuid) is
  'Checks site.publish on this very website and locks it, which a publisher may not be able to. Raises PT403 forbidden, email_not_confirmed, tenant_suspended or website_suspended, PT404, PT409 website_archived.';
revoke all on function private.lock_for_publishing(uuid, uuid) from public;

create or replace function private.begin_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_website public.websites := private.lock_for_publishing(new.tenant_id, new.website_id);
  v_type public.component_types;
begin
  select t.* into v_type
  from public.component_types t
  where t.required_plan is not null and not private.plan_suffices(new.tenant_id, t.required_plan)
    and exists (
      select from public.pages p
      join public.components c on c.tenant_id = p.tenant_id and c.page_id = p.id
      where p.tenant_id = new.tenant_id and p.website_id = new.website_id and p.status in ('published', 'hidden')
        and c.type = t.type and c.is_visible)
  limit 1;
  if found then perform private.fail('plan_required', v_type.label, v_type.required_plan); end if;

  new.deployed_by := private.uid();
  new.deployed_at := clock_timestamp();
  new.site := (
    select json_build_object(
      'name', v_website.name,
      'locale', t.locale,
      'branding', v_website.branding_config,
      'seoDefaults', v_website.seo_defaults,
      'favicon', v_website.favicon_url,
      'analytics', v_website.analytics_enabled,
      'navigation', (
        select coalesce(
          json_agg(json_build_object('label', coalesce(p.nav_label, p.title), 'href', p.slug, 'is_home', p.is_home)
            order by p.nav_order, p.is_home desc, p.created_at, p.slug), '[]')
        from public.pages p
        where p.tenant_id = new.tenant_id and p.website_id = new.website_id and p.status = 'published' and p.show_in_nav),
      'home', '/')
    from public.tenants t where t.id = new.tenant_id);

  -- after the lock, so that of two publishers the second demotes the first
  new.is_live := true;
  update public.deployments d set is_live = false
  where d.tenant_id = new.tenant_id and d.website_id = new.website_id and d.is_live;
  return new;
end
$$;
comment on function private.begin_deployment() is
  'Before insert of a deployment: checks everything itself and fills in everything but the notes, so that a client can neither forge a deployment nor publish less than there is. Raises what lock_for_publishing raises, PT402 plan_required.';
revoke all on function private.begin_deployment() from public;

create or replace function private.freeze_pages() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  c_kept constant integer := 100;
  v_title text;
begin
  -- one pass over the components makes both what visitors read and what editors can go back to
  -- (whole rows turned into JSON at once: half the time of building objects and collecting them)
  with page as materialized (
    select p.*, c.visible, c.complete
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
    where p.tenant_id = new.tenant_id and p.website_id = new.website_id and p.status in ('published', 'hidden')
  ), frozen as (
    insert into public.deployment_pages (tenant_id, deployment_id, website_id, page_id, slug, title, is_home, show_in_nav, content)
    select p.tenant_id, new.id, p.website_id, p.id, p.slug, p.title, p.is_home, p.show_in_nav and p.status = 'published',
      json_build_object(
        'id', p.id, 'title', p.title, 'slug', p.slug, 'is_home', p.is_home,
        'show_in_nav', p.show_in_nav and p.status = 'published',
        'seo_meta', p.seo_meta, 'page_config', p.page_config, 'components', coalesce(p.visible, '[]'))
    from page p
  )
  insert into public.page_versions (tenant_id, website_id, page_id, saved_by, content_snapshot, trigger)
  select p.tenant_id, p.website_id, p.id, new.deployed_by, coalesce(p.complete, '[]'), 'pre_publish'
  from page p;
  -- asked of what was frozen: editing a page takes no lock of the website
  if not exists (
    select from public.deployment_pages p where p.tenant_id = new.tenant_id and p.deployment_id = new.id and p.slug = '/'
  ) then
    perform private.fail('no_published_home_page');
  end if;

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
    jsonb_strip_nulls(jsonb_build_object('deployment_id', new.id, 'notes', new.notes)), new.tenant_id);
  return null;
end
$$;
comment on function private.freeze_pages() is
  'After insert of a deployment: freezes every published or hidden page, saves a version of each, serves them, and keeps the newest hundred deployments and the live one; reads and writes what the publisher need not be able to. Raises PT409 no_published_home_page.';
revoke all on function private.freeze_pages() from public;

create or replace function private.switch_deployment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.lock_for_publishing(new.tenant_id, new.website_id);
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
--! Included functions/websites/website_members.sql
-- Triggers of website_members (T10); its seats are counted with those of tenant_members.

-- As among members (T7). Runs as whoever deletes.
create or replace function private.guard_collaborator() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'platform_admin') then
    perform private.check_member_change(old.tenant_id, old.user_id, old.role, null, old.role, null);
  end if;
  return old;
end
$$;
comment on function private.guard_collaborator() is 'Before delete: a client removes nobody whose role may more than it may.';
revoke all on function private.guard_collaborator() from public;

create or replace trigger _100_timestamps before update on public.website_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, user_id, created_at on public.website_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'user_id', 'created_at');
create or replace trigger _210_guard before delete on public.website_members
  for each row execute function private.guard_collaborator();
create or replace trigger _900_audit_joined after insert on public.website_members
  for each row execute function private.audit('website_member', 'website_member.added');
create or replace trigger _900_audit_role after update of role on public.website_members
  for each row when (old.role is distinct from new.role) execute function private.audit('website_member', 'website_member.role_changed');
create or replace trigger _900_audit_removed after delete on public.website_members
  for each row execute function private.audit('website_member', 'website_member.removed');
--! EndIncluded functions/websites/website_members.sql
--! Included functions/websites/create_website.sql
-- What every new website begins with: a published home page (a draft one would leave the
-- first publish without /) and the five components of a first impression.
create or replace function private.create_website_for(p_tenant uuid, p_name text, p_subdomain text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website uuid;
  v_page uuid;
begin
  insert into public.websites (tenant_id, name, subdomain) values (p_tenant, p_name, p_subdomain)
  returning id into v_website;
  insert into public.pages (tenant_id, website_id, title, slug, status) values (p_tenant, v_website, 'Home', '/', 'published')
  returning id into v_page;
  insert into public.components (tenant_id, page_id, type, order_key, props)
  select p_tenant, v_page, t.type, 'a' || c.position - 1,
    case when t.type = 'hero' then t.default_props || jsonb_build_object('heading', p_name) else t.default_props end
  from unnest(array['navbar', 'hero', 'features', 'gallery', 'footer']) with ordinality c (type, position)
  join public.component_types t on t.type = c.type
  order by c.position;
  return v_website;
end
$$;
comment on function private.create_website_for(uuid, text, text) is
  'Makes a draft website with home page and first components in any tenant, in tables clients may not insert into. Raises PT402 quota_exceeded, PT409 taken.';
revoke all on function private.create_website_for(uuid, text, text) from public;

create or replace function private.create_website(p_name text) returns public.websites
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
  v_id := private.create_website_for(private.tenant_id(), v_name, private.generate_slug(v_name));
  select * into v_website from public.websites w where w.tenant_id = private.tenant_id() and w.id = v_id;
  return v_website;
end
$$;
comment on function private.create_website(text) is 'Makes a website, which clients may not insert. Raises PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden or no_tenant.';
revoke all on function private.create_website(text) from public;
grant execute on function private.create_website(text) to authenticated;

create or replace function public.create_website(name text) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.create_website(name)
$$;
comment on function public.create_website(text) is
  'Makes a website (draft, with a generated subdomain, a home page and five components). Errors: PT400 invalid_input, PT402 quota_exceeded, PT403 forbidden (needs website.create).';
revoke all on function public.create_website(text) from public;
grant execute on function public.create_website(text) to authenticated;
--! EndIncluded functions/websites/create_website.sql
--! Included functions/websites/archive_website.sql
-- An archived website is dark and counts against no limit; its data stays.
create or replace function private.archive_website(p_website uuid, p_archived boolean) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_website public.websites;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can_on('website.archive', p_website) then perform private.fail('forbidden', 'website.archive'); end if;
  select * into v_website from public.websites w where w.tenant_id = v_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;
  -- archiving must not be the way out of a suspension
  if v_website.status = 'suspended' then perform private.fail('website_suspended'); end if;

  if p_archived <> (v_website.status = 'archived') then
    update public.websites w
    set status = case when p_archived then 'archived' else private.resting_status(v_tenant, p_website) end
    where w.tenant_id = v_tenant and w.id = p_website
    returning * into v_website;
    perform private.record_audit(case when p_archived then 'website.archived' else 'website.restored' end,
      'website', p_website, jsonb_build_object('name', v_website.name), v_tenant);
  end if;
  return v_website;
end
$$;
comment on function private.archive_website(uuid, boolean) is
  'Moves the status, which no client may write, into the archive or out of it. Raises PT402 quota_exceeded, PT403 forbidden or website_suspended, PT404.';
revoke all on function private.archive_website(uuid, boolean) from public;
grant execute on function private.archive_website(uuid, boolean) to authenticated;

create or replace function private.resting_status(p_tenant uuid, p_website uuid) returns public.website_status
language sql stable security definer set search_path = ''
as $$
  select case when exists (
      select from public.deployments d where d.tenant_id = p_tenant and d.website_id = p_website and d.is_live)
    then 'published' else 'draft' end::public.website_status
$$;
comment on function private.resting_status(uuid, uuid) is 'What a website is when nothing keeps it dark, whatever the caller can see: published if it ever was, else draft.';
revoke all on function private.resting_status(uuid, uuid) from public;

create or replace function public.archive_website(website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.archive_website(website, true)
$$;
comment on function public.archive_website(uuid) is
  'Takes a website off the air and out of the plan''s count; everything in it stays. Errors: PT403 forbidden (needs website.archive) or website_suspended, PT404.';
revoke all on function public.archive_website(uuid) from public;
grant execute on function public.archive_website(uuid) to authenticated;

create or replace function public.restore_website(website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.archive_website(website, false)
$$;
comment on function public.restore_website(uuid) is
  'Brings an archived website back as it was: served again if it was published. Errors: PT402 quota_exceeded, PT403 forbidden (needs website.archive) or website_suspended, PT404.';
revoke all on function public.restore_website(uuid) from public;
grant execute on function public.restore_website(uuid) to authenticated;
--! EndIncluded functions/websites/archive_website.sql
--! Included functions/websites/suspend_website.sql
-- For platform admins (T11): a suspended website answers 403 until it is lifted.
create or replace function private.suspend_website(p_tenant uuid, p_website uuid, p_suspended boolean, p_reason text) returns public.websites
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_website public.websites;
begin
  if not private.is_platform_admin() then perform private.fail('forbidden', 'platform admin'); end if;
  select * into v_website from public.websites w where w.tenant_id = p_tenant and w.id = p_website for no key update;
  if not found then perform private.fail('not_found', 'website'); end if;

  if p_suspended <> (v_website.status = 'suspended') then
    update public.websites w
    set status = case when p_suspended then 'suspended' else private.resting_status(p_tenant, p_website) end
    where w.tenant_id = p_tenant and w.id = p_website
    returning * into v_website;
    perform private.record_audit(case when p_suspended then 'website.suspended' else 'website.unsuspended' end,
      'website', p_website, jsonb_strip_nulls(jsonb_build_object('reason', left(p_reason, 500))), p_tenant);
  end if;
  return v_website;
end
$$;
comment on function private.suspend_website(uuid, uuid, boolean, text) is
  'Moves the status of any tenant''s website, for platform admins only. Raises PT403 forbidden, PT404, PT409 conflict for an archived one.';
revoke all on function private.suspend_website(uuid, uuid, boolean, text) from public;
grant execute on function private.suspend_website(uuid, uuid, boolean, text) to platform_admin;

create or replace function public.suspend_website(tenant uuid, website uuid, reason text default null) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_website(tenant, website, true, reason)
$$;
comment on function public.suspend_website(uuid, uuid, text) is
  'For platform admins: visitors get 403, and its team can''t publish, archive or restore it. Audited. Errors: PT403 forbidden, PT404, PT409 conflict (archived).';
revoke all on function public.suspend_website(uuid, uuid, text) from public;
grant execute on function public.suspend_website(uuid, uuid, text) to platform_admin;

create or replace function public.unsuspend_website(tenant uuid, website uuid) returns public.websites
language sql volatile security invoker set search_path = ''
as $$
  select private.suspend_website(tenant, website, false, null)
$$;
comment on function public.unsuspend_website(uuid, uuid) is
  'For platform admins: the website is what it was before it was suspended. Audited. Errors: PT403 forbidden, PT404.';
revoke all on function public.unsuspend_website(uuid, uuid) from public;
grant execute on function public.unsuspend_website(uuid, uuid) to platform_admin;
--! EndIncluded functions/websites/suspend_website.sql
--! Included functions/websites/set_home_page.sql
-- S1: the flag is the slug, so both pages move in one statement, under the website's lock.
create or replace function private.free_page_slug(p_tenant uuid, p_website uuid, p_title text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_base text := lower(regexp_replace(normalize(p_title, NFD), '[\u0300-\u036f]', '', 'g')); -- é → e
  v_slug text;
begin
  v_base := coalesce(nullif(btrim(left(btrim(regexp_replace(v_base, '[^a-z0-9]+', '-', 'g'), '-'), 80), '-'), ''), 'page');
  if v_base <> 'page' then v_slug := '/' || v_base; end if;
  while v_slug is null
    or exists (select from public.pages p where p.tenant_id = p_tenant and p.website_id = p_website and p.slug = v_slug) loop
    v_slug := '/' || v_base || '-' || left(replace(gen_random_uuid()::text, '-', ''), 4);
  end loop;
  return v_slug;
end
$$;
comment on function private.free_page_slug(uuid, uuid, text) is 'A slug no page of the website has, whatever the caller can see: made from a title, page-xxxx where that gives none.';
revoke all on function private.free_page_slug(uuid, uuid, text) from public;

create or replace function private.set_home_page(p_page uuid) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_page public.pages;
begin
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page;
  if not found or not private.can_on('content.read', v_page.website_id) then perform private.fail('not_found', 'page'); end if;
  if not private.can_on('content.write', v_page.website_id) then perform private.fail('forbidden', 'content.write'); end if;
  perform private.lock_website(v_tenant, v_page.website_id);

  update public.pages p
  set slug = case when p.id = p_page then '/' else private.free_page_slug(v_tenant, p.website_id, p.title) end
  where p.tenant_id = v_tenant and p.website_id = v_page.website_id and (p.id = p_page or p.slug = '/')
    -- nothing to do where it is the home page already
    and not exists (select from public.pages h where h.tenant_id = v_tenant and h.id = p_page and h.slug = '/');
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page;
  if not found then perform private.fail('not_found', 'page'); end if;
  return v_page;
end
$$;
comment on function private.set_home_page(uuid) is 'Moves the slug / under the website''s lock, which an editor can''t take. Raises PT403 forbidden, PT404.';
revoke all on function private.set_home_page(uuid) from public;
grant execute on function private.set_home_page(uuid) to authenticated;

create or replace function public.set_home_page(page uuid) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.set_home_page(page)
$$;
comment on function public.set_home_page(uuid) is
  'Makes this page the home page, at /; the old one gets a slug made from its title. Visitors see it at the next publish. Errors: PT403 forbidden (needs content.write), PT404.';
revoke all on function public.set_home_page(uuid) from public;
grant execute on function public.set_home_page(uuid) to authenticated;
--! EndIncluded functions/websites/set_home_page.sql
--! Included functions/websites/set_page_password.sql
create or replace function private.set_page_password(p_page uuid, p_password text) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_page public.pages;
begin
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = p_page for no key update;
  if not found or not private.can_on('content.read', v_page.website_id) then perform private.fail('not_found', 'page'); end if;
  if not private.can_on('content.write', v_page.website_id) then perform private.fail('forbidden', 'content.write'); end if;

  if nullif(p_password, '') is null then
    delete from private.page_passwords w where w.tenant_id = v_tenant and w.page_id = p_page;
  else
    -- bcrypt reads no further than 72 bytes
    if length(p_password) < 4 or octet_length(p_password) > 72 then
      perform private.fail('invalid_input', 'password (expected 4 characters to 72 bytes)');
    end if;
    insert into private.page_passwords as w (tenant_id, page_id, website_id, password_hash)
    values (v_tenant, p_page, v_page.website_id, extensions.crypt(p_password, extensions.gen_salt('bf', 10)))
    on conflict (tenant_id, page_id) do update set password_hash = excluded.password_hash, updated_at = now();
  end if;
  update public.pages p set password_protected = nullif(p_password, '') is not null
  where p.tenant_id = v_tenant and p.id = p_page
  returning * into v_page;
  perform private.record_audit(
    case when v_page.password_protected then 'page.password_set' else 'page.password_removed' end, 'page', p_page, '{}', v_tenant);
  return v_page;
end
$$;
comment on function private.set_page_password(uuid, text) is 'Writes the hash, which no client may see, and the flag. Raises PT400 invalid_input, PT403 forbidden, PT404.';
revoke all on function private.set_page_password(uuid, text) from public;
grant execute on function private.set_page_password(uuid, text) to authenticated;

create or replace function public.set_page_password(page uuid, password text default null) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.set_page_password(page, password)
$$;
comment on function public.set_page_password(uuid, text) is
  'Visitors need this password (4 characters to 72 bytes) for the page from now on, whichever deployment is live; null or empty removes it. Errors: PT400 invalid_input, PT403 forbidden (needs content.write), PT404.';
revoke all on function public.set_page_password(uuid, text) from public;
grant execute on function public.set_page_password(uuid, text) to authenticated;
--! EndIncluded functions/websites/set_page_password.sql
--! Included functions/websites/move_component.sql
-- S6: one write, whatever the length of the page.
create or replace function private.lock_page(p_page uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.pages p where p.tenant_id = private.tenant_id() and p.id = p_page for no key update;
end
$$;
comment on function private.lock_page(uuid) is 'One at a time may place components on a page of this tenant; the policies of its components decide who may move them.';
revoke all on function private.lock_page(uuid) from public;
grant execute on function private.lock_page(uuid) to authenticated;

create or replace function public.move_component(component uuid, after uuid default null) returns public.components
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_component public.components;
  v_low text;
  v_high text;
begin
  select * into v_component from public.components c where c.tenant_id = v_tenant and c.id = move_component.component;
  if not found then perform private.fail('not_found', 'component'); end if;
  perform private.lock_page(v_component.page_id);

  if after is not null then
    select c.order_key into v_low from public.components c
    where c.tenant_id = v_tenant and c.page_id = v_component.page_id and c.id = move_component.after and c.id <> v_component.id;
    if not found then perform private.fail('invalid_input', 'after (expected another component of the same page)'); end if;
  end if;
  select c.order_key into v_high from public.components c
  where c.tenant_id = v_tenant and c.page_id = v_component.page_id and c.id <> v_component.id
    and (v_low is null or c.order_key > v_low)
  order by c.order_key limit 1;

  update public.components c set order_key = public.order_key_between(v_low, v_high)
  where c.tenant_id = v_tenant and c.id = v_component.id
  returning * into v_component;
  -- row-level security blocks an update without a word, and so does who has just removed it
  if not found then
    if not private.can_on('content.write', v_component.website_id) then perform private.fail('forbidden', 'content.write'); end if;
    perform private.fail('not_found', 'component');
  end if;
  return v_component;
end
$$;
comment on function public.move_component(uuid, uuid) is
  'Puts a component right after another one of its page; without one, at the top. Errors: PT400 invalid_input, PT403 forbidden (needs content.write; content.lock if it is locked), PT404.';
revoke all on function public.move_component(uuid, uuid) from public;
grant execute on function public.move_component(uuid, uuid) to authenticated;
--! EndIncluded functions/websites/move_component.sql
--! Included functions/websites/save_page_version.sql
-- S7. The triggers of page_versions do the work.
create or replace function public.save_page_version(
  page uuid, trigger public.page_version_trigger default 'manual', label text default null
) returns public.page_versions
language sql volatile security invoker set search_path = ''
as $$
  insert into public.page_versions (page_id, trigger, label) values (page, trigger, label) returning *
$$;
comment on function public.save_page_version(uuid, public.page_version_trigger, text) is
  'Saves the page''s components as they are; the oldest versions beyond the plan''s limit go. Errors: 42501 without content.write, 23503 for an unknown page.';
revoke all on function public.save_page_version(uuid, public.page_version_trigger, text) from public;
grant execute on function public.save_page_version(uuid, public.page_version_trigger, text) to authenticated;
--! EndIncluded functions/websites/save_page_version.sql
--! Included functions/websites/restore_page_version.sql
-- S7, undoable itself: the page as it is gets saved first. Runs with the caller's rights
-- but for the ids, which no client may choose; locked components keep their guard.
create or replace function private.restore_page_version(p_version uuid) returns public.pages
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_version public.page_versions;
  v_page public.pages;
begin
  select * into v_version from public.page_versions v where v.tenant_id = v_tenant and v.id = p_version;
  if not found or not private.can_on('content.read', v_version.website_id) then perform private.fail('not_found', 'version'); end if;
  if not private.can_on('content.write', v_version.website_id) then perform private.fail('forbidden', 'content.write'); end if;

  -- takes the website's lock
  insert into public.page_versions (tenant_id, page_id, trigger, label)
  values (v_tenant, v_version.page_id, 'pre_restore', 'Before going back to ' || to_char(v_version.saved_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));

  perform from public.pages p where p.tenant_id = v_tenant and p.id = v_version.page_id for no key update;
  delete from public.components c
  where c.tenant_id = v_tenant and c.page_id = v_version.page_id
    and not exists (select from jsonb_array_elements(v_version.content_snapshot) s where (s ->> 'id')::uuid = c.id);
  update public.components c
  set order_key = s.order_key, is_visible = s.is_visible, is_locked = s.is_locked, ai_generated = s.ai_generated, props = s.props
  from jsonb_to_recordset(v_version.content_snapshot)
    s (id uuid, order_key text, is_visible boolean, is_locked boolean, ai_generated boolean, props jsonb)
  where c.tenant_id = v_tenant and c.page_id = v_version.page_id and c.id = s.id
    and (c.order_key, c.is_visible, c.is_locked, c.ai_generated, c.props)
      is distinct from (s.order_key, s.is_visible, s.is_locked, s.ai_generated, s.props);
  insert into public.components (tenant_id, id, page_id, type, order_key, is_visible, is_locked, ai_generated, props)
  select v_tenant, s.id, v_version.page_id, s.type, s.order_key, s.is_visible, s.is_locked, s.ai_generated, s.props
  from jsonb_to_recordset(v_version.content_snapshot)
    s (id uuid, type text, order_key text, is_visible boolean, is_locked boolean, ai_generated boolean, props jsonb)
  where not exists (select from public.components c where c.tenant_id = v_tenant and c.id = s.id);
  select * into v_page from public.pages p where p.tenant_id = v_tenant and p.id = v_version.page_id;
  return v_page;
end
$$;
comment on function private.restore_page_version(uuid) is
  'Puts components back with their ids, which no client may choose. Raises PT402 plan_required, PT403 forbidden (content.write; content.lock where a locked component would change), PT404.';
revoke all on function private.restore_page_version(uuid) from public;
grant execute on function private.restore_page_version(uuid) to authenticated;

create or replace function public.restore_page_version(version uuid) returns public.pages
language sql volatile security invoker set search_path = ''
as $$
  select private.restore_page_version(version)
$$;
comment on function public.restore_page_version(uuid) is
  'Makes the page''s components exactly what they were, ids included, after saving them as they are. Errors: PT402 plan_required, PT403 forbidden (needs content.write; content.lock where a locked component would change), PT404.';
revoke all on function public.restore_page_version(uuid) from public;
grant execute on function public.restore_page_version(uuid) to authenticated;
--! EndIncluded functions/websites/restore_page_version.sql
--! Included functions/websites/publish_website.sql
-- S3. The triggers of deployments do the work, for whoever inserts one.
create or replace function public.publish_website(website uuid, notes text default null) returns public.deployments
language sql volatile security invoker set search_path = ''
as $$
  insert into public.deployments (website_id, notes) values (website, notes) returning *
$$;
comment on function public.publish_website(uuid, text) is
  'Freezes the website as it is and makes that what visitors see. Errors: PT402 plan_required, PT403 forbidden (needs site.publish), email_not_confirmed or website_suspended, PT404, PT409 website_archived or no_published_home_page, PT413 page_too_large.';
revoke all on function public.publish_website(uuid, text) from public;
grant execute on function public.publish_website(uuid, text) to authenticated;
--! EndIncluded functions/websites/publish_website.sql
--! Included functions/websites/rollback_website.sql
-- S4: an older deployment becomes live again; the draft stays as it is.
create or replace function private.rollback_website(p_deployment uuid) returns public.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_deployment public.deployments;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  select * into v_deployment from public.deployments d where d.tenant_id = v_tenant and d.id = p_deployment;
  if not found or not private.can_on('content.read', v_deployment.website_id) then
    perform private.fail('not_found', 'deployment');
  end if;
  -- the website before the deployments, like a publisher
  perform private.lock_for_publishing(v_tenant, v_deployment.website_id);
  update public.deployments d set is_live = true
  where d.tenant_id = v_tenant and d.id = p_deployment and not d.is_live;
  select * into v_deployment from public.deployments d where d.tenant_id = v_tenant and d.id = p_deployment;
  return v_deployment;
end
$$;
comment on function private.rollback_website(uuid) is 'Moves the live flag, which no client may write. Raises PT404 and what lock_for_publishing raises.';
revoke all on function private.rollback_website(uuid) from public;
grant execute on function private.rollback_website(uuid) to authenticated;

create or replace function public.rollback_website(deployment uuid) returns public.deployments
language sql volatile security invoker set search_path = ''
as $$
  select private.rollback_website(deployment)
$$;
comment on function public.rollback_website(uuid) is
  'Makes an older deployment what visitors see; nothing happens to the live one. Errors: PT403 forbidden (needs site.publish), email_not_confirmed or website_suspended, PT404, PT409 website_archived.';
revoke all on function public.rollback_website(uuid) from public;
grant execute on function public.rollback_website(uuid) to authenticated;
--! EndIncluded functions/websites/rollback_website.sql
--! Included functions/websites/snapshot_json.sql
-- The whole deployment in one document, put together on demand: nothing is stored twice.
create or replace function public.snapshot_json(deployment public.deployments) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object('websiteId', deployment.website_id, 'publishedAt', deployment.deployed_at)
    || deployment.site::jsonb
    || jsonb_build_object('pages', coalesce(
      (select jsonb_agg(p.content::jsonb order by p.is_home desc, p.slug)
       from public.deployment_pages p
       where p.tenant_id = deployment.tenant_id and p.deployment_id = deployment.id), '[]'))
$$;
comment on function public.snapshot_json(public.deployments) is
  'The frozen website: websiteId, publishedAt, branding, seoDefaults, …, and pages with their components.';
revoke all on function public.snapshot_json(public.deployments) from public;
grant execute on function public.snapshot_json(public.deployments) to authenticated, service_role;
--! EndIncluded functions/websites/snapshot_json.sql
--! Included functions/websites/diff_deployments.sql
-- S4. Row-level security answers for the caller's own websites only.
create or replace function public.diff_deployments(a uuid, b uuid)
returns table (change public.change_kind, page_id uuid, page_title text, page_slug text, component_id uuid, component_type text)
language sql stable security invoker set search_path = ''
as $$
  with page as (
    select p.deployment_id, p.page_id, p.title, p.slug, p.content::jsonb as content
    from public.deployment_pages p where p.tenant_id = (select private.tenant_id()) and p.deployment_id in (a, b)
  ), component as (
    select p.deployment_id, p.page_id, p.title, p.slug, (c ->> 'id')::uuid as id, c as content
    from page p, jsonb_array_elements(p.content -> 'components') c
  )
  select
    case when o.page_id is null then 'added' when n.page_id is null then 'removed' else 'changed' end::public.change_kind,
    coalesce(n.page_id, o.page_id), coalesce(n.title, o.title), coalesce(n.slug, o.slug), null::uuid, null::text
  from (select * from page where deployment_id = a) o
  full join (select * from page where deployment_id = b) n on n.page_id = o.page_id
  where n.content - 'components' is distinct from o.content - 'components'
  union all
  select
    case when o.id is null then 'added' when n.id is null then 'removed' else 'changed' end::public.change_kind,
    coalesce(n.page_id, o.page_id), coalesce(n.title, o.title), coalesce(n.slug, o.slug),
    coalesce(n.id, o.id), coalesce(n.content, o.content) ->> 'type'
  from (select * from component where deployment_id = a) o
  full join (select * from component where deployment_id = b) n on n.id = o.id
  where n.content is distinct from o.content
  order by 4, 5 nulls first
$$;
comment on function public.diff_deployments(uuid, uuid) is
  'What changed from deployment a to b: a row for each page (component_id null) and component added, removed or changed.';
revoke all on function public.diff_deployments(uuid, uuid) from public;
grant execute on function public.diff_deployments(uuid, uuid) to authenticated, service_role;
--! EndIncluded functions/websites/diff_deployments.sql
--! Included functions/websites/visit.sql
-- S5: the one way the public reads. Host and path lead to the live deployment's page by
-- index probes; nothing here reads a draft.
--  1. The directory names the host's live deployment and whether it is served; the page,
--     what all pages share and a password's hash follow by their keys, in one query.
--  2. Not served: 403 where somebody suspended it, else 404, and nothing more.
--  3. A page with a password is withheld, and guessing it costs (A10): answered, not
--     raised, so that what an attempt has cost is not rolled back.
create or replace function private.visit(p_host text, p_path text, p_password text) returns public.live_page
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_host text := rtrim(lower(split_part(p_host, ':', 1)), '.');
  v_path text := '/' || btrim(p_path, '/');
  v_tenant uuid;
  v_serving boolean;
  v_hash text;
  v_visit public.live_page;
  v_address inet;
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
    return row(
      case when exists (
        select from public.websites w join public.tenants t on t.id = w.tenant_id
        where w.tenant_id = v_tenant and w.id = v_visit.website_id
          and (w.status = 'suspended' or w.status = 'published' and t.status = 'suspended'))
      then 403 else 404 end, null, null, null, null, null)::public.live_page;
  end if;
  v_visit.status := case when v_visit.page_id is null then 404 else 200 end;
  if v_hash is null then return v_visit; end if;

  -- 3.
  if p_password is null then
    v_visit.status := 401;
    v_visit.page := null;
    return v_visit;
  end if;
  -- by address first, so that one guesser does not use up everybody's attempts; who has one
  -- IPv6 address has 2^64 of them
  v_address := private.client_address();
  if family(v_address) = 6 and not v_address <<= '::ffff:0:0/96' then v_address := network(set_masklen(v_address, 64)); end if;
  if not (private.consume_rate_limit(
            concat_ws(' ', 'unlock_page', v_visit.page_id, coalesce(host(v_address), '-')), 10, 0.1)).allowed
     or not (private.consume_rate_limit(concat_ws(' ', 'unlock_page', v_visit.page_id), 100, 1)).allowed then
    v_visit.status := 429;
  elsif extensions.crypt(left(p_password, 200), v_hash) <> v_hash then
    v_visit.status := 401;
  end if;
  if v_visit.status <> 200 then v_visit.page := null; end if;
  return v_visit;
end
$$;
comment on function private.visit(text, text, text) is
  'Reads the directory, the live deployment and the hash for visitors, who may read no table, and gives out that one page and nothing else. Null for p_password asks without one and writes nothing.';
revoke all on function private.visit(text, text, text) from public;
grant execute on function private.visit(text, text, text) to anon, authenticated, service_role;
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
create or replace function public.unlock_page(host text, path text, password text) returns public.live_page
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_visit public.live_page := private.visit(host, path, coalesce(password, ''));
begin
  perform set_config('response.status', v_visit.status::text, true);
  return v_visit;
end
$$;
comment on function public.unlock_page(text, text, text) is
  'live_page for a page that needs a password. status, also as HTTP status: 200 with the page, 401 wrong password, 429 too many attempts (10 an address, one more every 10 s), 403 and 404 as live_page. Never raises.';
revoke all on function public.unlock_page(text, text, text) from public;
grant execute on function public.unlock_page(text, text, text) to anon, authenticated, service_role;
--! EndIncluded functions/websites/unlock_page.sql
--! Included functions/websites/check_invariants_websites.sql
create or replace function private.check_invariants_websites() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'website_count counts websites that are not archived', format('%s: counter %s, rows %s', c.tenant_id, c.website_count, n.rows)
  from public.usage_counters c
  cross join lateral (
    select count(*) as rows from public.websites w where w.tenant_id = c.tenant_id and w.status <> 'archived') n
  where c.website_count <> n.rows
  union all
  select 'page_count counts pages', format('%s: counter %s, rows %s', w.id, w.page_count, n.rows)
  from public.websites w
  cross join lateral (select count(*) as rows from public.pages p where p.tenant_id = w.tenant_id and p.website_id = w.id) n
  where w.page_count <> n.rows
  union all
  select 'a website with pages has one home page', w.id::text
  from public.websites w
  where w.page_count > 0
    and (select count(*) from public.pages p where p.tenant_id = w.tenant_id and p.website_id = w.id and p.is_home) <> 1
  union all
  select 'a website that was deployed has one live deployment', d.website_id::text
  from public.deployments d group by d.tenant_id, d.website_id having count(*) filter (where d.is_live) <> 1
  union all
  select 'a published website has a deployment', w.id::text
  from public.websites w
  where w.status = 'published'
    and not exists (select from public.deployments d where d.tenant_id = w.tenant_id and d.website_id = w.id and d.is_live)
  union all
  select 'a deployment has its home page', d.id::text
  from public.deployments d
  where not exists (
    select from public.deployment_pages p where p.tenant_id = d.tenant_id and p.deployment_id = d.id and p.slug = '/' and p.is_home)
  union all
  select 'the directory names every host, its live deployment and whether it is served', coalesce(h.key, d.key)
  from (select h.* from public.tenants t cross join lateral private.expected_hosts(t.id) h) h
  full join (select * from private.directory where kind = 'host') d on d.key = h.key
  where (h.tenant_id, h.object_id, h.deployment_id, h.serving) is distinct from (d.tenant_id, d.object_id, d.deployment_id, d.serving)
  union all
  select 'a component belongs to its page''s website', c.id::text
  from public.components c join public.pages p on p.tenant_id = c.tenant_id and p.id = c.page_id
  where c.website_id <> p.website_id
  union all
  select 'a version belongs to its page''s website', v.id::text
  from public.page_versions v join public.pages p on p.tenant_id = v.tenant_id and p.id = v.page_id
  where v.website_id <> p.website_id
  union all
  select 'a deployed page belongs to its deployment''s website', p.page_id::text
  from public.deployment_pages p join public.deployments d on d.tenant_id = p.tenant_id and d.id = p.deployment_id
  where p.website_id <> d.website_id
  union all
  select 'password_protected tells whether there is a password', p.id::text
  from public.pages p
  where p.password_protected <> exists (select from private.page_passwords w where w.tenant_id = p.tenant_id and w.page_id = p.id)
  union all
  select 'no deployment tells whom a form writes to', p.page_id::text
  from public.deployment_pages p where p.content::jsonb @? '$.components[*].props.recipient_email'
$$;
comment on function private.check_invariants_websites() is 'Broken invariants of websites.';
revoke all on function private.check_invariants_websites() from public;
--! EndIncluded functions/websites/check_invariants_websites.sql
--! Included policies/websites/websites.sql
-- Read by all who may read its content; its details edited by those who run it. Made by create_website, so that none is without a home page; address, status, counters and times belong to functions.
alter table public.websites enable row level security;
revoke all on public.websites from anon, authenticated, service_role, platform_admin;
grant select on public.websites to authenticated;
grant update (name, description, branding_config, seo_defaults, settings, analytics_enabled, template_id, favicon_url) on public.websites to authenticated;
grant select, update on public.websites to service_role;

drop policy if exists select_member on public.websites;
create policy select_member on public.websites for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.websites is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists update_member on public.websites;
create policy update_member on public.websites for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('website.update'))
    and ((select private.all_websites()) or id = any ((select private.website_scope('website.update'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('website.update'))
    and ((select private.all_websites()) or id = any ((select private.website_scope('website.update'))::uuid[])));
comment on policy update_member on public.websites is 'Members with website.update, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.websites;
create policy select_platform_admin on public.websites for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.websites is 'Platform admins read everything.';
--! EndIncluded policies/websites/websites.sql
--! Included policies/websites/page_passwords.sql
-- set_page_password() writes it, unlock_page() compares with it. No client has a grant; the policy says so twice.
alter table private.page_passwords enable row level security;
revoke all on private.page_passwords from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.page_passwords;
create policy select_nobody on private.page_passwords for select to authenticated
  using (false);
comment on policy select_nobody on private.page_passwords is 'No client reads it.';
--! EndIncluded policies/websites/page_passwords.sql
--! Included policies/websites/pages.sql
-- Editors write pages. The home page moves by its slug alone (is_home follows), the password by set_page_password.
alter table public.pages enable row level security;
revoke all on public.pages from anon, authenticated, service_role, platform_admin;
grant select on public.pages to authenticated;
grant insert (website_id, title, slug, status, show_in_nav, nav_order, nav_label, seo_meta, page_config) on public.pages to authenticated;
grant update (title, slug, status, show_in_nav, nav_order, nav_label, seo_meta, page_config) on public.pages to authenticated;
grant delete on public.pages to authenticated;
grant select, insert, update, delete on public.pages to service_role;

drop policy if exists select_member on public.pages;
create policy select_member on public.pages for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.pages is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.pages;
create policy insert_member on public.pages for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy insert_member on public.pages is 'Members with content.write, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists update_member on public.pages;
create policy update_member on public.pages for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy update_member on public.pages is 'Members with content.write, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists delete_member on public.pages;
create policy delete_member on public.pages for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy delete_member on public.pages is 'Members with content.write, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.pages;
create policy select_platform_admin on public.pages for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.pages is 'Platform admins read everything.';
--! EndIncluded policies/websites/pages.sql
--! Included policies/websites/component_types.sql
-- The palette is the same for everybody who builds; only migrations write it.
alter table public.component_types enable row level security;
revoke all on public.component_types from anon, authenticated, service_role, platform_admin;
grant select on public.component_types to authenticated;
grant select on public.component_types to service_role;

drop policy if exists select_anyone on public.component_types;
create policy select_anyone on public.component_types for select to authenticated
  using (true);
comment on policy select_anyone on public.component_types is 'No secret: everybody named reads it.';
--! EndIncluded policies/websites/component_types.sql
--! Included policies/websites/components.sql
-- Editors write components; a component stays on its page and keeps its type. What is locked is the trigger's to guard.
alter table public.components enable row level security;
revoke all on public.components from anon, authenticated, service_role, platform_admin;
grant select on public.components to authenticated;
grant insert (page_id, type, order_key, is_visible, is_locked, props) on public.components to authenticated;
grant update (order_key, is_visible, is_locked, props) on public.components to authenticated;
grant delete on public.components to authenticated;
grant select, insert, update, delete on public.components to service_role;

drop policy if exists select_member on public.components;
create policy select_member on public.components for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.components is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.components;
create policy insert_member on public.components for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy insert_member on public.components is 'Members with content.write, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists update_member on public.components;
create policy update_member on public.components for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy update_member on public.components is 'Members with content.write, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists delete_member on public.components;
create policy delete_member on public.components for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy delete_member on public.components is 'Members with content.write, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.components;
create policy select_platform_admin on public.components for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.components is 'Platform admins read everything.';
--! EndIncluded policies/websites/components.sql
--! Included policies/websites/page_versions.sql
-- Saved by editors, who say which page and why; the snapshot is the trigger's. Never changed, pruned by trigger.
alter table public.page_versions enable row level security;
revoke all on public.page_versions from anon, authenticated, service_role, platform_admin;
grant select on public.page_versions to authenticated;
grant insert (page_id, trigger, label) on public.page_versions to authenticated;
grant select, insert on public.page_versions to service_role;

drop policy if exists select_member on public.page_versions;
create policy select_member on public.page_versions for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.page_versions is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.page_versions;
create policy insert_member on public.page_versions for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy insert_member on public.page_versions is 'Members with content.write, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists select_platform_admin on public.page_versions;
create policy select_platform_admin on public.page_versions for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.page_versions is 'Platform admins read everything.';
--! EndIncluded policies/websites/page_versions.sql
--! Included policies/websites/deployments.sql
-- An insert publishes: the client names the website and may add notes, triggers do the rest. Never changed but by rollback_website.
alter table public.deployments enable row level security;
revoke all on public.deployments from anon, authenticated, service_role, platform_admin;
grant select on public.deployments to authenticated;
grant insert (website_id, notes) on public.deployments to authenticated;
grant select, insert on public.deployments to service_role;

drop policy if exists select_member on public.deployments;
create policy select_member on public.deployments for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.deployments is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists insert_member on public.deployments;
create policy insert_member on public.deployments for insert to authenticated
  with check (tenant_id = (select private.tenant_id()) and (select private.can('site.publish'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('site.publish'))::uuid[])));
comment on policy insert_member on public.deployments is 'Members with site.publish, and collaborators who have it on that website, add what the tenant of the request has.';

drop policy if exists select_platform_admin on public.deployments;
create policy select_platform_admin on public.deployments for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.deployments is 'Platform admins read everything.';
--! EndIncluded policies/websites/deployments.sql
--! Included policies/websites/deployment_pages.sql
-- Read by the team; visitors read through live_page. Written by publishing alone.
alter table public.deployment_pages enable row level security;
revoke all on public.deployment_pages from anon, authenticated, service_role, platform_admin;
grant select on public.deployment_pages to authenticated;
grant select on public.deployment_pages to service_role;

drop policy if exists select_member on public.deployment_pages;
create policy select_member on public.deployment_pages for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.deployment_pages is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.deployment_pages;
create policy select_platform_admin on public.deployment_pages for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.deployment_pages is 'Platform admins read everything.';
--! EndIncluded policies/websites/deployment_pages.sql
--! Included policies/websites/website_members.sql
-- Seen and removed by the team; collaborators come by invitation.
alter table public.website_members enable row level security;
revoke all on public.website_members from anon, authenticated, service_role, platform_admin;
grant select on public.website_members to authenticated;
grant delete on public.website_members to authenticated;
grant select, insert, update, delete on public.website_members to service_role;

drop policy if exists select_member on public.website_members;
create policy select_member on public.website_members for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.read'))::uuid[])));
comment on policy select_member on public.website_members is 'Members with member.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists delete_member on public.website_members;
create policy delete_member on public.website_members for delete to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('member.manage'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('member.manage'))::uuid[])));
comment on policy delete_member on public.website_members is 'Members with member.manage, and collaborators who have it on that website, remove what the tenant of the request has.';

drop policy if exists select_platform_admin on public.website_members;
create policy select_platform_admin on public.website_members for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.website_members is 'Platform admins read everything.';
--! EndIncluded policies/websites/website_members.sql
--! Included seed/component_types.sql
-- The 18 kinds of content block (S6): what a new one contains, and what the props of any one must satisfy.
--
-- A check is a row (key, path, message). `path` is a jsonpath predicate over the props that must be true
-- (`jsonb_path_match(props, path)`); keys a type does not know are kept as they are. The predicates are not written
-- by hand: `spec` says in one line per group of keys which rule holds, and `rule` holds each rule's test once.
--
--   keys   `images[].url` is the url of every image; a final `!` makes a key required; `*` stands for every type
--   tests  %1$s is the value, %2$s and %3$s are the rule's arguments. Each begins with the value's type, so that it is
--          true or false, never unknown: an unknown inside a filter would let the value pass. What a list holds is
--          asked of `[*].type()`, because a filter would open a list inside the list.
--
-- jsonpath has no length of a text, and a pattern that counts characters costs as much as all other tests together
-- (measured: 100 µs for a sentence), so max_text_length holds for all texts of a type. Postgres keeps 32 compiled
-- patterns per connection: the rules use fewer.

with rule (name, test, message) as (
  values
    ('text',
      $$%1$s.type() == "string"$$,
      'expected a text'),
    ('label',
      $$%1$s.type() == "string" && %1$s like_regex "[^[:space:]]"$$,
      'expected a text that is not empty'),
    ('html',
      $$%1$s.type() == "string"$$,
      'expected HTML as a text'),
    ('texts',
      $$%1$s.type() == "array" && %1$s.size() <= %2$s && !(%1$s[*].type() != "string")$$,
      'expected a list of at most %2$s texts'),
    ('list',
      $$%1$s.type() == "array" && %1$s.size() <= %2$s && !(%1$s[*].type() != "object")$$,
      'expected a list of at most %2$s objects'),
    ('object',
      $$%1$s.type() == "object"$$,
      'expected an object'),
    ('boolean',
      $$%1$s.type() == "boolean"$$,
      'expected true or false'),
    ('number',
      $$%1$s.type() == "number" && %1$s >= %2$s && %1$s <= %3$s$$,
      'expected a number from %2$s to %3$s'),
    ('integer',
      $$%1$s.type() == "number" && %1$s >= %2$s && %1$s <= %3$s && %1$s.floor() == %1$s$$,
      'expected a whole number from %2$s to %3$s'),
    ('figure',
      $$%1$s.type() == "number" || %1$s.type() == "string"$$,
      'expected a number or a text'),
    ('one_of',
      $$%1$s.type() == "string" && (%2$s)$$,
      'expected one of %2$s'),
    ('colour',
      $$%1$s.type() == "string" && %1$s like_regex "^(transparent|#[0-9a-f]{3,4}|#[0-9a-f]{6}|#[0-9a-f]{8}|(rgb|hsl)a?[(][0-9., %%/]{1,40}[)])$" flag "i"$$,
      'expected a colour such as #1A2B3C, rgb(26, 43, 60), hsl(210, 40%%, 17%%) or transparent'),
    ('css_length',
      $$%1$s.type() == "string" && %1$s like_regex "^(0|[0-9]{1,4}([.][0-9]{1,2})?(px|rem|em|%%|vh|svh|dvh|vw))$"$$,
      'expected a CSS length such as 480px, 80vh or 24rem'),
    ('href',
      $$%1$s.type() == "string" && %1$s like_regex "^((https?://|mailto:|tel:)[^[:space:][:cntrl:]<>\u0022\\\\]+|(?!//)[^[:space:][:cntrl:]<>\u0022\\\\:/?#]*([/?#][^[:space:][:cntrl:]<>\u0022\\\\]*)?)$" flag "i"$$,
      'expected a link: a path on this site such as /menu, #section, http(s)://…, mailto:… or tel:…'),
    ('url',
      $$%1$s.type() == "string" && %1$s like_regex "^(https?://[^[:space:][:cntrl:]<>\u0022\\\\]+|/(?!/)[^[:space:][:cntrl:]<>\u0022\\\\]*)?$" flag "i"$$,
      'expected the address of a file: http(s)://… or a path on this site'),
    ('video',
      $$%1$s.type() == "string" && %1$s like_regex "^(https://((www|m)[.])?youtube(-nocookie)?[.]com/(watch[?]([A-Za-z0-9_=&-]*&)?v=|embed/|shorts/|live/)[A-Za-z0-9_-]{11}([?&#][A-Za-z0-9_=&;.-]*)?|https://youtu[.]be/[A-Za-z0-9_-]{11}([?#][A-Za-z0-9_=&;.-]*)?|https://(www[.])?vimeo[.]com/[0-9]{1,12}([/?#][A-Za-z0-9_=&;.-]*)?|https://player[.]vimeo[.]com/video/[0-9]{1,12}([?#][A-Za-z0-9_=&;.-]*)?)?$"$$,
      'expected the https address of a YouTube or Vimeo video'),
    ('map',
      $$%1$s.type() == "string" && %1$s like_regex "^(https://(www[.])?google[.]com/maps/embed[?]|https://www[.]openstreetmap[.]org/export/embed[.]html[?])[^[:space:][:cntrl:]<>\u0022\\\\]+$|^$"$$,
      'expected the https embed address of a Google Maps or OpenStreetMap map'),
    ('email',
      $$%1$s.type() == "string" && %1$s like_regex "^([^[:space:][:cntrl:]@<>\u0022,;:()]{1,64}@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+)?$"$$,
      'expected an e-mail address'),
    ('date',
      $$%1$s.type() == "string" && %1$s like_regex "^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"$$,
      'expected a date such as 2026-05-31'),
    ('name',
      $$%1$s.type() == "string" && %1$s like_regex "^[a-z][a-z0-9_-]{0,39}$"$$,
      'expected a name of at most 40 small letters, digits, - and _, beginning with a letter')
),

spec (types, keys, rule, args) as (
  values
    -- every type
    ('*', 'anchor', 'name', '{}'::text[]),
    ('*', 'background_color text_color', 'colour', '{}'),
    ('features gallery testimonials pricing cta contact_form team faq stats blog_grid video_embed map rich_text image_text hero',
      'heading', 'text', '{}'),
    ('hero features gallery testimonials pricing contact_form team faq stats blog_grid video_embed map',
      'subheading', 'text', '{}'),

    -- links that several types share
    ('hero cta', 'cta_primary_label cta_secondary_label', 'text', '{}'),
    ('hero cta', 'cta_primary_href cta_secondary_href', 'href', '{}'),
    ('navbar image_text blog_grid', 'cta_label', 'text', '{}'),
    ('navbar image_text blog_grid', 'cta_href', 'href', '{}'),

    ('navbar', 'logo', 'object', '{}'),
    ('navbar', 'logo.url', 'url', '{}'),
    ('navbar', 'logo.alt', 'text', '{}'),
    ('navbar', 'logo.width', 'integer', '{16,600}'),
    ('navbar', 'links', 'list', '{20}'),
    ('navbar', 'links[].label!', 'label', '{}'),
    ('navbar', 'links[].href!', 'href', '{}'),
    ('navbar', 'links[].is_external', 'boolean', '{}'),
    ('navbar', 'style', 'one_of', '{static|sticky}'),
    ('navbar', 'show_cta_button', 'boolean', '{}'),
    ('navbar', 'mobile_breakpoint', 'integer', '{320,1920}'),

    ('hero', 'background_type', 'one_of', '{color|gradient|image}'),
    ('hero', 'background_image', 'url', '{}'),
    ('hero', 'background_overlay_opacity', 'number', '{0,1}'),
    ('hero', 'text_align', 'one_of', '{left|center|right}'),
    ('hero', 'min_height', 'css_length', '{}'),
    ('hero', 'heading_size', 'one_of', '{xl|2xl|3xl|4xl|5xl|6xl|7xl}'),

    ('features', 'layout', 'one_of', '{2-column|3-column|4-column|list}'),
    ('features', 'items', 'list', '{24}'),
    ('features', 'items[].icon', 'name', '{}'),
    ('features', 'items[].icon_color', 'colour', '{}'),
    ('features', 'items[].title', 'text', '{}'),
    ('features', 'items[].description', 'text', '{}'),

    ('gallery', 'layout', 'one_of', '{grid|masonry|carousel}'),
    ('gallery', 'columns', 'integer', '{1,6}'),
    ('gallery', 'images', 'list', '{60}'),
    ('gallery', 'images[].url', 'url', '{}'),
    ('gallery', 'images[].alt images[].caption', 'text', '{}'),
    ('gallery', 'enable_lightbox show_captions', 'boolean', '{}'),

    ('testimonials', 'layout', 'one_of', '{grid|carousel|list}'),
    ('testimonials', 'reviews', 'list', '{24}'),
    ('testimonials', 'reviews[].name reviews[].source', 'text', '{}'),
    ('testimonials', 'reviews[].avatar_url', 'url', '{}'),
    ('testimonials', 'reviews[].rating', 'number', '{0,5}'),
    ('testimonials', 'reviews[].text', 'text', '{}'),
    ('testimonials', 'reviews[].date', 'date', '{}'),

    ('pricing', 'plans', 'list', '{6}'),
    ('pricing', 'plans[].name plans[].price plans[].period plans[].badge plans[].cta_label', 'text', '{}'),
    ('pricing', 'plans[].description', 'text', '{}'),
    ('pricing', 'plans[].features', 'texts', '{20}'),
    ('pricing', 'plans[].cta_href', 'href', '{}'),
    ('pricing', 'plans[].highlighted', 'boolean', '{}'),
    ('pricing', 'note', 'text', '{}'),

    ('cta', 'text', 'text', '{}'),
    ('cta', 'style', 'one_of', '{banner|card}'),
    ('cta', 'text_align', 'one_of', '{left|center|right}'),

    ('contact_form', 'recipient_email', 'email', '{}'),
    ('contact_form', 'fields', 'list', '{20}'),
    ('contact_form', 'fields[].name!', 'name', '{}'),
    ('contact_form', 'fields[].label!', 'label', '{}'),
    ('contact_form', 'fields[].type!', 'one_of', '{text|email|tel|number|date|textarea|select|checkbox}'),
    ('contact_form', 'fields[].required', 'boolean', '{}'),
    ('contact_form', 'fields[].placeholder', 'text', '{}'),
    ('contact_form', 'fields[].options', 'texts', '{40}'),
    ('contact_form', 'submit_label', 'text', '{}'),
    ('contact_form', 'success_message address business_hours', 'text', '{}'),
    ('contact_form', 'phone', 'text', '{}'),
    ('contact_form', 'show_address show_phone show_business_hours', 'boolean', '{}'),

    ('team', 'columns', 'integer', '{1,4}'),
    ('team', 'members', 'list', '{40}'),
    ('team', 'members[].name members[].role', 'text', '{}'),
    ('team', 'members[].bio', 'text', '{}'),
    ('team', 'members[].photo_url', 'url', '{}'),
    ('team', 'members[].links', 'list', '{6}'),
    ('team', 'members[].links[].label!', 'label', '{}'),
    ('team', 'members[].links[].href!', 'href', '{}'),

    ('faq', 'items', 'list', '{40}'),
    ('faq', 'items[].question', 'text', '{}'),
    ('faq', 'items[].answer', 'text', '{}'),
    ('faq', 'open_first one_at_a_time', 'boolean', '{}'),

    ('stats', 'items', 'list', '{12}'),
    ('stats', 'items[].value!', 'figure', '{}'),
    ('stats', 'items[].prefix items[].suffix', 'text', '{}'),
    ('stats', 'items[].label', 'text', '{}'),

    ('blog_grid', 'columns', 'integer', '{1,4}'),
    ('blog_grid', 'posts', 'list', '{24}'),
    ('blog_grid', 'posts[].title posts[].image_alt', 'text', '{}'),
    ('blog_grid', 'posts[].excerpt', 'text', '{}'),
    ('blog_grid', 'posts[].category posts[].author', 'text', '{}'),
    ('blog_grid', 'posts[].image_url', 'url', '{}'),
    ('blog_grid', 'posts[].href', 'href', '{}'),
    ('blog_grid', 'posts[].date', 'date', '{}'),

    ('video_embed', 'url', 'video', '{}'),
    ('video_embed', 'title caption', 'text', '{}'),
    ('video_embed', 'poster_url', 'url', '{}'),
    ('video_embed', 'aspect_ratio', 'one_of', '{16:9|4:3|1:1|9:16}'),

    ('map', 'address', 'text', '{}'),
    ('map', 'embed_url', 'map', '{}'),
    ('map', 'zoom', 'integer', '{1,20}'),
    ('map', 'height', 'css_length', '{}'),
    ('map', 'show_directions', 'boolean', '{}'),

    ('rich_text', 'content', 'html', '{}'),
    ('rich_text', 'max_width', 'one_of', '{narrow|normal|wide}'),
    ('rich_text', 'text_align', 'one_of', '{left|center|right}'),

    ('image_text', 'text', 'text', '{}'),
    ('image_text', 'image_url', 'url', '{}'),
    ('image_text', 'image_alt', 'text', '{}'),
    ('image_text', 'image_side', 'one_of', '{left|right}'),
    ('image_text', 'points', 'texts', '{12}'),

    ('footer', 'logo_url', 'url', '{}'),
    ('footer', 'tagline copyright', 'text', '{}'),
    ('footer', 'columns', 'list', '{6}'),
    ('footer', 'columns[].heading', 'text', '{}'),
    ('footer', 'columns[].links', 'list', '{20}'),
    ('footer', 'columns[].links[].label!', 'label', '{}'),
    ('footer', 'columns[].links[].href!', 'href', '{}'),
    ('footer', 'social_links', 'list', '{12}'),
    ('footer', 'social_links[].platform!', 'name', '{}'),
    ('footer', 'social_links[].url!', 'href', '{}'),
    ('footer', 'show_powered_by', 'boolean', '{}'),

    ('custom_html', 'html', 'html', '{}'),
    ('custom_html', 'title', 'text', '{}'),
    ('custom_html', 'height', 'integer', '{40,4000}')
),

type (type, label, category, required_plan, default_props) as (
  values
    ('navbar', 'Navigation bar', 'layout', null, $json$ {
      "logo": { "url": "", "alt": "", "width": 140 },
      "links": [],
      "style": "sticky",
      "show_cta_button": false,
      "cta_label": "Get in touch",
      "cta_href": "#contact",
      "mobile_breakpoint": 768
    } $json$::jsonb),

    ('hero', 'Hero', 'content', null, $json$ {
      "heading": "Something good starts here",
      "subheading": "Say in one sentence what you do and who it is for.",
      "cta_primary_label": "See what we offer",
      "cta_primary_href": "#features",
      "cta_secondary_label": "",
      "cta_secondary_href": "",
      "background_type": "gradient",
      "background_image": "",
      "background_overlay_opacity": 0.4,
      "text_align": "center",
      "min_height": "70vh",
      "heading_size": "5xl"
    } $json$),

    ('features', 'Features', 'content', null, $json$ {
      "anchor": "features",
      "heading": "Why people choose us",
      "subheading": "Three reasons are enough. Make them yours.",
      "layout": "3-column",
      "items": [
        { "icon": "heart", "title": "Made with care", "description": "Tell visitors what you pay attention to that others overlook." },
        { "icon": "clock", "title": "On time", "description": "Say how quickly you answer, deliver or turn up." },
        { "icon": "shield", "title": "No surprises", "description": "Explain what you promise, and what happens when something goes wrong." }
      ]
    } $json$),

    ('gallery', 'Gallery', 'media', null, $json$ {
      "heading": "A closer look",
      "layout": "grid",
      "columns": 3,
      "images": [
        { "url": "", "alt": "Your first picture", "caption": "Your work" },
        { "url": "", "alt": "Your second picture", "caption": "Your place" },
        { "url": "", "alt": "Your third picture", "caption": "Your people" }
      ],
      "enable_lightbox": true,
      "show_captions": true
    } $json$),

    ('testimonials', 'Testimonials', 'social proof', null, $json$ {
      "heading": "What our customers say",
      "layout": "grid",
      "reviews": [
        { "name": "Amira K.", "avatar_url": "", "rating": 5, "text": "Friendly, quick, and exactly what we had asked for.", "source": "", "date": "" },
        { "name": "Jonas P.", "avatar_url": "", "rating": 5, "text": "We came once by chance and have come back ever since.", "source": "", "date": "" },
        { "name": "Lucía R.", "avatar_url": "", "rating": 4, "text": "They took the time to explain everything. We felt in good hands.", "source": "", "date": "" }
      ]
    } $json$),

    ('pricing', 'Pricing', 'conversion', null, $json$ {
      "anchor": "pricing",
      "heading": "Simple prices",
      "subheading": "No small print. Change or cancel at any time.",
      "plans": [
        { "name": "Basic", "price": "$0", "period": "per month", "description": "To have a look around.", "features": ["One project", "Help by e-mail"], "cta_label": "Start free", "cta_href": "#contact", "highlighted": false, "badge": "" },
        { "name": "Standard", "price": "$19", "period": "per month", "description": "For most of us.", "features": ["Ten projects", "Help by e-mail and phone", "Monthly report"], "cta_label": "Choose Standard", "cta_href": "#contact", "highlighted": true, "badge": "Most popular" },
        { "name": "Team", "price": "$49", "period": "per month", "description": "For everyone you work with.", "features": ["Projects without limit", "A person of your own to call", "Weekly report"], "cta_label": "Choose Team", "cta_href": "#contact", "highlighted": false, "badge": "" }
      ],
      "note": "All prices include tax."
    } $json$),

    ('cta', 'Call to action', 'conversion', null, $json$ {
      "heading": "Ready when you are",
      "text": "Tell us what you need. We answer within a day.",
      "cta_primary_label": "Get in touch",
      "cta_primary_href": "#contact",
      "cta_secondary_label": "",
      "cta_secondary_href": "",
      "style": "banner",
      "text_align": "center"
    } $json$),

    ('contact_form', 'Contact form', 'conversion', null, $json$ {
      "anchor": "contact",
      "heading": "Get in touch",
      "subheading": "We would love to hear from you.",
      "recipient_email": "",
      "fields": [
        { "name": "name", "label": "Your name", "type": "text", "required": true },
        { "name": "email", "label": "E-mail", "type": "email", "required": true },
        { "name": "phone", "label": "Phone", "type": "tel", "required": false },
        { "name": "message", "label": "Message", "type": "textarea", "required": true }
      ],
      "submit_label": "Send message",
      "success_message": "Thank you! We will get back to you within a day.",
      "show_address": false,
      "address": "",
      "show_phone": false,
      "phone": "",
      "show_business_hours": false,
      "business_hours": ""
    } $json$),

    ('team', 'Team', 'content', null, $json$ {
      "heading": "The people behind it",
      "subheading": "Small enough that you will know us all by name.",
      "columns": 3,
      "members": [
        { "name": "Robin Adler", "role": "Founder", "bio": "Started with one table and a good idea.", "photo_url": "", "links": [] },
        { "name": "Sam Okafor", "role": "Design", "bio": "Makes things look as simple as they should be.", "photo_url": "", "links": [] },
        { "name": "Kim Laurent", "role": "Customers", "bio": "The voice you hear when you call.", "photo_url": "", "links": [] }
      ]
    } $json$),

    ('faq', 'Questions and answers', 'content', null, $json$ {
      "heading": "Questions we often hear",
      "items": [
        { "question": "How do I get started?", "answer": "Write to us or call. We will tell you what we need to know, and what it will cost." },
        { "question": "How long does it take?", "answer": "Usually less than a week. If it takes longer, we tell you beforehand." },
        { "question": "What if I change my mind?", "answer": "You can cancel until the day before, free of charge." }
      ],
      "open_first": true,
      "one_at_a_time": false
    } $json$),

    ('stats', 'Figures', 'social proof', null, $json$ {
      "heading": "",
      "items": [
        { "value": 12, "prefix": "", "suffix": " years", "label": "of experience" },
        { "value": 850, "prefix": "", "suffix": "+", "label": "happy customers" },
        { "value": "4.9", "prefix": "", "suffix": " / 5", "label": "average rating" }
      ]
    } $json$),

    ('blog_grid', 'Blog posts', 'content', null, $json$ {
      "heading": "From our journal",
      "subheading": "",
      "columns": 3,
      "posts": [
        { "title": "How it all began", "excerpt": "A short story about a long evening and a decision we never regretted.", "image_url": "", "image_alt": "", "href": "", "date": "", "author": "", "category": "Story" },
        { "title": "Five things we learned", "excerpt": "Some of them the hard way. You are welcome to skip that part.", "image_url": "", "image_alt": "", "href": "", "date": "", "author": "", "category": "Advice" },
        { "title": "What comes next", "excerpt": "Our plans for the year, and how you can have a say in them.", "image_url": "", "image_alt": "", "href": "", "date": "", "author": "", "category": "News" }
      ],
      "cta_label": "",
      "cta_href": ""
    } $json$),

    ('video_embed', 'Video', 'media', null, $json$ {
      "heading": "See for yourself",
      "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
      "title": "Big Buck Bunny",
      "caption": "",
      "poster_url": "",
      "aspect_ratio": "16:9"
    } $json$),

    ('map', 'Map', 'media', null, $json$ {
      "heading": "Where to find us",
      "address": "1 Market Square, Springfield",
      "embed_url": "",
      "zoom": 15,
      "height": "420px",
      "show_directions": true
    } $json$),

    ('rich_text', 'Text', 'content', null, $json$ {
      "heading": "",
      "content": "<h2>About us</h2><p>Write as much or as little as you like. Use <strong>bold</strong> for what matters and <a href=\"#contact\">links</a> for where to go next.</p><ul><li>Lists help people who skim.</li><li>Short paragraphs help everyone.</li></ul>",
      "max_width": "normal",
      "text_align": "left"
    } $json$),

    ('image_text', 'Image and text', 'content', null, $json$ {
      "heading": "A story worth telling",
      "text": "Every business has a beginning. Tell yours here, next to a picture that shows it.",
      "points": ["What makes you different", "What you are proud of"],
      "image_url": "",
      "image_alt": "A picture that goes with your story",
      "image_side": "left",
      "cta_label": "",
      "cta_href": ""
    } $json$),

    ('footer', 'Footer', 'layout', null, $json$ {
      "logo_url": "",
      "tagline": "",
      "columns": [],
      "social_links": [],
      "copyright": "",
      "show_powered_by": true
    } $json$),

    ('custom_html', 'Custom HTML', 'advanced', 'pro', $json$ {
      "html": "<p>Your own HTML goes here. It runs in a frame of its own, apart from the rest of the page.</p>",
      "title": "Embedded content",
      "height": 200
    } $json$)
),

-- One row per type and key. `prefix` leads to the objects that hold the value, `leaf` is the value in one of them.
check_row (type, key, prefix, leaf, required, rule, args) as (
  select
    t.type,
    k.key,
    '$' || coalesce('.' || replace(nullif(regexp_replace(k.key, '\.?[a-z_]+$', ''), ''), '[]', '[*]'), ''),
    '@.' || substring(k.key from '[a-z_]+$'),
    k.required,
    s.rule,
    s.args
  from spec as s
  cross join lateral string_to_table(s.keys, ' ') as marked (key)
  cross join lateral (select rtrim(marked.key, '!'), marked.key like '%!') as k (key, required)
  inner join type as t on s.types = '*' or t.type = any (string_to_array(s.types, ' '))
),

checks (type, checks) as (
  select
    c.type,
    jsonb_agg(
      jsonb_build_object(
        'key', c.key,
        'path', format(
          case when c.required then '!exists(%1$s ? (!(%3$s)))' else '!exists(%1$s ? (exists(%2$s) && !(%3$s)))' end,
          c.prefix, c.leaf, format(r.test, c.leaf, a.first, a.second)
        ),
        'message', format(r.message, null, coalesce(replace(c.args[1], '|', ', '), ''), a.second)
      )
      order by c.key collate "C"
    )
  from check_row as c
  inner join rule as r on r.name = c.rule
  cross join lateral (
    select
      case
        when c.rule = 'one_of' then
          (select string_agg(format('%s == "%s"', c.leaf, o.word), ' || ') from string_to_table(c.args[1], '|') as o (word))
        else coalesce(c.args[1], '')
      end,
      coalesce(c.args[2], '')
  ) as a (first, second)
  group by c.type
)

insert into public.component_types as old (type, label, category, required_plan, default_props, checks, max_text_length)
select t.type, t.label, t.category, t.required_plan, t.default_props, c.checks,
  case when t.type in ('rich_text', 'custom_html') then 100000 else 2000 end
from type as t
inner join checks as c using (type)
on conflict (type) do update set
  label = excluded.label,
  category = excluded.category,
  required_plan = excluded.required_plan,
  default_props = excluded.default_props,
  checks = excluded.checks,
  max_text_length = excluded.max_text_length
where
  (old.label, old.category, old.required_plan, old.default_props, old.checks, old.max_text_length)
  is distinct from (excluded.label, excluded.category, excluded.required_plan, excluded.default_props, excluded.checks, excluded.max_text_length);
--! EndIncluded seed/component_types.sql
-- What reads members of tenants and collaborators of websites alike.

--! Included functions/tenancy/membership.sql
-- One person's standing in one tenant: a member's role, or a collaborator's roles on single websites.
create or replace function private.membership(
  p_user uuid, p_tenant uuid,
  out tenant_id uuid, out status public.tenant_status, out is_member boolean, out permissions text, out websites jsonb
)
language plpgsql stable security definer set search_path = ''
as $$
begin
  select t.id, t.status, true,
    case when m.role = 'custom'
      then (select array_to_string(r.permissions, ',') from public.tenant_roles r where r.tenant_id = m.tenant_id and r.id = m.custom_role_id)
      else (select s.permissions from private.role_sets s where s.role = m.role)
    end
  into tenant_id, status, is_member, permissions
  from public.tenant_members m
  join public.tenants t on t.id = m.tenant_id
  where m.tenant_id = p_tenant and m.user_id = p_user and m.is_active;
  if found then return; end if;

  -- a collaborator gets what touches a website, on that website, and nothing of the tenant
  select t.id, t.status, false, string_agg(g.permission, ','), jsonb_object_agg(g.permission, g.websites)
  into tenant_id, status, is_member, permissions, websites
  from public.tenants t
  cross join (
    select p.permission::text, jsonb_agg(m.website_id) as websites
    from public.website_members m
    join public.role_permissions p on p.role = m.role
    where m.tenant_id = p_tenant and m.user_id = p_user and m.accepted_at is not null
      and p.permission in ('website.update', 'domain.manage', 'content.read', 'content.write', 'content.lock', 'site.publish',
        'ai.use', 'analytics.read', 'widget.manage', 'inbox.read', 'inbox.reply', 'booking.manage')
    group by p.permission
  ) g
  where t.id = p_tenant
  group by t.id, t.status;
end
$$;
comment on function private.membership(uuid, uuid) is
  'Reads membership before any policy can apply: tenant and its status, permissions (with commas between them), and for a collaborator the websites of each permission. All null: no access.';
revoke all on function private.membership(uuid, uuid) from public;

create or replace function private.fallback_tenant(p_user uuid) returns uuid
language sql stable security definer set search_path = ''
as $$
  with mine as (
    select m.tenant_id, m.role = 'owner' and t.is_default as own_default
    from public.tenant_members m
    join public.tenants t on t.id = m.tenant_id
    where m.user_id = p_user and m.is_active and t.status <> 'offboarded'
    union
    select w.tenant_id, false from public.website_members w
    where w.user_id = p_user and w.accepted_at is not null
  )
  select coalesce(
    (select tenant_id from mine where own_default limit 1),
    (select min(tenant_id::text)::uuid from mine having count(distinct tenant_id) = 1))
$$;
comment on function private.fallback_tenant(uuid) is 'Reads which tenant a person means who has chosen none: the own default one, else the only one, else null.';
revoke all on function private.fallback_tenant(uuid) from public;
--! EndIncluded functions/tenancy/membership.sql
--! Included functions/tenancy/count_seats.sql
-- Active members and website collaborators take seats, a person one. Counted as late as
-- possible and once a statement: everybody changing one team queues at its counter.
create or replace function private.count_seats() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_before integer;
  v_pending integer;
  v_now integer;
begin
  for v_tenant in select distinct c.tenant_id from changed c order by 1 loop
    select c.member_count, c.pending_invitations into v_before, v_pending
    from public.usage_counters c where c.tenant_id = v_tenant for no key update;
    -- no counter: the tenant is going away
    continue when not found;

    -- a new statement, so that it sees what the last holder of the lock committed
    select count(*) into v_now from (
      select m.user_id from public.tenant_members m where m.tenant_id = v_tenant and m.is_active
      union
      select w.user_id from public.website_members w where w.tenant_id = v_tenant and w.accepted_at is not null
    ) seats;
    continue when v_now = v_before;

    update public.usage_counters c set member_count = v_now where c.tenant_id = v_tenant;
    if v_now > v_before then
      perform private.check_quota(v_tenant, 'max_collaborators', v_now + v_pending, v_now - v_before);
    end if;
  end loop;
  return null;
end
$$;
comment on function private.count_seats() is
  'After a statement on members or collaborators (transition table "changed"): counts the seats taken, which the client can''t. Raises PT402 quota_exceeded when they grow beyond the plan.';
revoke all on function private.count_seats() from public;

create or replace trigger _800_seats_inserted after insert on public.tenant_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_updated after update on public.tenant_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_deleted after delete on public.tenant_members
  referencing old table as changed for each statement execute function private.count_seats();

create or replace trigger _800_seats_inserted after insert on public.website_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_updated after update on public.website_members
  referencing new table as changed for each statement execute function private.count_seats();
create or replace trigger _800_seats_deleted after delete on public.website_members
  referencing old table as changed for each statement execute function private.count_seats();
--! EndIncluded functions/tenancy/count_seats.sql
--! Included functions/tenancy/end_collaborations.sql
-- Whoever is taken off the team keeps no side door; inviting them to a website afterwards
-- is a decision of its own.
create or replace function private.end_collaborations() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.website_members w where w.tenant_id = new.tenant_id and w.user_id = new.user_id;
  return null;
end
$$;
comment on function private.end_collaborations() is 'After a member is deactivated: removes the person''s collaborations in that tenant, which no member may delete in one go.';
revoke all on function private.end_collaborations() from public;

create or replace trigger _700_collaborations after update of is_active on public.tenant_members
  for each row when (old.is_active and not new.is_active) execute function private.end_collaborations();
--! EndIncluded functions/tenancy/end_collaborations.sql
--! Included functions/tenancy/my_tenants.sql
create or replace function private.my_tenants()
returns table (id uuid, name text, slug text, logo_url text, status public.tenant_status, role public.tenant_role, is_collaborator boolean, is_active boolean)
language sql stable security definer set search_path = ''
as $$
  with mine as (
    select m.tenant_id, m.role, false as is_collaborator
    from public.tenant_members m where m.user_id = private.uid() and m.is_active
    union all
    (select distinct on (w.tenant_id) w.tenant_id, w.role, true
    from public.website_members w
    where w.user_id = private.uid() and w.accepted_at is not null
      and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active)
    order by w.tenant_id, w.role)
  )
  select t.id, t.name, t.slug, t.logo_url, t.status, mine.role, mine.is_collaborator,
    t.id is not distinct from private.context('tenant')::uuid
  from mine join public.tenants t on t.id = mine.tenant_id
  order by t.name, t.id
$$;
comment on function private.my_tenants() is 'Reads every tenant the signed-in person can use, beyond the active one that policies show.';
revoke all on function private.my_tenants() from public;
grant execute on function private.my_tenants() to authenticated;

create or replace function public.my_tenants()
returns table (id uuid, name text, slug text, logo_url text, status public.tenant_status, role public.tenant_role, is_collaborator boolean, is_active boolean)
language sql stable security invoker set search_path = ''
as $$
  select * from private.my_tenants()
$$;
comment on function public.my_tenants() is
  'Every tenant you can act for, with your role, whatever the active one is; is_active marks the one this request acts for, is_collaborator that you see single websites only.';
revoke all on function public.my_tenants() from public;
grant execute on function public.my_tenants() to authenticated;
--! EndIncluded functions/tenancy/my_tenants.sql
--! Included functions/tenancy/check_invariants_tenancy.sql
create or replace function private.check_invariants_tenancy() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a tenant has exactly one active owner', t.id::text
  from public.tenants t
  where (select count(*) from public.tenant_members m where m.tenant_id = t.id and m.role = 'owner' and m.is_active) <> 1
  union all
  select 'member_count counts active members and collaborators', format('%s: counter %s, rows %s', c.tenant_id, c.member_count, n.rows)
  from public.usage_counters c
  cross join lateral (
    select (select count(*) from public.tenant_members m where m.tenant_id = c.tenant_id and m.is_active)
      + (select count(distinct w.user_id) from public.website_members w where w.tenant_id = c.tenant_id and w.accepted_at is not null
           and not exists (select from public.tenant_members m where m.tenant_id = w.tenant_id and m.user_id = w.user_id and m.is_active)) as rows
  ) n
  where c.member_count <> n.rows
  union all
  select 'every tenant has its counters', t.id::text
  from public.tenants t where not exists (select from public.usage_counters c where c.tenant_id = t.id)
  union all
  select 'nobody anonymised acts for a tenant', u.id::text
  from public.users u
  where u.active_tenant_id is not null and u.deleted_at is not null
  union all
  select 'members show their person''s name and address', m.id::text
  from public.tenant_members m join public.users u on u.id = m.user_id
  where (m.display_name, m.email, m.avatar_url) is distinct from (u.full_name, u.email, u.avatar_url)
  union all
  select 'every sign-up is complete', u.id::text
  from public.users u
  where not exists (select from public.user_roles r where r.user_id = u.id)
    and not exists (select from private.signup_failures f where f.user_id = u.id)
  union all
  select 'role_sets are the role_permissions', coalesce(s.role, p.role)::text
  from private.role_sets s
  full join (select role, string_agg(permission::text, ',' order by permission) as permissions from public.role_permissions group by role) p on p.role = s.role
  where s.permissions is distinct from p.permissions
  union all
  select 'the default partition of audit_logs is empty', count(*)::text from private.audit_logs_default having count(*) > 0
$$;
comment on function private.check_invariants_tenancy() is 'Broken invariants of identity, tenancy and operations.';
revoke all on function private.check_invariants_tenancy() from public;
--! EndIncluded functions/tenancy/check_invariants_tenancy.sql
