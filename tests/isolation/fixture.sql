-- Four tenants with people of every kind and rows in every exposed table. Each text says whose it is: `<tenant>-public`
-- may be seen by visitors once published, `<tenant>-secret` by nobody outside.
-- A domain adds its rows to isolation.fill().

create schema isolation;
grant usage on schema isolation to public;

create function isolation.person(p_email text) returns uuid language sql as $$
  select tests.sign_up(p_email, jsonb_build_object('signup_as', 'invitee', 'full_name', split_part(p_email, '@', 1)))
$$;

update public.plans set credit_overdraft_limit = 1000 where slug = 'pro';

create function isolation.fill(p_name text, p_confirmed boolean) returns void language plpgsql as $$
declare
  v_at text := '@' || p_name || '.test';
  v_public text := p_name || '-public';
  v_secret text := p_name || '-secret';
  v_owner uuid := tests.sign_up('owner' || v_at, jsonb_build_object('tenant_name', v_public), p_confirmed);
  v_tenant uuid := tests.tenant_of('owner' || v_at);
  v_first uuid := tests.website_of('owner' || v_at);
  v_website uuid;
  v_role text;
  v_custom uuid;
  v_page uuid;
  v_asset uuid;
begin
  -- tenancy and identity
  perform tests.on_plan(v_tenant, 'pro');
  update public.tenants set name = v_secret where id = v_tenant;
  foreach v_role in array array['admin', 'developer', 'editor', 'viewer', 'custom', 'deactivated', 'disabled', 'collaborator', 'invited'] loop
    perform isolation.person(v_role || v_at);
  end loop;
  insert into public.tenant_roles (tenant_id, key, name, permissions)
  values (v_tenant, 'publisher', v_secret, '{tenant.read,content.read,site.publish}') returning id into v_custom;
  insert into public.tenant_roles (tenant_id, key, name, permissions) values (v_tenant, 'spare', v_secret, '{tenant.read}');
  insert into public.tenant_members (tenant_id, user_id, role)
  select v_tenant, tests.user_of(r || v_at), r::public.tenant_role from unnest('{admin,developer,editor,viewer}'::text[]) r;
  insert into public.tenant_members (tenant_id, user_id, role, custom_role_id, is_active) values
    (v_tenant, tests.user_of('custom' || v_at), 'custom', v_custom, true),
    (v_tenant, tests.user_of('deactivated' || v_at), 'admin', null, false),
    (v_tenant, tests.user_of('disabled' || v_at), 'admin', null, true);
  update public.users set status = 'disabled' where email = 'disabled' || v_at;

  -- billing
  insert into public.subscriptions (tenant_id, provider, user_id, status, provider_subscription_id, provider_customer_id)
  values (v_tenant, 'stripe', tests.user_of('owner' || v_at), 'canceled', 'sub_' || v_secret, 'cus_' || v_secret);
  perform public.link_customer('stripe', 'cus_' || v_secret, v_tenant);
  insert into public.invoices (tenant_id, provider_invoice_id, amount, currency, hosted_invoice_url) values (v_tenant, 'in_' || v_secret, 1900, 'usd', 'https://pay.test/' || v_secret);
  insert into public.payments (tenant_id, provider, user_id, order_id, amount, currency) values (v_tenant, 'midtrans', tests.user_of('owner' || v_at), 'order-' || v_secret, 1900, 'idr');
  insert into public.lifetime_deals (tenant_id, plan_id, provider_checkout_session_id, revoked_at) select v_tenant, id, 'cs_' || v_secret, now() from public.plans where slug = 'starter';
  insert into public.user_subscriptions (user_id, provider_subscription_id, status)
  select user_id, 'sub_own_' || user_id, 'active' from public.tenant_members where tenant_id = v_tenant;

  insert into public.tenant_member_credit_limits (tenant_id, user_id, credit_limit) values (v_tenant, tests.user_of('editor' || v_at), 100);

  -- credits: granted, used, owed and asked for
  perform private.add_credits(v_tenant, 'free', 10, 'admin', v_secret, p_user => v_owner, p_description => v_secret);
  perform private.take_credits(v_tenant, v_owner, 12, v_secret, v_secret);

  -- websites: the collaborator works on the first; the invited one has not accepted
  v_website := private.create_website_for(v_tenant, v_public, p_name || '-two');
  insert into public.website_members (tenant_id, website_id, user_id, role, accepted_at) values
    (v_tenant, v_first, tests.user_of('collaborator' || v_at), 'developer', now()),
    (v_tenant, v_first, tests.user_of('invited' || v_at), 'developer', null),
    (v_tenant, v_website, tests.user_of('invited' || v_at), 'developer', null);
  perform tests.invite(e || v_at, v_tenant, 'viewer', w) from unnest(array['invited', 'unknown']) e, unnest(array[null, v_first, v_website]) w;
  update public.websites set description = v_secret, settings = jsonb_build_object('note', v_secret) where tenant_id = v_tenant;
  foreach v_website in array array[v_website, v_first] loop
    insert into public.ai_usage_log (tenant_id, user_id, action_type, website_id, status, credits, allowance_period, finished_at, error_message)
    values (v_tenant, v_owner, 'suggest_copy', v_website, 'success', 1, 'epoch', now(), v_secret);
    insert into public.pages (tenant_id, website_id, title, slug, status) values (v_tenant, v_website, v_public, '/about', 'published')
    returning id into v_page;
    insert into public.components (tenant_id, page_id, type, props)
    select v_tenant, v_page, type, default_props || jsonb_build_object('heading', v_public, 'recipient_email', 'office-secret' || v_at)
    from public.component_types where type = 'contact_form';
    insert into public.page_versions (tenant_id, page_id, label) values (v_tenant, v_page, v_secret);

    insert into public.pages (tenant_id, website_id, title, slug, status, password_protected)
    values (v_tenant, v_website, v_public, '/members', 'published', true) returning id into v_page;
    insert into private.page_passwords (tenant_id, page_id, website_id, password_hash)
    values (v_tenant, v_page, v_website, extensions.crypt('open sesame', extensions.gen_salt('bf', 4)));
    insert into public.components (tenant_id, page_id, type, props)
    select v_tenant, v_page, type, default_props || jsonb_build_object('heading', v_secret) from public.component_types where type = 'hero';

    insert into public.pages (tenant_id, website_id, title, slug) values (v_tenant, v_website, v_secret, '/draft');
    insert into public.domain_verifications (tenant_id, website_id, domain, cname_target)
    select v_tenant, v_website, v_secret || '.' || w.subdomain || '.test', w.subdomain || '.localhost' from public.websites w where w.tenant_id = v_tenant and w.id = v_website;

    -- one file of the website, used on a page that is not published
    v_asset := gen_random_uuid();
    insert into public.assets (tenant_id, id, website_id, original_filename, cloudinary_public_id, size_bytes, status, secure_url, cloudinary_url)
    values (v_tenant, v_asset, v_website, v_secret, format('tenantry/%s/%s/a', v_tenant, v_asset), 10, 'ready', 'https://' || v_secret, 'https://' || v_secret);
    update public.pages set seo_meta = jsonb_build_object('og_image', format('https://files.test/tenantry/%s/%s/a', v_tenant, v_asset))
    where tenant_id = v_tenant and website_id = v_website and slug = '/draft';
    insert into public.scheduled_publications (tenant_id, website_id, publish_at, notes, scheduled_by) values (v_tenant, v_website, now() + interval '1 day', v_secret, v_owner);
    insert into public.preview_links (tenant_id, website_id, created_by, expires_at) values (v_tenant, v_website, v_owner, now() + interval '1 day');
    if p_confirmed then
      insert into public.deployments (tenant_id, website_id, notes) values (v_tenant, v_website, v_secret);
      update public.pages set title = title || '!' where tenant_id = v_tenant and website_id = v_website and is_home;
      insert into public.deployments (tenant_id, website_id, notes) values (v_tenant, v_website, v_secret);
    end if;
    insert into public.usage_metrics (tenant_id, website_id, date, page_views, unique_visitors, sessions, referrer_breakdown, top_pages, country_breakdown, device_breakdown)
    values (v_tenant, v_website, current_date - 1, 1, 1, 1, jsonb_build_object(v_secret, 1), jsonb_build_array(jsonb_build_object('slug', '/' || v_secret, 'views', 1)), '{"US": 1}', '{"mobile": 1}');
    -- drafts of what is published
    update public.websites set name = v_secret where tenant_id = v_tenant and id = v_website;
    update public.pages set title = v_secret where tenant_id = v_tenant and website_id = v_website;
  end loop;
end
$$;

select isolation.fill('alpha', true), isolation.fill('bravo', true), isolation.fill('sierra', true), isolation.fill('papa', false);
update public.tenants set status = 'suspended' where id = tests.tenant_of('owner@sierra.test');

-- at home in Bravo, a guest in Alpha
select isolation.person('guest@guests.test');
insert into public.tenant_members (tenant_id, user_id, role) values
  (tests.tenant_of('owner@alpha.test'), tests.user_of('guest@guests.test'), 'viewer'),
  (tests.tenant_of('owner@bravo.test'), tests.user_of('guest@guests.test'), 'admin');
-- the platform's own people
select isolation.person('admin@platform.test'), isolation.person('revoked@platform.test');
update public.user_roles set role = 'admin' where user_id = tests.user_of('admin@platform.test');
select private.record_audit('platform.test', 'tenant', null, '{"note": "platform-secret"}', null);
-- everybody has a second address
insert into public.user_emails (user_id, email, verified) select id, 'second-' || email, true from public.users;
select public.join_waitlist('platform-secret@waits.test', 'platform-secret');
-- what providers have told
insert into public.prices (provider_price_id, currency, unit_amount) values ('price_one', 'usd', 1900), ('price_two', 'eur', 1900);
insert into public.prices (id, provider, provider_price_id, currency, unit_amount) values ('00000000-0000-4000-8000-00000000e002', 'midtrans', 'order_one', 'idr', 1900);
insert into public.webhook_events (id, provider, event_id, event_type, occurred_at, payload, status, error)
values ('00000000-0000-4000-8000-00000000e001', 'nobody', 'evt_1', 'thing.happened', now(), '{"note": "platform-secret"}', 'failed', 'platform-secret'),
  (gen_random_uuid(), 'nobody', 'evt_2', 'thing.happened', now(), '{"note": "platform-secret"}', 'failed', 'platform-secret');
-- things to do outside, and one that nobody could do
insert into private.outbox (kind, payload) select 'a_test', '{"of": "platform-secret"}' from generate_series(1, 100);
insert into private.outbox (id, kind, payload, last_error, failed_at) overriding system value values (1000000, 'a_test', '{"of": "platform-secret"}', 'It did not work', now());
