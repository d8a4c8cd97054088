-- Fills a migrated database with bench.tenants tenants, of which the first bench.active ones
-- have some history. Everything follows from the tenant's number, so that databases of any
-- size, and the source design's, hold the same rows for the same tenant.
--
-- Each tenant: an owner, two colleagues and a collaborator, a website of 5 published pages
-- × 10 components, a draft one of 1 × 10, a live deployment. Each of the active ones: two deployments more,
-- three versions of each page, 60 days of visits, 60 audit rows.
set session_replication_role = replica; -- the rows are what the triggers would leave

create function pg_temp.id(text) returns uuid language sql immutable parallel safe as $$ select md5($1)::uuid $$;

create temporary table tenant as
select n, pg_temp.id('tenant ' || n) as id, pg_temp.id('user ' || n) as owner, n <= current_setting('bench.active')::integer as active
from generate_series(1, current_setting('bench.tenants')::integer) n;

create temporary table website as
select t.n, t.id as tenant_id, t.owner, t.active, pg_temp.id('website ' || t.n || ' ' || w) as id, w as number, w = 1 as published
from tenant t, generate_series(1, 2) w;

create temporary table page as
select w.*, pg_temp.id('page ' || w.n || ' ' || w.number || ' ' || p) as page_id, p as page_number,
  case p when 1 then '/' else '/page-' || p end as slug
from website w, generate_series(1, case when w.published then 5 else 1 end) p;

-- what a page of every site is made of
create temporary table block as
select i, t.type, t.default_props as props, 'a' || i as order_key
from unnest('{navbar,hero,features,gallery,testimonials,cta,faq,image_text,contact_form,footer}'::text[]) with ordinality b (type, position)
join public.component_types t using (type)
cross join lateral (select b.position - 1 as i) i;

-- frozen pages show the same ids everywhere: nothing looks them up
create temporary table frozen as
select
  json_agg(json_build_object('id', pg_temp.id('block ' || i), 'type', type, 'props', props - 'recipient_email', 'order_key', order_key,
    'is_visible', true) order by i) as components,
  jsonb_agg(jsonb_build_object('id', pg_temp.id('block ' || i), 'type', type, 'order_key', order_key, 'is_visible', true, 'is_locked', false,
    'ai_generated', false, 'props', props) order by i) as complete
from block;

insert into public.users (id, email, first_name, last_name, full_name, active_tenant_id)
select owner, 'user-' || n || '@bench.test', 'User', n::text, 'User ' || n, id from tenant order by owner;
insert into public.user_roles (user_id) select owner from tenant order by owner;
insert into public.user_emails (user_id, email, is_primary, verified) select owner, 'user-' || n || '@bench.test', true, true from tenant order by owner;

insert into public.tenants (id, name, slug, plan_id, status, is_default, last_active_at)
select t.id, 'Tenant ' || t.n, 'tenant-' || t.n, p.id, 'active', true, now() from tenant t, public.plans p where p.slug = 'pro' order by t.id;
insert into public.usage_counters (tenant_id, website_count, member_count, pending_invitations) select id, 2, 4, 2 from tenant order by id;

insert into public.tenant_members (tenant_id, id, user_id, role, display_name, email)
select t.id, pg_temp.id('member ' || t.n || ' ' || m), u.owner, (array['owner', 'editor', 'viewer'])[m + 1]::public.tenant_role,
  'User ' || u.n, 'user-' || u.n || '@bench.test'
from tenant t, generate_series(0, 2) m
join lateral (select 1 + (t.n + m - 1) % current_setting('bench.tenants')::integer as n) i on true
join tenant u on u.n = i.n
order by md5(t.n || ' ' || m);
insert into public.tenant_roles (tenant_id, key, name, permissions)
select id, 'proof_reader', 'Proof-reader', '{tenant.read,content.read}' from tenant order by id;
insert into public.subscriptions (tenant_id, provider, user_id, plan_id, status, billing_cycle, is_current)
select t.id, 'manual', t.owner, p.id, 'active', 'none', true from tenant t, public.plans p where p.slug = 'pro' order by t.id;
insert into public.invoices (tenant_id, provider_invoice_id, status, amount, amount_paid, currency, issued_at, paid_at)
select t.id, 'in_' || t.n || '_' || i, 'paid', 1900, 1900, 'usd', now() - i * interval '1 month', now() - i * interval '1 month'
from tenant t, generate_series(1, 3) i order by md5(t.n || ' ' || i);
insert into public.payments (tenant_id, provider, order_id, amount, currency) select t.id, 'stripe', 'cs_' || t.n, 500, 'usd' from tenant t order by md5(t.n::text);
insert into private.directory (kind, key, tenant_id, object_id) select 'order', 'stripe:' || order_id, tenant_id, id from public.payments;
insert into public.lifetime_deals (tenant_id, plan_id, revoked_at) select t.id, p.id, now() from tenant t, public.plans p where p.slug = 'pro' order by t.id;

insert into public.websites (tenant_id, id, name, subdomain, status, page_count, published_at, last_deployed_at, branding_config)
select tenant_id, id, 'Website ' || n, 'site-' || n || '-' || number,
  case when published then 'published' else 'draft' end::public.website_status, case when published then 5 else 1 end,
  case when published then now() end, case when published then now() end,
  '{"colors": {"primary": "#c2401c", "background": "#fffdf9", "text": "#2d2622"}, "typography": {"body_font": "Inter", "base_font_size": 17}}'
from website order by md5('website ' || id);
-- every second tenant has a domain of its own
update public.websites w set custom_domain = 'www.domain-' || s.n || '.test', domain_verified = true
from website s where s.id = w.id and s.published and s.n % 2 = 1;
insert into public.domain_verifications (tenant_id, id, website_id, domain, cname_target, verified, first_verified_at, next_check_at)
select tenant_id, pg_temp.id('domain ' || n), id, 'www.domain-' || n || '.test', 'site-' || n || '-1.' || private.setting('root_domain'), true, now(), now() + n * interval '1 minute'
from website where published and n % 2 = 1 order by md5('domain ' || id);
insert into public.website_members (tenant_id, website_id, user_id, role, accepted_at)
select w.tenant_id, w.id, pg_temp.id('user ' || 1 + (w.n + 9) % current_setting('bench.tenants')::integer), 'editor', now()
from website w where w.published order by md5('collaborator ' || w.id);

insert into public.tenant_member_credit_limits (tenant_id, user_id, credit_limit) select m.tenant_id, m.user_id, 100 from public.tenant_members m order by md5(m.id::text);
insert into public.invitations (tenant_id, id, website_id, email, role, invited_by)
select t.id, pg_temp.id('invitation ' || t.n || ' ' || i), case when i = 1 then (select w.id from website w where w.tenant_id = t.id order by w.number limit 1) end,
  case i when 0 then 'user-' || 1 + (t.n + 20) % current_setting('bench.tenants')::integer || '@bench.test' else 'friend-' || t.n || '@bench.test' end, 'viewer', t.owner
from tenant t, generate_series(0, 1) i order by md5(t.n || ' ' || i);
insert into private.directory (kind, key, tenant_id, object_id)
select 'invitation', encode(sha256(convert_to('token ' || t.n || ' ' || i, 'UTF8')), 'hex'), t.id, pg_temp.id('invitation ' || t.n || ' ' || i) from tenant t, generate_series(0, 1) i;

-- credits: two grants, ten uses, twenty AI actions
insert into public.credits (tenant_id, id, provider, mode, total_credits, remaining_credits, source_type, source_id)
select t.id, pg_temp.id('credit ' || t.n || ' ' || c), 'manual', 'free', 100, case c when 1 then 90 else 100 end, 'admin', 'grant ' || c
from tenant t, generate_series(1, 2) c order by md5(t.n || ' ' || c);
insert into public.credit_balances (tenant_id, remaining) select id, 190 from tenant order by id;
insert into public.credit_operations (tenant_id, idempotency_key, user_id, amount, balance)
select t.id, 'use ' || u, t.owner, 1, 200 - u from tenant t, generate_series(1, 10) u order by u, t.id;
insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type)
select t.id, t.owner, pg_temp.id('credit ' || t.n || ' ' || c), 100, 'add:free' from tenant t, generate_series(1, 2) c order by c, t.id;
insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, operation)
select t.id, t.owner, pg_temp.id('credit ' || t.n || ' 1'), -1, 'deduct', 'use ' || u from tenant t, generate_series(1, 10) u order by u, t.id;
insert into public.ai_usage_log (tenant_id, id, user_id, action_type, website_id, status, credits, allowance_period, finished_at, created_at)
select w.tenant_id, pg_temp.id('action ' || w.id || ' ' || a), w.owner, 'suggest_copy', w.id, 'success', 1, 'epoch', now(), now() - a * interval '1 minute'
from website w, generate_series(1, 10) a order by a, w.id;

-- a page and its components come together, the pages of a tenant at different times
insert into public.pages (tenant_id, id, website_id, title, slug, status, nav_order, seo_meta)
select tenant_id, page_id, id, 'Page ' || page_number, slug, 'published', page_number, '{"description": "What this page is about"}'
from page order by md5('page ' || page_id);
insert into public.components (tenant_id, id, website_id, page_id, type, order_key, props)
select p.tenant_id, pg_temp.id('component ' || p.page_id || ' ' || b.i), p.id, p.page_id, b.type, b.order_key, b.props
from page p, block b order by md5('page ' || p.page_id), b.i;

insert into public.deployments (tenant_id, id, website_id, deployed_by, site, is_live, deployed_at)
select w.tenant_id, pg_temp.id('deployment ' || w.id || ' ' || d), w.id, w.owner,
  json_build_object('name', 'Website ' || w.n, 'locale', 'en', 'branding', '{}'::json, 'seoDefaults', '{}'::json, 'favicon', null, 'analytics', true,
    'navigation', (select json_agg(json_build_object('label', 'Page ' || p, 'href', case p when 1 then '/' else '/page-' || p end, 'is_home', p = 1) order by p)
                   from generate_series(1, 5) p), 'home', '/'),
  d = 0, now() - d * interval '1 day'
from website w, generate_series(0, 2) d
where w.published and (d = 0 or w.active) order by md5('deployment ' || w.id || ' ' || d);
insert into public.deployment_pages (tenant_id, deployment_id, website_id, page_id, slug, title, is_home, show_in_nav, content)
select p.tenant_id, pg_temp.id('deployment ' || p.id || ' ' || d), p.id, p.page_id, p.slug, 'Page ' || p.page_number, p.page_number = 1, true,
  json_build_object('id', p.page_id, 'title', 'Page ' || p.page_number, 'slug', p.slug, 'is_home', p.page_number = 1, 'show_in_nav', true,
    'seo_meta', '{}'::json, 'page_config', '{}'::json, 'components', f.components)
from page p, frozen f, generate_series(0, 2) d
where p.published and (d = 0 or p.active)
order by md5('deployment ' || p.id || ' ' || d), p.page_number;
insert into private.directory (kind, key, tenant_id, object_id, deployment_id, serving)
select 'host', 'site-' || n || '-' || number || '.' || private.setting('root_domain'), tenant_id, id,
  case when published then pg_temp.id('deployment ' || id || ' 0') end, published
from website order by md5('website ' || id);
insert into private.directory (kind, key, tenant_id, object_id, deployment_id, serving)
select 'host', 'www.domain-' || n || '.test', tenant_id, id, pg_temp.id('deployment ' || id || ' 0'), true
from website where published and n % 2 = 1 order by md5('website ' || id);

insert into public.page_versions (tenant_id, id, website_id, page_id, saved_by, content_snapshot, saved_at)
select p.tenant_id, pg_temp.id('version ' || p.page_id || ' ' || v), p.id, p.page_id, p.owner, f.complete, now() - v * interval '1 hour'
from page p, frozen f, generate_series(0, 2) v
where p.active order by md5(p.page_id::text || v);

insert into public.assets (tenant_id, id, website_id, original_filename, cloudinary_public_id, size_bytes, status, secure_url, cloudinary_url, uploaded_by, created_at)
select w.tenant_id, a.id, w.id, 'photo.jpg', 'tenantry/' || w.tenant_id || '/' || a.id || '/photo', 1000, 'ready', 'https://x.test/' || a.id, 'https://x.test/' || a.id, w.owner,
  now() - i * interval '1 hour'
from website w, generate_series(1, 3) i, lateral (select pg_temp.id('asset ' || w.n || ' ' || i) as id) a
where w.number = 1 order by md5(a.id::text);
insert into public.asset_uses (tenant_id, used_by, asset_id, website_id)
select w.tenant_id, w.id, pg_temp.id('asset ' || w.n || ' 1'), w.id from website w where w.number = 1;
update public.websites w set favicon_url = 'https://x.test/tenantry/' || u.tenant_id || '/' || u.asset_id || '/photo'
from public.asset_uses u where w.tenant_id = u.tenant_id and w.id = u.used_by;
update public.usage_counters c set storage_bytes = 3000;

insert into public.usage_metrics (tenant_id, website_id, date, page_views, unique_visitors, sessions, referrer_breakdown, top_pages, country_breakdown, device_breakdown)
select w.tenant_id, w.id, current_date - d, 20, 10, 12, '{"direct": 7, "google": 5}', '[{"slug": "/", "views": 14}, {"slug": "/page-2", "views": 6}]', '{"US": 12}', '{"mobile": 8, "desktop": 4}'
from website w, generate_series(1, 60) d where w.published and (w.active or d <= 3) order by d, md5('website ' || w.id);

insert into public.scheduled_publications (tenant_id, website_id, publish_at, status, finished_at, scheduled_by)
select w.tenant_id, w.id, now() + (1 - s) * interval '1 day', case s when 0 then 'pending' else 'published' end::public.publication_status,
  case when s > 0 then now() + (1 - s) * interval '1 day' end, w.owner
from website w, generate_series(0, 2) s where w.published order by md5('scheduled ' || w.id || s);
insert into public.preview_links (tenant_id, id, website_id, created_by, expires_at)
select w.tenant_id, pg_temp.id('preview ' || w.id), w.id, w.owner, now() + interval '1 day' from website w where w.published order by md5('preview ' || w.id);
insert into private.directory (kind, key, tenant_id, object_id)
select 'preview', encode(sha256(convert_to('preview ' || w.id, 'UTF8')), 'hex'), w.tenant_id, pg_temp.id('preview ' || w.id) from website w where w.published;

insert into public.audit_logs (tenant_id, performed_by, action, resource_type, resource_id, created_at)
select t.id, t.owner, 'page.created', 'page', pg_temp.id('page ' || t.n || ' 1 1'), date_trunc('month', now(), 'UTC') + a * interval '1 second'
from tenant t, generate_series(1, 60) a where t.active or a <= 10 order by a, t.id;

drop table tenant, website, page, block, frozen;
reset session_replication_role;
