--! Previous: sha1:94751e01f2cdb39a8137bde41ae38ac3005ae96e
--! Hash: sha1:ad46bdf2061be63bfb46c3af673a2effa8451476
--! Message: client address by header, maintenance by task

--! split: 750-mends.sql
-- The argument has a name of its own, a client's address comes from the header that tells it, and each task of the maintenance
-- has a transaction of its own.
drop function if exists public.retry_effect(bigint);

--! Included seed/settings.sql
-- First values only: what an operator has changed stays.
insert into private.settings (key, value, description) values
  ('root_domain', 'localhost', 'Websites are served at <subdomain>.<root_domain>.'),
  ('free_tenants_per_person', '3', 'How many tenants on the free plan one person may own.'),
  ('cloudinary_folder', 'tenantry', 'Folder at Cloudinary with the files of all tenants: small letters, digits, - and _.'),
  ('client_address_header', 'x-forwarded-for', 'Request header with the client''s address, which the proxy in front overwrites; behind Cloudflare, as on Supabase, cf-connecting-ip.'),
  ('country_header', '', 'Request header in which a proxy tells a visitor''s country and which it overwrites (cf-ipcountry); empty: none is trusted.')
on conflict (key) do nothing;
--! EndIncluded seed/settings.sql
--! Included functions/operations/failed_effects.sql
-- What an effect is about stays in the outbox: messages are nobody's to read.
create or replace function private.failed_effects()
returns table (id bigint, kind text, attempts integer, last_error text, created_at timestamptz, due_at timestamptz, failed_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  return query
    select o.id, o.kind, o.attempts, o.last_error, o.created_at, case when o.failed_at is null then o.due_at end, o.failed_at
    from private.outbox o where o.done_at is null and o.last_error is not null
    order by o.failed_at desc nulls last, o.id limit 1000;
end
$$;
comment on function private.failed_effects() is
  'Shows platform admins the effects that went wrong, in a table no API role may read. Raises PT403 forbidden.';
revoke all on function private.failed_effects() from public;
grant execute on function private.failed_effects() to platform_admin;

create or replace function public.failed_effects()
returns table (id bigint, kind text, attempts integer, last_error text, created_at timestamptz, due_at timestamptz, failed_at timestamptz)
language sql stable security invoker set search_path = ''
as $$
  select * from private.failed_effects()
$$;
comment on function public.failed_effects() is
  'What should have happened outside (mail, deletions, cancellations) and has not: failed for good at failed_at, the latest first, or due again at due_at. At most 1,000. Errors: PT403 forbidden (platform admins only).';
revoke all on function public.failed_effects() from public;
grant execute on function public.failed_effects() to platform_admin;

create or replace function private.retry_effect(p_id bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kind text;
begin
  perform private.require_platform_admin();
  update private.outbox o set failed_at = null, attempts = 0, due_at = now()
  where o.id = p_id and o.failed_at is not null returning o.kind into v_kind;
  if not found then
    -- it will be tried anyway
    perform from private.outbox o where o.id = p_id and o.done_at is null;
    if not found then perform private.fail('not_found', 'effect'); end if;
    return;
  end if;
  perform private.record_audit('effect.retried', 'effect', null, jsonb_build_object('id', p_id, 'kind', v_kind));
end
$$;
comment on function private.retry_effect(bigint) is
  'Lets platform admins have a failed effect tried again, in a table no API role may write. Raises PT403 forbidden, PT404.';
revoke all on function private.retry_effect(bigint) from public;
grant execute on function private.retry_effect(bigint) to platform_admin;

create or replace function public.retry_effect(effect bigint) returns void
language sql volatile security invoker set search_path = ''
as $$
  select private.retry_effect(effect)
$$;
comment on function public.retry_effect(bigint) is
  'Has something that failed for good (failed_effects) tried again from the beginning; what will be tried anyway is left to that. Errors: PT403 forbidden (platform admins only), PT404.';
revoke all on function public.retry_effect(bigint) from public;
grant execute on function public.retry_effect(bigint) to platform_admin;
--! EndIncluded functions/operations/failed_effects.sql
--! Included functions/access/client_address.sql
create or replace function private.client_address() returns inet
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_headers json := nullif(current_setting('request.headers', true), '')::json;
begin
  -- the gateway overwrites it; the first entry is the client
  return btrim(split_part(v_headers ->> coalesce(nullif(private.setting('client_address_header'), ''), 'x-forwarded-for'), ',', 1))::inet;
exception when invalid_text_representation then
  return null;
end
$$;
comment on function private.client_address() is 'The address of the client of this request, by the header that private.settings names, which clients can''t read; null where the request has none.';
revoke all on function private.client_address() from public;
grant execute on function private.client_address() to anon, authenticated, service_role, platform_admin;
--! EndIncluded functions/access/client_address.sql
--! Included functions/operations/schedule_maintenance.sql
-- Where pg_cron is installed it does the periodic work; elsewhere `npm run worker` does. Both at once do no harm. A job a task,
-- so that each has a transaction of its own and holds its locks for no other.
create or replace function private.schedule_maintenance() returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is null then return false; end if;
  execute 'select cron.unschedule(j.jobid) from cron.job j where j.jobname = ''tenantry-maintenance''';
  execute 'select cron.schedule(''tenantry-'' || t.name, $1, format($2, t.name)) from private.maintenance_tasks() t (name)'
    using '*/5 * * * *', 'select * from private.run_maintenance(%L)';
  return true;
end
$$;
comment on function private.schedule_maintenance() is 'Has pg_cron do each task of the maintenance every five minutes; false where there is no pg_cron. Called by migrations that add a task, and by hand when pg_cron is installed later.';
revoke all on function private.schedule_maintenance() from public;
--! EndIncluded functions/operations/schedule_maintenance.sql

select private.schedule_maintenance();
