-- T6, O1: a purge takes everything a tenant owns, its log included, and leaves one row in the platform's; others lose nothing
select tests.sign_up('ann@a.test'), tests.sign_up('bob@b.test'), tests.sign_up('cid@c.test', '{"signup_as": "invitee"}');
create temp table gone as select tests.tenant_of('ann@a.test') as id, (select slug from tenants where id = tests.tenant_of('ann@a.test')) as slug;
create temp table kept as select c.oid::regclass as name, 0::bigint as rows, a.attnotnull as owned
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and not c.relispartition;
grant select on gone, kept to public;
select tests.on_plan(id, 'pro'), tests.add_member('bob@b.test', id, 'editor') from gone;
insert into tenant_roles (tenant_id, key, name, permissions) select id, 'w', 'W', '{tenant.read}' from gone;
insert into tenant_members (tenant_id, user_id, role, custom_role_id) select tenant_id, tests.user_of('cid@c.test'), 'custom', id from tenant_roles;
insert into website_members (tenant_id, website_id, user_id, accepted_at) select id, tests.website_of('ann@a.test'), tests.user_of('bob@b.test'), now() from gone;
insert into private.page_passwords (tenant_id, page_id, website_id, password_hash) select p.tenant_id, p.id, p.website_id, extensions.crypt('x', extensions.gen_salt('bf', 4)) from pages p join gone on p.tenant_id = gone.id;
insert into tenant_member_credit_limits (tenant_id, user_id, credit_limit) select id, tests.user_of('bob@b.test'), 5 from gone;
insert into invoices (tenant_id, provider_invoice_id, amount, currency) select id, 'in_1', 1, 'usd' from gone;
insert into payments (tenant_id, provider, order_id, amount, currency, subscription_id) select tenant_id, 'doku', 'o_1', 1, 'usd', id from subscriptions where tenant_id = (select id from gone);
insert into lifetime_deals (tenant_id, plan_id) select id, (select id from plans where slug = 'starter') from gone;
insert into provider_customers (customer_id, tenant_id) select 'cus_1', id from gone;
insert into webhook_events (provider, event_id, event_type, occurred_at, payload, tenant_id) select 'p', 'e', 't', now(), '{}', id from gone;
insert into private.provider_payloads (provider, kind, object_id, tenant_id, occurred_at, event_id, payload) select 'p', 'k', 'o', id, now(), 'e', '{}' from gone;
insert into usage_metrics (tenant_id, website_id, date) select id, tests.website_of('ann@a.test'), current_date from gone;
insert into private.raw_page_events (tenant_id, website_id, visitor_id, is_view, page_slug, device) select id, tests.website_of('ann@a.test'), gen_random_uuid(), true, '/', 'desktop' from gone;
update plans set credit_overdraft_limit = 5 where slug = 'pro';
select private.add_credits(id, 'free', 5, 'test', 'test') from gone;
select tests.act_as('ann@a.test');
select consume_credits(6, 'a use', 'a key');
select begin_ai_action('suggest_copy', tests.website_of('ann@a.test'));
select from create_invitation('new@n.test', 'viewer');
select add_domain(tests.website_of('ann@a.test'), 'www.ann.test');
select from reserve_asset('a.png', 5, 'image/png');
update websites set favicon_url = 'https://x.test/' || cloudinary_public_id from assets;
select tests.act_as_owner();
update pages set password_protected = true where tenant_id = (select id from gone);
insert into deployments (tenant_id, website_id) select id, tests.website_of('ann@a.test') from gone;
insert into scheduled_publications (tenant_id, website_id, publish_at, scheduled_by) select id, tests.website_of('ann@a.test'), now(), tests.user_of('ann@a.test') from gone;
insert into preview_links (tenant_id, website_id, created_by, expires_at) select id, tests.website_of('ann@a.test'), tests.user_of('ann@a.test'), now() from gone;
insert into deployments (tenant_id, website_id) select tests.tenant_of('bob@b.test'), tests.website_of('bob@b.test');
update users set active_tenant_id = (select id from gone) where email in ('bob@b.test', 'cid@c.test');
insert into storage.buckets (id, name) values ('item-photos', 'item-photos'), ('empty', 'empty');
insert into storage.objects (bucket_id, name) select 'item-photos', id || '/a/b/1' from gone union all select 'empty', 'other/1';
update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '90 days' where id = (select id from gone);
select isnt_empty(format('select from %s where tenant_id = (select id from gone)', name), 'there is something to lose in ' || name) from kept where owned;
create function pg_temp.count_kept(p_name regclass) returns bigint language plpgsql as $$
declare v_rows bigint; begin execute format('select count(*) from %s where tenant_id is distinct from (select id from gone)', p_name) into v_rows; return v_rows; end $$;
update kept set rows = pg_temp.count_kept(name);

select lives_ok('select private.purge_tenant((select id from gone)); set constraints all immediate', 'purged');
select is_empty(format('select * from %s where tenant_id = (select id from gone)', name), 'nothing in ' || name) from kept;
select is_empty('select * from tenants where id = (select id from gone)', 'nor itself');
select is(pg_temp.count_kept(name), rows + (name = 'audit_logs'::regclass)::integer, 'others keep what they have in ' || name) from kept;
select is(count(*)::integer, 3, 'people stay') from users;
select is_empty('select * from users where active_tenant_id = (select id from gone)', 'and act for others');
select is(row(a.tenant_id is null, a.action, a.resource_id, a.metadata ->> 'slug'), row(true, 'tenant.purged'::text, gone.id, gone.slug), 'the platform remembers') from audit_logs a, gone where a.action ~ 'purged';
select results_eq('select kind, payload - ''public_id'' from private.outbox order by kind',
  $$select 'delete_asset', '{"resource_type": "image"}' union all select 'delete_files', jsonb_build_object('bucket', 'item-photos', 'prefix', id || '/') from gone$$, 'its files are to go');
select tests.refuses('delete from audit_logs', 'immutable', 'nobody else''s log goes after it');
select tests.refuses($$delete from audit_logs where action = 'tenant.purged'$$, 'immutable', 'nor the row about it');
