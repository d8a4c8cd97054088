-- Who a test is: people, tenants and requests in one line each. Loaded into test databases only.
create schema if not exists tests;
grant usage on schema tests to public;

create or replace function tests.sign_up(p_email text, p_meta jsonb default '{}', p_confirmed boolean default true) returns uuid
language sql volatile as $$
  insert into auth.users (id, email, raw_user_meta_data, email_confirmed_at)
  values (gen_random_uuid(), p_email, p_meta, case when p_confirmed then now() end)
  returning id
$$;

create or replace function tests.user_of(p_email text) returns uuid
language sql stable security definer as $$
  select id from public.users where email = lower(p_email)
$$;

create or replace function tests.tenant_of(p_email text) returns uuid
language sql stable security definer as $$
  select m.tenant_id from public.tenant_members m join public.tenants t on t.id = m.tenant_id
  where m.user_id = tests.user_of(p_email) and m.role = 'owner' order by t.is_default desc, t.created_at limit 1
$$;

create or replace function tests.website_of(p_email text) returns uuid
language sql stable security definer as $$
  select w.id from public.websites w where w.tenant_id = tests.tenant_of(p_email) order by w.created_at, w.id limit 1
$$;

-- What PostgREST does at the beginning of a request.
create or replace function tests.request(p_role text, p_claims jsonb, p_headers jsonb) returns void
language plpgsql volatile as $$
begin
  perform set_config('role', p_role, true);
  perform set_config('request.jwt.claims', p_claims::text, true);
  perform set_config('request.headers', p_headers::text, true);
  perform private.begin_request();
end
$$;

create or replace function tests.claims_of(p_email text) returns jsonb
language sql stable security definer as $$
  select jsonb_build_object('sub', tests.user_of(p_email), 'role', 'authenticated', 'email', p_email)
$$;

create or replace function tests.act_as(p_email text, p_tenant uuid default null) returns void
language sql volatile as $$
  select tests.request('authenticated', tests.claims_of(p_email),
    case when p_tenant is null then '{}' else jsonb_build_object('x-tenant-id', p_tenant) end)
$$;

create or replace function tests.act_as_platform_admin(p_email text) returns void
language sql volatile as $$
  select tests.request('platform_admin', tests.claims_of(p_email) || '{"role": "platform_admin"}', '{}')
$$;

create or replace function tests.act_as_anon() returns void
language sql volatile as $$
  select tests.request('anon', '{"role": "anon"}', '{}')
$$;

create or replace function tests.act_as_service(p_tenant uuid default null) returns void
language sql volatile as $$
  select tests.request('service_role', '{"role": "service_role"}',
    case when p_tenant is null then '{}' else jsonb_build_object('x-tenant-id', p_tenant) end)
$$;

-- Back to whoever runs the tests; no request at all.
create or replace function tests.act_as_owner() returns void
language plpgsql volatile as $$
begin
  perform set_config('role', 'none', true), set_config('request.jwt.claims', '', true),
    set_config('request.headers', '', true), set_config('tenantry.identity', '', true);
end
$$;

-- By the row it was made with, so that billing leaves it there.
create or replace function tests.on_plan(p_tenant uuid, p_slug text) returns void
language sql volatile as $$
  update public.subscriptions set plan_id = (select id from public.plans where slug = p_slug) where tenant_id = p_tenant and provider = 'manual';
  update public.tenants set plan_id = (select id from public.plans where slug = p_slug) where id = p_tenant
$$;

create or replace function tests.add_member(p_email text, p_tenant uuid, p_role public.tenant_role) returns uuid
language sql volatile as $$
  insert into public.tenant_members (tenant_id, user_id, role) values (p_tenant, tests.user_of(p_email), p_role) returning id
$$;

-- As the owner would: the token, which nobody could read afterwards.
create or replace function tests.invite(p_email text, p_tenant uuid, p_role public.tenant_role default 'viewer', p_website uuid default null, p_by uuid default null) returns text
language sql volatile as $$
  with made as (
    insert into public.invitations (tenant_id, website_id, email, role, invited_by)
    values (p_tenant, p_website, p_email, p_role, coalesce(p_by, (select user_id from public.tenant_members where tenant_id = p_tenant and role = 'owner')))
    returning id
  )
  select private.issue_invitation_token(p_tenant, id) from made
$$;

-- What Cloudinary would tell of an upload that is as it was reserved; p_told overrides.
create or replace function tests.upload(p_asset uuid, p_told jsonb default '{}') returns text
language sql volatile security definer as $$
  select private.complete_asset(jsonb_build_object('notification_type', 'upload', 'public_id', a.cloudinary_public_id, 'resource_type', r,
      'bytes', a.size_bytes, 'url', 'http://' || address, 'secure_url', 'https://' || address)
    || case a.asset_type when 'image' then '{"format": "png", "width": 640, "height": 480}' when 'video' then '{"format": "mp4", "width": 640, "height": 480}'
      when 'audio' then '{"format": "mp3"}' else '{}' end::jsonb || p_told)
  from public.assets a, private.resource_type_of(a.asset_type) r,
    concat('res.cloudinary.com/demo/', r, '/upload/v1/', a.cloudinary_public_id, case a.asset_type when 'image' then '.png' end) address
  where a.id = p_asset
$$;

-- Somebody whose published website counts its visits; answers its host.
create or replace function tests.counted_site(p_email text) returns text
language plpgsql volatile as $$
begin
  perform tests.sign_up(p_email);
  perform tests.on_plan(tests.tenant_of(p_email), 'growth');
  perform tests.act_as(p_email);
  perform public.publish_website(tests.website_of(p_email));
  perform tests.act_as_owner();
  return (select w.subdomain || '.localhost' from public.websites w where w.id = tests.website_of(p_email));
end
$$;

-- A request of a visitor, who may be anybody.
create or replace function tests.visit_as(p_address text, p_agent text default 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', p_headers jsonb default '{}') returns void
language sql volatile as $$
  select tests.request('anon', '{"role": "anon"}', jsonb_build_object('x-forwarded-for', p_address, 'user-agent', p_agent) || p_headers)
$$;

-- What Stripe tells, in the shape before API version 2025-03-31 ('old') or since ('new').
create or replace function tests.stripe(p_type text, p_object jsonb, p_at timestamptz default now(), p_id text default null) returns public.webhook_status
language sql volatile as $$
  select (public.ingest_webhook('stripe', coalesce(p_id, 'evt_' || gen_random_uuid()), p_type, p_at,
    jsonb_build_object('object', 'event', 'type', p_type, 'created', extract(epoch from p_at), 'data', jsonb_build_object('object', p_object)))).status
$$;

create or replace function tests.stripe_subscription(p_status text, p_price text, p_changes jsonb default '{}', p_shape text default 'new', p_end timestamptz default now() + interval '20 days') returns jsonb
language sql stable as $$
  select jsonb_build_object('id', 'sub_1', 'object', 'subscription', 'customer', 'cus_1', 'status', p_status, 'currency', 'usd', 'created', 1234567890, 'trial_start', null, 'trial_end', null,
      'cancel_at', null, 'cancel_at_period_end', false, 'canceled_at', null, 'ended_at', null, 'metadata', '{}'::jsonb,
      'items', jsonb_build_object('object', 'list', 'data', jsonb_build_array(jsonb_build_object('id', 'si_1', 'object', 'subscription_item', 'quantity', 1,
        'price', jsonb_build_object('id', p_price, 'object', 'price', 'currency', 'usd', 'unit_amount', 1900, 'type', 'recurring', 'metadata', '{}'::jsonb, 'product', 'prod_1',
          'recurring', jsonb_build_object('interval', case when p_price like '%year%' then 'year' else 'month' end, 'interval_count', 1))) || case p_shape when 'new' then period else '{}' end)))
    || case p_shape when 'old' then period else '{}' end || p_changes
  from (select jsonb_build_object('current_period_start', floor(extract(epoch from p_end - interval '1 month')), 'current_period_end', floor(extract(epoch from p_end)))) x (period)
$$;

create or replace function tests.stripe_price(p_id text, p_metadata jsonb, p_changes jsonb default '{}') returns jsonb
language sql stable as $$
  select jsonb_build_object('id', p_id, 'object', 'price', 'active', true, 'billing_scheme', 'per_unit', 'created', 1234567890, 'currency', 'usd', 'metadata', p_metadata, 'product', 'prod_1', 'type', 'recurring',
    'unit_amount', 1900, 'recurring', jsonb_build_object('interval', case when p_id like '%year%' then 'year' else 'month' end, 'interval_count', 1, 'trial_period_days', null, 'usage_type', 'licensed')) || p_changes
$$;

create or replace function tests.stripe_invoice(p_status text, p_changes jsonb default '{}', p_shape text default 'new') returns jsonb
language sql stable as $$
  select jsonb_build_object('id', 'in_1', 'object', 'invoice', 'customer', 'cus_1', 'status', p_status, 'currency', 'usd', 'total', 1900, 'amount_due', 1900, 'created', 1234567890,
      'amount_paid', case p_status when 'paid' then 1900 else 0 end, 'billing_reason', 'subscription_cycle', 'attempt_count', 1, 'next_payment_attempt', null, 'due_date', null, 'number', 'T-1', 'metadata', '{}'::jsonb,
      'hosted_invoice_url', 'https://pay.test/in_1', 'invoice_pdf', 'https://pay.test/in_1.pdf', 'status_transitions', jsonb_build_object('finalized_at', 1234567890, 'paid_at', case p_status when 'paid' then 1234567899 end),
      'lines', jsonb_build_object('object', 'list', 'data', jsonb_build_array(
        jsonb_build_object('id', 'il_0', 'period', '{"start": 1234567890, "end": 9234567890}'::jsonb) || case p_shape when 'old' then '{"proration": true, "price": {"id": "price_old"}}'::jsonb
          else '{"parent": {"type": "subscription_item_details", "subscription_item_details": {"proration": true}}, "pricing": {"type": "price_details", "price_details": {"price": "price_old"}}}' end,
        jsonb_build_object('id', 'il_1', 'period', '{"start": 1234567890, "end": 1237000000}'::jsonb) || case p_shape when 'old' then '{"proration": false, "price": {"id": "price_growth"}}'::jsonb
          else '{"parent": {"type": "subscription_item_details", "subscription_item_details": {"proration": false}}, "pricing": {"type": "price_details", "price_details": {"price": "price_growth"}}}' end)))
    || case p_shape when 'old' then '{"subscription": "sub_1", "payment_intent": "pi_1"}'::jsonb else '{"parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_1", "metadata": {}}}}' end || p_changes
$$;

-- Ann's tenant pays at Stripe; the prices of two plans are known.
create or replace function tests.with_billing(p_email text) returns uuid
language sql volatile as $$
  select tests.sign_up(p_email);
  update public.plans set stripe_monthly_price_id = 'price_' || slug, stripe_yearly_price_id = 'price_' || slug || '_yearly' where slug in ('growth', 'pro');
  select tenant_id from public.link_customer('stripe', 'cus_1', tests.tenant_of(p_email))
$$;

create or replace function tests.stands(p_email text) returns text
language sql stable security definer as $$
  select concat_ws(' ', p.slug, t.status, t.suspended_for, s.status) from public.tenants t join public.plans p on p.id = t.plan_id
  join public.subscriptions s on s.tenant_id = t.id and s.is_current where t.id = tests.tenant_of(p_email)
$$;

-- An assertion: the statement is refused with that reason of the error catalogue.
create or replace function tests.refuses(p_sql text, p_reason text, p_description text) returns text
language plpgsql volatile as $$
declare
  v_got text := 'it went through';
  v_state text;
  v_detail text;
begin
  begin
    execute p_sql;
  exception when others then
    get stacked diagnostics v_state = returned_sqlstate, v_detail = pg_exception_detail;
    v_got := case when v_state like 'PT4__' then v_detail else v_state || ': ' || sqlerrm end;
  end;
  return is(v_got, p_reason, p_description);
end
$$;

-- For tests that read the catalog: what is ours, of every domain there is or will be.
create or replace view tests.our_schemas as
select n.oid, n.nspname as name, n.nspname <> 'private' as exposed from pg_catalog.pg_namespace n where n.nspname in ('public', 'valet', 'private');

create or replace view tests.our_tables as
select c.oid, c.oid::regclass as name, s.exposed, c.relkind = 'p' as partitioned, c.relispartition as is_partition,
  exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull) as tenant_owned
from pg_catalog.pg_class c join tests.our_schemas s on s.oid = c.relnamespace
where c.relkind in ('r', 'p') and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e');

create or replace view tests.our_columns as
select t.oid as table_oid, t.name as table_name, t.exposed, t.tenant_owned, a.attnum as number, a.attname::text as name, a.atttypid::regtype::text as type,
  a.attnotnull as required, a.attgenerated <> '' as generated
from tests.our_tables t join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
where not t.is_partition;

create or replace view tests.our_functions as
select p.oid, p.oid::regprocedure as name, s.name as schema, s.exposed, p.prosecdef as definer, p.prosrc as body, p.proconfig as settings, p.prorettype = 'trigger'::regtype as is_trigger
from pg_catalog.pg_proc p join tests.our_schemas s on s.oid = p.pronamespace
where not exists (select from pg_catalog.pg_depend d where d.objid = p.oid and d.deptype = 'e');

grant select on all tables in schema tests to public;
grant execute on all functions in schema tests to public;
