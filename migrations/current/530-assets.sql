-- What JSON columns hold, checked with errors that help; files at Cloudinary, and where they are used.

drop function if exists public.delete_asset(uuid, boolean);
drop function if exists private.delete_asset(uuid, boolean);
drop function if exists public.reserve_asset(text, bigint, text, uuid, public.upload_source);
drop function if exists private.reserve_asset(text, bigint, text, uuid, public.upload_source);

-- ── JSON ──

create table if not exists private.json_shapes (
  table_name text not null,
  column_name text not null,
  checks jsonb not null default '[]',
  max_text_length integer not null default 2000,
  rule jsonpath not null generated always as (private.join_checks(checks)) stored,
  constraint json_shapes_pkey primary key (table_name, column_name),
  constraint json_shapes_text_lengths check (length(table_name) between 1 and 63 and length(column_name) between 1 and 63),
  constraint json_shapes_checks_array check (jsonb_typeof(checks) = 'array')
);
alter table private.json_shapes enable row level security;
comment on table private.json_shapes is 'What the JSON columns that clients write must satisfy, like component_types for the props of components.';
comment on column private.json_shapes.checks is 'Rows of key, path (a jsonpath predicate that must be true) and message (what was expected).';
comment on column private.json_shapes.max_text_length is 'Characters in the longest text it may hold.';
comment on column private.json_shapes.rule is 'All checks at once, compiled.';

--! include functions/access/check_json.sql
--! include functions/websites/components.sql
--! include policies/access/json_shapes.sql
--! include seed/component_types.sql

-- A constraint is asked whenever anything of the row changes, and numbers hide deep: the triggers ask when the
-- JSON itself does. What is left is fast, and true of every row there is.
alter table public.components drop constraint if exists components_props_size,
  add constraint components_props_size check (pg_column_size(props) <= 262144) not valid;
alter table public.websites drop constraint if exists websites_branding_config_object,
  add constraint websites_branding_config_object check (jsonb_typeof(branding_config) = 'object' and pg_column_size(branding_config) <= 16384) not valid,
  drop constraint if exists websites_seo_defaults_object,
  add constraint websites_seo_defaults_object check (jsonb_typeof(seo_defaults) = 'object' and pg_column_size(seo_defaults) <= 16384) not valid,
  drop constraint if exists websites_settings_object,
  add constraint websites_settings_object check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 16384) not valid;
alter table public.pages drop constraint if exists pages_seo_meta_object,
  add constraint pages_seo_meta_object check (jsonb_typeof(seo_meta) = 'object' and pg_column_size(seo_meta) <= 16384) not valid,
  drop constraint if exists pages_page_config_object,
  add constraint pages_page_config_object check (jsonb_typeof(page_config) = 'object' and pg_column_size(page_config) <= 8192) not valid;
alter table public.users drop constraint if exists users_preferences_object,
  add constraint users_preferences_object check (jsonb_typeof(preferences) = 'object' and pg_column_size(preferences) <= 16384) not valid;

-- ── Assets ──

do $$ begin
  if to_regtype('public.asset_status') is null then
    create type public.asset_status as enum ('pending', 'ready', 'rejected');
    create type public.asset_type as enum ('image', 'video', 'raw', 'audio');
    create type public.upload_source as enum ('manual', 'ai_generated', 'import');
    create type public.upload_ticket as (
      asset_id uuid,
      public_id text,
      resource_type text,
      allowed_formats text[],
      max_bytes bigint,
      expires_at timestamptz
    );
  end if;
end $$;
comment on type public.asset_status is 'pending: reserved, not uploaded yet; ready: to be used; rejected: uploaded and refused.';
comment on type public.asset_type is 'raw: a document, kept as it is.';
comment on type public.upload_source is 'Uploaded by a person, made by the AI, or fetched from an address.';
comment on type public.upload_ticket is 'What an upload may be: one file under this name, of one of these formats, no larger and no later.';
comment on column public.upload_ticket.resource_type is 'As Cloudinary calls it: image, video (sound too) or raw.';

create table if not exists private.asset_formats (
  content_type text not null constraint asset_formats_pkey primary key,
  format text not null,
  asset_type public.asset_type not null,
  constraint asset_formats_form check (content_type ~ '^[a-z]+/[a-z0-9.+-]{1,100}$' and format ~ '^[a-z0-9]{1,10}$')
);
alter table private.asset_formats enable row level security;
comment on table private.asset_formats is 'What may be uploaded; an operator adds and removes rows.';
comment on column private.asset_formats.format is 'The extension, as Cloudinary names the format.';

create table if not exists public.assets (
  tenant_id uuid not null default private.tenant_id()
    constraint assets_tenant_id_fkey references public.tenants (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  website_id uuid,
  status public.asset_status not null default 'pending',
  rejection text,
  original_filename text not null,
  display_name text,
  cloudinary_public_id text not null,
  cloudinary_url text,
  secure_url text,
  asset_type public.asset_type not null default 'image',
  format text,
  size_bytes bigint not null,
  width integer,
  height integer,
  uploaded_by uuid constraint assets_uploaded_by_fkey references public.users (id) on delete set null,
  upload_source public.upload_source not null default 'manual',
  tags text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint assets_pkey primary key (tenant_id, id),
  constraint assets_website_fkey foreign key (tenant_id, website_id) references public.websites (tenant_id, id) on delete cascade,
  constraint assets_text_lengths check (
    length(original_filename) between 1 and 255 and length(display_name) between 1 and 255 and length(cloudinary_public_id) <= 255
    and length(cloudinary_url) <= 2048 and length(secure_url) <= 2048 and length(format) <= 10 and length(rejection) <= 500),
  constraint assets_original_filename_form check (original_filename !~ '[/\\[:cntrl:]]' and original_filename !~ '^[.]{1,2}$'),
  -- tells whose it is, and makes it nobody else's
  constraint assets_cloudinary_public_id_form check (
    cloudinary_public_id ~ '^[a-z0-9_-]+/[0-9a-f-]{36}/[0-9a-f-]{36}/[a-z0-9-]+([.][a-z0-9]+)?$'
    and strpos(cloudinary_public_id, '/' || tenant_id || '/' || id || '/') > 0),
  constraint assets_urls_http check (cloudinary_url ~ '^https?://' and secure_url ~ '^https://'),
  constraint assets_urls_when_ready check ((status = 'ready') = (secure_url is not null) and (secure_url is null) = (cloudinary_url is null)),
  constraint assets_rejection_with_status check ((status = 'rejected') = (rejection is not null)),
  constraint assets_size_bytes_positive check (size_bytes > 0),
  constraint assets_dimensions_positive check (width > 0 and height > 0),
  constraint assets_tags_form check (cardinality(tags) <= 30 and pg_column_size(tags) <= 2048 and array_position(tags, null) is null)
);
create index if not exists assets_tenant_id_created_at_idx on public.assets (tenant_id, created_at desc); -- the newest first, in the asset manager
create index if not exists assets_website_id_idx on public.assets (tenant_id, website_id) where website_id is not null; -- foreign key; a website's own
create index if not exists assets_uploaded_by_idx on public.assets (uploaded_by) where uploaded_by is not null; -- foreign key
create index if not exists assets_not_ready_idx on public.assets (created_at) where status <> 'ready'; -- maintain_assets: what nobody waits for any more
alter table public.assets enable row level security;
comment on table public.assets is 'Files of a tenant. The files are at Cloudinary; here is what they are, whose, and how much room they take.';
comment on column public.assets.website_id is 'Which website it was uploaded for; null: for all of them, and not for collaborators.';
comment on column public.assets.rejection is 'Why it was rejected; the row goes after a week.';
comment on column public.assets.original_filename is 'The file''s name where it came from, without its folders.';
comment on column public.assets.display_name is 'What the team calls it.';
comment on column public.assets.cloudinary_public_id is '<folder>/<tenant>/<asset>/<name>: transformed versions of the file have it in their addresses too.';
comment on column public.assets.cloudinary_url is 'Null until it is ready, like secure_url.';
comment on column public.assets.secure_url is 'The https address: use this one.';
comment on column public.assets.format is 'What Cloudinary found it to be: jpg, mp4, ….';
comment on column public.assets.size_bytes is 'Counts against the plan from the reservation on, and not once rejected. While pending: what was reserved.';
comment on column public.assets.width is 'Pixels; null for what has none.';

create table if not exists public.asset_uses (
  tenant_id uuid not null,
  used_by uuid not null,
  asset_id uuid not null,
  website_id uuid not null,
  constraint asset_uses_pkey primary key (tenant_id, used_by, asset_id),
  constraint asset_uses_asset_fkey foreign key (tenant_id, asset_id) references public.assets (tenant_id, id) on delete cascade
);
create index if not exists asset_uses_asset_id_idx on public.asset_uses (tenant_id, asset_id, website_id); -- foreign key; where an asset is used
alter table public.asset_uses enable row level security;
comment on table public.asset_uses is 'Which component, page or website mentions which asset, as it is being edited; kept by trigger.';
comment on column public.asset_uses.used_by is 'The component, the page (its SEO image) or the website (logo, favicon, default SEO image).';

--! include functions/websites/errors.sql
--! include functions/websites/assets.sql
--! include functions/websites/asset_uses.sql
--! include functions/websites/used_in_websites.sql
--! include functions/websites/reserve_asset.sql
--! include functions/websites/complete_asset.sql
--! include functions/websites/delete_asset.sql
--! include functions/websites/check_invariants_assets.sql
--! include policies/websites/assets.sql
--! include policies/websites/asset_uses.sql
--! include policies/websites/asset_formats.sql
--! include seed/settings.sql
--! include seed/asset_formats.sql
