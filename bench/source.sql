-- The design Tenantry began from, as its document describes it: tenants, pages and components
-- with single-column keys, policies that find the tenant through other tables and a setting,
-- snapshots of whole sites. Only the tables that are compared. Where the document leaves out a
-- policy (deployments, versions), it is written the way it writes the others.
create role bench_source nologin;

create table plans (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  max_pages_per_site int not null default 5,
  version_history_limit int not null default 5
);

create table tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  slug text not null unique,
  plan_id uuid not null references plans (id),
  status text not null default 'active' check (status in ('active', 'suspended', 'offboarded', 'pending')),
  stripe_customer_id text unique,
  logo_url text,
  timezone text not null default 'UTC',
  locale text not null default 'en',
  onboarding_completed boolean not null default false,
  offboard_scheduled_at timestamptz,
  last_active_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table users (
  id uuid primary key default gen_random_uuid(),
  supabase_auth_id text not null unique,
  email text not null,
  full_name text,
  avatar_url text,
  tenant_id uuid not null references tenants (id) on delete cascade,
  role text not null default 'editor' check (role in ('owner', 'admin', 'editor', 'developer', 'viewer')),
  invited_by uuid references users (id) on delete set null,
  invitation_accepted_at timestamptz,
  is_active boolean not null default true,
  preferences jsonb not null default '{}',
  last_login_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table websites (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenants (id) on delete cascade,
  name text not null,
  description text,
  subdomain text unique,
  custom_domain text unique,
  domain_verified boolean not null default false,
  status text not null default 'draft' check (status in ('draft', 'published', 'archived', 'suspended')),
  branding_config jsonb not null default '{}',
  seo_defaults jsonb not null default '{}',
  analytics_enabled boolean not null default true,
  template_id text,
  ai_generated boolean not null default false,
  favicon_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  published_at timestamptz,
  last_deployed_at timestamptz
);

create table pages (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites (id) on delete cascade,
  title text not null,
  slug text not null,
  status text not null default 'draft' check (status in ('draft', 'published', 'hidden')),
  is_home boolean not null default false,
  show_in_nav boolean not null default true,
  nav_order int not null default 0,
  nav_label text,
  seo_meta jsonb not null default '{}',
  page_config jsonb not null default '{}',
  password_protected boolean not null default false,
  password_hash text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (website_id, slug)
);

create table components (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references pages (id) on delete cascade,
  type text not null check (type in ('navbar', 'hero', 'features', 'gallery', 'testimonials', 'pricing', 'cta', 'contact_form', 'team',
    'faq', 'stats', 'blog_grid', 'video_embed', 'map', 'rich_text', 'image_text', 'footer', 'custom_html')),
  order_key text not null,
  is_visible boolean not null default true,
  is_locked boolean not null default false,
  props jsonb not null default '{}',
  ai_generated boolean not null default false,
  required_plan text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table deployments (
  id uuid primary key default gen_random_uuid(),
  website_id uuid not null references websites (id) on delete cascade,
  deployed_by uuid references users (id) on delete set null,
  snapshot_json jsonb not null,
  is_live boolean not null default false,
  deployed_at timestamptz not null default now(),
  notes text
);

create table page_versions (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references pages (id) on delete cascade,
  saved_by uuid references users (id) on delete set null,
  content_snapshot jsonb not null,
  label text,
  trigger text not null default 'auto' check (trigger in ('auto', 'manual', 'pre_ai', 'pre_restore', 'pre_publish')),
  saved_at timestamptz not null default now()
);

create table audit_logs (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid references tenants (id) on delete set null,
  performed_by uuid references users (id) on delete set null,
  action text not null,
  resource_type text,
  resource_id uuid,
  metadata jsonb not null default '{}',
  ip_address inet,
  user_agent text,
  created_at timestamptz not null default now()
);

create index on tenants (status) where status <> 'active';
create index on users (tenant_id);
create index on users (email);
create index on websites (tenant_id);
create index on websites (tenant_id, status);
create index on pages (website_id);
create unique index on pages (website_id) where is_home;
create index on components (page_id, order_key);
create index on components (page_id, type);
create index on deployments (website_id, deployed_at desc);
create unique index on deployments (website_id) where is_live;
create index on page_versions (page_id, saved_at desc);
create index on audit_logs (tenant_id, created_at desc);

create function touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end
$$;
create function one_live_deployment() returns trigger language plpgsql as $$
begin
  if new.is_live then
    update deployments set is_live = false where website_id = new.website_id and id <> new.id and is_live;
  end if;
  return new;
end
$$;
create function one_home_page() returns trigger language plpgsql as $$
begin
  if new.is_home then
    update pages set is_home = false where website_id = new.website_id and id <> new.id and is_home;
  end if;
  return new;
end
$$;
create trigger touch before update on tenants for each row execute function touch_updated_at();
create trigger touch before update on users for each row execute function touch_updated_at();
create trigger touch before update on websites for each row execute function touch_updated_at();
create trigger touch before update on pages for each row execute function touch_updated_at();
create trigger touch before update on components for each row execute function touch_updated_at();
create trigger one_live after insert or update on deployments for each row execute function one_live_deployment();
create trigger one_home after insert or update on pages for each row execute function one_home_page();

create function prune_page_versions(p_page uuid, p_kept int) returns void language plpgsql as $$
declare
  v_ids uuid[];
begin
  if (select count(*) from page_versions where page_id = p_page) > p_kept then
    select array_agg(id order by saved_at desc) into v_ids from page_versions where page_id = p_page;
    delete from page_versions where id = any (v_ids[p_kept + 1:]);
  end if;
end
$$;

alter table tenants enable row level security;
alter table users enable row level security;
alter table websites enable row level security;
alter table pages enable row level security;
alter table components enable row level security;
alter table deployments enable row level security;
alter table page_versions enable row level security;
alter table audit_logs enable row level security;

create policy own on tenants using (id = current_setting('app.current_tenant_id', true)::uuid);
create policy own on users using (tenant_id = current_setting('app.current_tenant_id', true)::uuid);
create policy own on websites using (tenant_id = current_setting('app.current_tenant_id', true)::uuid);
create policy own on pages using (website_id in (
  select w.id from websites w where w.tenant_id = current_setting('app.current_tenant_id', true)::uuid));
create policy own on components using (page_id in (
  select p.id from pages p join websites w on w.id = p.website_id where w.tenant_id = current_setting('app.current_tenant_id', true)::uuid));
create policy own on deployments using (website_id in (
  select w.id from websites w where w.tenant_id = current_setting('app.current_tenant_id', true)::uuid));
create policy public_read on deployments for select using (is_live);
create policy own on page_versions using (page_id in (
  select p.id from pages p join websites w on w.id = p.website_id where w.tenant_id = current_setting('app.current_tenant_id', true)::uuid));
create policy own on audit_logs using (tenant_id = current_setting('app.current_tenant_id', true)::uuid);

grant usage on schema public to bench_source;
grant select, insert, update, delete on all tables in schema public to bench_source;
