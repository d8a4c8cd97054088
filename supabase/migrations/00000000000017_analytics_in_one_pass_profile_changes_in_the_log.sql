--! Previous: sha1:e691ac11eed2f056714bbfcc7c5982336a731c46
--! Hash: sha1:94751e01f2cdb39a8137bde41ae38ac3005ae96e
--! Message: analytics in one pass, profile changes in the log

--! split: 541-analytics.sql
-- A day of visits is counted in one pass over its events, and they are not part of an export.

--! Included functions/websites/aggregate_page_events.sql
-- S12: a day of all websites, each from midnight to midnight where its tenant is. Counting again what has been counted
-- changes nothing.
--  1. One at a time. What has been counted for good and is no longer there can't be counted again.
--  2. Each zone's day; the partitions are found by the widest of them.
--  3. One pass over the events in a visitor's order: 30 minutes without any end a session. Its first event and its last say
--     how long it was and, by running counts, how many views; its source is that of the first; without a view it is none.
--  4. One over their pages. Breakdowns keep the 20 largest.
create or replace function private.aggregate_page_events(p_day date) returns bigint
language plpgsql volatile security definer set search_path = '' set work_mem = '128MB'
as $$
declare
  c_kept constant integer := 20;
  v_from timestamptz := (p_day::timestamp - interval '14 hours') at time zone 'UTC';
  v_to timestamptz := (p_day::timestamp + interval '36 hours') at time zone 'UTC';
  v_rows bigint;
begin
  -- 1.
  perform pg_advisory_xact_lock(hashtextextended('tenantry.aggregate_page_events', 0));
  if private.is_day_closed(p_day) and to_regclass('private.raw_page_events_' || to_char(p_day - 1, 'YYYY_MM_DD')) is null then return 0; end if;

  -- 2.
  with zone as materialized (
    select z.timezone, private.day_start(p_day, z.timezone) as day_begin, private.day_start(p_day + 1, z.timezone) as day_end
    from (select distinct t.timezone from public.tenants t) z
  ), tenant as materialized (
    select t.id, z.day_begin, z.day_end from public.tenants t join zone z on z.timezone = t.timezone
  -- 3.
  ), event as (
    select e.website_id, e.visitor_id, e.created_at, e.is_view, e.referrer, e.country, e.device,
      lag(e.created_at) over visitor as previous_at, lead(e.created_at) over visitor as next_at,
      row_number() over visitor as place, count(*) filter (where e.is_view) over visitor as views
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    -- of one moment the same one is always the first
    window visitor as (partition by e.visitor_id order by e.created_at, e.is_view desc, e.referrer collate "C", e.page_slug collate "C" rows unbounded preceding)
  ), edge as (
    select e.*, coalesce(e.created_at - e.previous_at > interval '30 minutes', true) as begins, coalesce(e.next_at - e.created_at > interval '30 minutes', true) as ends
    from event e
  ), bounded as (
    -- what begins is followed by what ends, where it does not end itself
    select e.*,
      case when e.ends then e.created_at else lead(e.created_at) over session end as ended_at,
      (case when e.ends then e.views else lead(e.views) over session end) - e.views + e.is_view::integer as session_views
    from edge e
    where e.begins or e.ends
    window session as (partition by e.visitor_id order by e.place)
  ), session as materialized (
    select b.website_id, b.visitor_id, b.referrer, b.country, b.device, b.session_views = 1 as bounced, extract(epoch from b.ended_at - b.created_at) as seconds
    from bounded b
    where b.begins and b.session_views > 0
  ), visit as (
    select s.website_id, count(*) as sessions, count(distinct s.visitor_id) as visitors,
      count(*) filter (where s.bounced) as bounces, avg(s.seconds) as seconds
    from session s group by s.website_id
  ), counted as (
    select s.website_id, k.kind, k.name, count(*) as sessions
    from session s
    cross join lateral (values ('referrer', s.referrer), ('country', s.country), ('device', s.device)) k (kind, name)
    group by s.website_id, k.kind, k.name
  ), named as (
    select c.website_id, c.kind, n.name, sum(c.sessions) as sessions
    from counted c
    cross join lateral (values (
      case c.kind when 'referrer' then private.traffic_source(c.name) else coalesce(c.name, 'other') end)) n (name)
    group by c.website_id, c.kind, n.name
  ), ranked as (
    select n.*, row_number() over (partition by n.website_id, n.kind order by n.name = 'other', n.sessions desc, n.name collate "C") as place from named n
  ), kept as (
    select r.website_id, r.kind, case when r.place <= c_kept then r.name else 'other' end as name, sum(r.sessions)::bigint as sessions
    from ranked r group by 1, 2, 3
  ), breakdown as (
    select k.website_id,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'referrer') as referrers,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'country') as countries,
      jsonb_object_agg(k.name, k.sessions) filter (where k.kind = 'device') as devices
    from kept k group by k.website_id
  -- 4.
  ), page as (
    select e.tenant_id, e.website_id, e.page_slug, count(*) filter (where e.is_view) as views,
      sum(e.bytes) as bytes, sum(e.load_time_ms) as load_time, count(e.load_time_ms) as loads
    from private.raw_page_events e
    join tenant t on t.id = e.tenant_id and e.created_at >= t.day_begin and e.created_at < t.day_end
    where e.created_at >= v_from and e.created_at < v_to
    group by e.tenant_id, e.website_id, e.page_slug
  ), placed as (
    select p.*, row_number() over (partition by p.website_id order by p.views desc, p.page_slug collate "C") as place from page p
  ), website as (
    select p.tenant_id, p.website_id, sum(p.views) as views, sum(p.bytes) as bytes, sum(p.load_time) / nullif(sum(p.loads), 0) as load_time,
      jsonb_agg(jsonb_build_object('slug', p.page_slug, 'views', p.views) order by p.place)
        filter (where p.place <= c_kept and p.views > 0) as top
    from placed p group by p.tenant_id, p.website_id
  )
  insert into public.usage_metrics as m (tenant_id, website_id, date, page_views, unique_visitors, sessions, bandwidth_mb, avg_load_time_ms,
    bounce_rate, avg_session_duration_s, referrer_breakdown, top_pages, country_breakdown, device_breakdown)
  select w.tenant_id, w.website_id, p_day, w.views, v.visitors, v.sessions, least(coalesce(w.bytes, 0) / 1048576.0, 9999999.999), round(w.load_time),
    round(100.0 * v.bounces / v.sessions, 2), round(v.seconds), b.referrers, w.top, b.countries, b.devices
  from website w
  join visit v on v.website_id = w.website_id
  join breakdown b on b.website_id = w.website_id
  on conflict (tenant_id, website_id, date) do update
  set page_views = excluded.page_views, unique_visitors = excluded.unique_visitors, sessions = excluded.sessions,
    bandwidth_mb = excluded.bandwidth_mb, avg_load_time_ms = excluded.avg_load_time_ms, bounce_rate = excluded.bounce_rate,
    avg_session_duration_s = excluded.avg_session_duration_s, referrer_breakdown = excluded.referrer_breakdown,
    top_pages = excluded.top_pages, country_breakdown = excluded.country_breakdown, device_breakdown = excluded.device_breakdown
  where (m.page_views, m.unique_visitors, m.sessions, m.bandwidth_mb, m.avg_load_time_ms, m.bounce_rate, m.avg_session_duration_s,
      m.referrer_breakdown, m.top_pages, m.country_breakdown, m.device_breakdown)
    is distinct from (excluded.page_views, excluded.unique_visitors, excluded.sessions, excluded.bandwidth_mb, excluded.avg_load_time_ms,
      excluded.bounce_rate, excluded.avg_session_duration_s, excluded.referrer_breakdown, excluded.top_pages, excluded.country_breakdown, excluded.device_breakdown);
  get diagnostics v_rows = row_count;

  -- as of the transaction's begin: what has come since is for the next time
  insert into private.page_event_days as d (day, aggregated_at) values (p_day, now())
  on conflict (day) do update set aggregated_at = greatest(d.aggregated_at, excluded.aggregated_at);
  return v_rows;
end
$$;
comment on function private.aggregate_page_events(date) is
  'Makes usage_metrics of one day of the events of all tenants, tables no client may read or write; answers how many rows are new or changed. Safe at any time, and in several places at once.';
revoke all on function private.aggregate_page_events(date) from public;

create or replace function private.traffic_source(p_host text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when p_host is null then 'direct'
    when p_host ~ '(^|\.)google\.[a-z.]{2,6}$' then 'google'
    when p_host ~ '(^|\.)bing\.com$' then 'bing'
    when p_host ~ '(^|\.)duckduckgo\.com$' then 'duckduckgo'
    when p_host ~ '(^|\.)yahoo\.[a-z.]{2,6}$' then 'yahoo'
    when p_host ~ '(^|\.)(twitter\.com|x\.com|t\.co)$' then 'twitter'
    when p_host ~ '(^|\.)(facebook\.com|fb\.com)$' then 'facebook'
    when p_host ~ '(^|\.)instagram\.com$' then 'instagram'
    when p_host ~ '(^|\.)(linkedin\.com|lnkd\.in)$' then 'linkedin'
    when p_host ~ '(^|\.)(youtube\.com|youtu\.be)$' then 'youtube'
    when p_host ~ '(^|\.)pinterest\.[a-z.]{2,6}$' then 'pinterest'
    when p_host ~ '(^|\.)tiktok\.com$' then 'tiktok'
    when p_host ~ '(^|\.)reddit\.com$' then 'reddit'
    else p_host
  end
$$;
comment on function private.traffic_source(text) is 'What a visitor''s origin is called in a report: direct, a well-known site by its name, any other by its host.';
revoke all on function private.traffic_source(text) from public;

-- Two hours after it has ended in the last place on Earth nothing can come any more: events are at most an hour late.
create or replace function private.is_day_closed(p_day date) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from private.page_event_days d
    where d.day = p_day and d.aggregated_at >= (p_day::timestamp + interval '38 hours') at time zone 'UTC')
$$;
comment on function private.is_day_closed(date) is 'Whether a day was aggregated after the last of its events, by a table no client may read.';
revoke all on function private.is_day_closed(date) from public;
--! EndIncluded functions/websites/aggregate_page_events.sql
--! Included functions/tenancy/export_tenant.sql
-- T6: all a tenant owns, as rows in an order an importer can use: what a row points to comes before it. What there is to
-- export is read from the catalog, so that a later table needs nothing here: a table with a tenant_id is a tenant's.

create or replace function private.export_tables(p_private boolean)
returns table (place bigint, name text, kind text, tenant_column text)
language sql stable security definer set search_path = ''
as $$
  with recursive own as (
    select c.oid, a.attname::text as tenant_column
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      and a.attname = case when c.oid = 'public.tenants'::regclass then 'id' else 'tenant_id' end
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname in ('public', 'valet', 'private')
      -- what has no key can't be gone through page by page: events, which are counted and dropped within days
      and exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)
  ), refers as (
    select distinct k.conrelid as child, k.confrelid as parent, k.confkey[1] as key
    from pg_catalog.pg_constraint k where k.contype = 'f' and k.conrelid in (select o.oid from own o) and k.conrelid <> k.confrelid
  ), path as (
    select o.oid, array[o.oid] as tables from own o
    union all
    select r.child, p.tables || r.child from path p join refers r on r.parent = p.oid and not r.child = any (p.tables)
  ), listed as (
    select 0 as depth, 'public.users' as name, 'people' as kind, null as tenant_column
    union all
    -- ids made anew by each installation: an importer finds its own by the name
    select distinct 1, r.parent::regclass::text, 'reference', null
    from refers r
    join pg_catalog.pg_attribute a on a.attrelid = r.parent and a.attnum = r.key and a.atttypid = 'uuid'::regtype
    where r.parent not in (select o.oid from own o) and r.parent <> 'public.users'::regclass
    union all
    select 1 + max(cardinality(p.tables)), o.oid::regclass::text, 'own', o.tenant_column
    from own o join path p on p.oid = o.oid
    join pg_catalog.pg_class c on c.oid = o.oid
    where p_private or c.relnamespace <> 'private'::regnamespace
    group by o.oid, o.tenant_column
  )
  select row_number() over (order by l.depth, l.name), l.name, l.kind, l.tenant_column from listed l
$$;
comment on function private.export_tables(boolean) is
  'What an export consists of, in order: people, reference rows, and a tenant''s own tables, parents first; private ones (secrets live there) only where asked for.';
revoke all on function private.export_tables(boolean) from public;

-- By which columns a table is paged through: those of an index that begins with the tenant, and the primary key.
create or replace function private.export_key(p_table regclass, p_tenant_column text) returns text[]
language sql stable security definer set search_path = ''
as $$
  with keys as (
    select i.indisprimary, i.indexrelid, a.attname::text as name, k.position
    from pg_catalog.pg_index i
    cross join lateral unnest((i.indkey::smallint[])[0:i.indnkeyatts - 1]) with ordinality k (number, position)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and (a.attnotnull or a.attname = p_tenant_column)
    where i.indrelid = p_table and i.indpred is null and i.indexprs is null
  ), leads as (
    select k.indexrelid from keys k where k.position = 1 and k.name = p_tenant_column order by k.indisprimary desc, k.indexrelid limit 1
  ), chosen as (
    select k.name, min(case when k.indexrelid in (select l.indexrelid from leads l) then k.position else 100 + k.position end) as place
    from keys k
    where k.indisprimary or k.indexrelid in (select l.indexrelid from leads l)
    group by k.name
  )
  select coalesce(array_agg(c.name order by c.place) filter (where c.name <> p_tenant_column), array[p_tenant_column]) from chosen c
$$;
comment on function private.export_key(regclass, text) is 'The columns by which an export pages through a table, so that an index serves it; read from the catalog.';
revoke all on function private.export_key(regclass, text) from public;

-- One page. A position is the table and the key of the row.
create or replace function private.export_page(p_tenant uuid, p_after text, p_rows integer, p_private boolean)
returns table ("position" text, "table" text, "row" json)
language plpgsql stable security definer set search_path = ''
as $$
declare
  c_bytes constant bigint := 8388608; -- a page is not much larger, however large the rows are
  v_table record;
  v_after_table text := split_part(p_after, ' ', 1);
  v_after jsonb;
  v_key text[];
  v_from text;
  v_past text;
  v_row record;
  v_left integer := p_rows;
  v_bytes bigint := 0;
begin
  if p_after is not null then
    begin
      v_after := substr(p_after, length(v_after_table) + 2)::jsonb;
    exception when others then
      perform private.fail('invalid_input', 'after_position (expected the position of a row of this export)');
    end;
  end if;

  for v_table in
    select t.* from private.export_tables(p_private) t
    where p_after is null or t.place >= (select a.place from private.export_tables(p_private) a where a.name = v_after_table)
    order by t.place
  loop
    v_key := case when v_table.kind = 'own' then private.export_key(v_table.name::regclass, v_table.tenant_column) else array['id'] end;
    v_from := case v_table.kind
      when 'own' then format('select t.*, row_to_json(t) as exported from %s t where t.%I = $1', v_table.name, v_table.tenant_column)
      -- whom the tenant knows by name, and everybody else its rows point to by the id alone
      when 'people' then format(
        'select u.id, case when m.known
           then json_build_object(''id'', u.id, ''email'', u.email, ''full_name'', u.full_name, ''avatar_url'', u.avatar_url, ''status'', u.status, ''deleted'', u.deleted_at is not null)
           else json_build_object(''id'', u.id) end as exported
         from public.users u join (select p.id, bool_or(p.known) as known from (%s) p group by p.id) m on m.id = u.id',
        private.export_pointers(v_table.name::regclass))
      else format('select t.id, row_to_json(t) as exported from %s t where t.id in (select p.id from (%s) p)', v_table.name, private.export_pointers(v_table.name::regclass))
    end;
    v_past := '';
    if v_table.name = v_after_table then
      select format('where (%s) > (%s)', string_agg(format('t.%I', k.name), ', ' order by k.place),
        string_agg(format('%L::%s', v_after ->> (k.place - 1)::integer, format_type(a.atttypid, a.atttypmod)), ', ' order by k.place))
      into v_past
      from unnest(v_key) with ordinality k (name, place)
      join pg_catalog.pg_attribute a on a.attrelid = v_table.name::regclass and a.attname = k.name;
    end if;

    for v_row in execute format('select jsonb_build_array(%s)::text as key, t.exported from (%s) t %s order by %s limit %s',
      (select string_agg(format('t.%I::text', k), ', ') from unnest(v_key) k), v_from, v_past,
      (select string_agg(format('t.%I', k), ', ') from unnest(v_key) k), v_left) using p_tenant
    loop
      "position" := v_table.name || ' ' || v_row.key;
      "table" := v_table.name;
      "row" := v_row.exported;
      return next;
      v_left := v_left - 1;
      v_bytes := v_bytes + octet_length(v_row.exported::text);
      exit when v_bytes > c_bytes;
    end loop;
    exit when v_left = 0 or v_bytes > c_bytes;
  end loop;
end
$$;
comment on function private.export_page(uuid, text, integer, boolean) is
  'Up to p_rows rows (about 8 MiB at most) of a tenant''s export that follow a position, whoever asks, of tables clients can''t read whole. json and not jsonb: what a json column holds stays to the letter. Raises PT400 invalid_input.';
revoke all on function private.export_page(uuid, text, integer, boolean) from public;

create or replace function private.export_pointers(p_to regclass) returns text
language sql stable security definer set search_path = ''
as $$
  select string_agg(format('select t.%I as id, %L::boolean as known from %s t where t.%I = $1 and t.%1$I is not null',
    a.attname, t.name in ('public.tenant_members', 'public.website_members', 'tenant_members', 'website_members') and a.attname = 'user_id',
    t.name, t.tenant_column), ' union all ')
  from private.export_tables(true) t
  join pg_catalog.pg_constraint k on k.contype = 'f' and k.conrelid = case when t.kind = 'own' then t.name::regclass end and k.confrelid = p_to
  join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
  where cardinality(k.conkey) = 1
$$;
comment on function private.export_pointers(regclass) is 'A query for the rows of a global table that a tenant''s rows point to, and whether the tenant knows that person by name; made from the catalog.';
revoke all on function private.export_pointers(regclass) from public;

create or replace function private.export_tenant(p_tenant uuid, p_after text, p_rows integer)
returns table ("position" text, "table" text, "row" json)
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if not private.owns(private.uid(), p_tenant) then perform private.fail('not_found', 'tenant'); end if;
  if (p_rows between 1 and 1000) is not true then perform private.fail('invalid_input', 'page_size (expected 1 to 1000)'); end if;
  return query select * from private.export_page(p_tenant, p_after, p_rows, false);
end
$$;
comment on function private.export_tenant(uuid, text, integer) is
  'A page of the export of a tenant the signed-in person owns, whatever its state, of tables they may not read whole. Raises PT400, PT401, PT404.';
revoke all on function private.export_tenant(uuid, text, integer) from public;
grant execute on function private.export_tenant(uuid, text, integer) to authenticated;

create or replace function public.export_tenant(tenant uuid, after_position text default null, page_size integer default 1000)
returns table ("position" text, "table" text, "row" json)
language sql stable security invoker set search_path = ''
as $$
  select * from private.export_tenant(tenant, after_position, page_size)
$$;
comment on function public.export_tenant(uuid, text, integer) is
  'All a tenant you own has, a page at a time, also while it is suspended or offboarded: ask again with the last position until no row comes. Passwords and tokens are left out. Errors: PT400, PT401, PT404.';
revoke all on function public.export_tenant(uuid, text, integer) from public;
grant execute on function public.export_tenant(uuid, text, integer) to authenticated;
--! EndIncluded functions/tenancy/export_tenant.sql

--! split: 640-mail.sql
--! Included functions/identity/users.sql
-- Triggers of users and what hangs on them.
create or replace function private.complete_user() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.email := lower(btrim(new.email));
  if tg_op = 'UPDATE' and new.full_name = old.full_name and old.full_name = concat_ws(' ', old.first_name, old.last_name) then
    new.full_name := null; -- it was made of the parts, and follows them
  end if;
  new.full_name := coalesce(nullif(new.full_name, ''), nullif(concat_ws(' ', new.first_name, new.last_name), ''));
  return new;
end
$$;
comment on function private.complete_user() is 'Before insert or update: e-mail in lower case, full name from its parts where it is not given.';
revoke all on function private.complete_user() from public;

-- A picture is one we keep, named by path and address, or one kept elsewhere, named by its
-- address alone. Whichever of the two is written, the other follows.
create or replace function private.keep_avatar() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_ours boolean := coalesce(strpos(new.avatar_url, '/avatars/' || old.id || '/avatar') > 0, false);
begin
  if new.avatar_path is not distinct from old.avatar_path then
    if not v_ours then new.avatar_path := null; end if;
  elsif new.avatar_url is not distinct from old.avatar_url and v_ours = (new.avatar_path is null) then
    new.avatar_url := null;
  end if;
  return new;
end
$$;
comment on function private.keep_avatar() is 'Before update of avatar_url or avatar_path: an address that is not of the object takes the path away, and a path that comes or goes an address of something else.';
revoke all on function private.keep_avatar() from public;

-- Whoever removes the picture wants the file gone, unless they put another one there before
-- that has happened: it has the same name.
create or replace function private.clean_up_avatar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.avatar_path is null then
    insert into private.outbox (kind, payload) values ('delete_object', jsonb_build_object('bucket', 'avatars', 'path', old.avatar_path));
  else
    delete from private.outbox o
    where o.done_at is null and o.kind = 'delete_object' and o.payload = jsonb_build_object('bucket', 'avatars', 'path', new.avatar_path);
  end if;
  return null;
end
$$;
comment on function private.clean_up_avatar() is 'After avatar_path changed: has the file deleted, or not, through the outbox, which no client may write.';
revoke all on function private.clean_up_avatar() from public;

create or replace trigger _100_timestamps before update on public.users
  for each row execute function private.set_updated_at();
create or replace trigger _200_complete before insert or update of email, first_name, last_name, full_name on public.users
  for each row execute function private.complete_user();
create or replace trigger _200_keep before update of id, created_at on public.users
  for each row execute function private.keep_columns('id', 'created_at');
create or replace trigger _300_avatar before update of avatar_url, avatar_path on public.users
  for each row execute function private.keep_avatar();

create or replace trigger _100_timestamps before update on public.user_emails
  for each row execute function private.set_updated_at();
create or replace trigger _200_normalise before insert or update of email on public.user_emails
  for each row execute function private.normalise_email();
create or replace trigger _100_timestamps before update on public.user_email_preferences
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.user_roles
  for each row execute function private.set_updated_at();

-- Team lists show name, address and picture without reading users.
create or replace function private.copy_user_to_members() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  -- teams first, then rows by id: see lock_team
  perform pg_advisory_xact_lock(t.key)
  from (
    select hashtextextended('tenantry.team ' || m.tenant_id, 0) as key
    from public.tenant_members m where m.user_id = new.id order by key
  ) t;
  perform from public.tenant_members m where m.user_id = new.id order by m.id for no key update;
  update public.tenant_members m
  set display_name = new.full_name, email = new.email, avatar_url = new.avatar_url
  where m.user_id = new.id;
  return null;
end
$$;
comment on function private.copy_user_to_members() is 'After update of users: keeps the copies in tenant_members, of tenants the person can''t write to.';
revoke all on function private.copy_user_to_members() from public;

create or replace trigger _800_copy after update of full_name, email, avatar_url, avatar_path, first_name, last_name on public.users
  for each row when ((old.full_name, old.email, old.avatar_url) is distinct from (new.full_name, new.email, new.avatar_url))
  execute function private.copy_user_to_members();
create or replace trigger _910_avatar after update of avatar_url, avatar_path on public.users
  for each row when (old.avatar_path is distinct from new.avatar_path) execute function private.clean_up_avatar();

-- O1: which parts of a profile changed, not what they were or are: those can be erased, the audit log can't.
create or replace function private.audit_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.record_audit('user.profile_updated', 'user', new.id, (
    select jsonb_build_object('changed', jsonb_agg(n.key order by n.key))
    from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key and o.value is distinct from n.value
    where n.key <> 'updated_at'));
  return null;
end
$$;
comment on function private.audit_profile() is 'After a profile changed: writes the audit row, which no client can, with the names of the columns.';
revoke all on function private.audit_profile() from public;

create or replace trigger _900_audit after update of first_name, last_name, full_name, username, avatar_url, avatar_path, preferences on public.users
  for each row when (new.deleted_at is null
    and (old.first_name, old.last_name, old.full_name, old.username, old.avatar_url, old.avatar_path, old.preferences)
      is distinct from (new.first_name, new.last_name, new.full_name, new.username, new.avatar_url, new.avatar_path, new.preferences))
  execute function private.audit_profile();
--! EndIncluded functions/identity/users.sql
--! Included functions/operations/run_maintenance.sql
-- O4: all periodic work. Each domain adds functions private.maintain_<what>(), which do what is due, however often and
-- wherever they are called, and answer how many things that were.
create or replace function private.maintenance_tasks() returns setof text
language sql stable security invoker set search_path = ''
as $$
  select substr(p.proname, length('maintain_') + 1)
  from pg_catalog.pg_proc p
  where p.pronamespace = 'private'::regnamespace and p.proname ~ '^maintain_.+' and p.pronargs = 0
  order by p.proname
$$;
comment on function private.maintenance_tasks() is 'What run_maintenance does, in order.';
revoke all on function private.maintenance_tasks() from public;

-- One place at a time does a task, the others pass it by; one that fails stops no other.
create or replace function private.run_maintenance(p_only text default null)
returns table (task text, done bigint, problem text)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  for task in select t.name from private.maintenance_tasks() t (name) where p_only is null or t.name = p_only loop
    done := null;
    problem := null;
    if pg_try_advisory_xact_lock(hashtextextended('tenantry.maintain_' || task, 0)) then
      begin
        execute format('select private.%I()', 'maintain_' || task) into done;
      exception when others then
        problem := sqlstate || ': ' || sqlerrm;
      end;
    else
      problem := 'busy elsewhere';
    end if;
    return next;
  end loop;
end
$$;
comment on function private.run_maintenance(text) is
  'Does the periodic work that is due (p_only: of one task), in tables no API role may write, and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once.';
revoke all on function private.run_maintenance(text) from public;
grant execute on function private.run_maintenance(text) to service_role;

create or replace function public.run_maintenance() returns table (task text, done bigint, problem text)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.run_maintenance()
$$;
comment on function public.run_maintenance() is
  'Does the periodic work that is due and reports each task: how many things it did, or what stopped it. Safe at any time, and in several places at once. For the service only.';
revoke all on function public.run_maintenance() from public;
grant execute on function public.run_maintenance() to service_role;

create or replace function private.maintain_partitions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before bigint := (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r');
begin
  perform private.ensure_partitions();
  return (select count(*) from pg_catalog.pg_class c where c.relispartition and c.relkind = 'r') - v_before;
end
$$;
comment on function private.maintain_partitions() is 'Makes partitions ahead of time, which needs the tables'' owner; answers how many.';
revoke all on function private.maintain_partitions() from public;

-- A limit has to be full again after a week without use, for the bucket says nothing more then.
create or replace function private.maintain_rate_limits() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.rate_limit_buckets b
    where b.key = any (array(
      select i.key from private.rate_limit_buckets i where i.updated_at < now() - interval '7 days' limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_rate_limits() is 'Removes rate-limit buckets that nobody has used for a week, from a table no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_rate_limits() from public;

create or replace function private.maintain_outbox() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with swept as (
    delete from private.outbox o
    where o.id = any (array(
      select i.id from private.outbox i
      where i.done_at < now() - interval '30 days' or i.failed_at < now() - interval '90 days' order by i.id limit 50000 for update skip locked))
    returning 1
  )
  select count(*) from swept
$$;
comment on function private.maintain_outbox() is 'Removes what was done 30 days ago, and what failed 90 days ago, from the outbox, which no API role may write; at most 50,000 a call.';
revoke all on function private.maintain_outbox() from public;

-- Few at a time, for each holds its locks until the transaction ends; the worker asks again while there are more.
create or replace function private.maintain_purges() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_done bigint := 0;
begin
  for v_tenant in
    select t.id from public.tenants t
    where t.status = 'offboarded' and t.offboard_scheduled_at <= now() - interval '90 days'
    order by t.offboard_scheduled_at limit 5
  loop
    begin
      perform private.purge_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- somebody is in the way, or a hook failed: the next one's turn, and this one's again next time
      raise warning 'purge of tenant % failed: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_purges() is 'Purges up to five tenants whose 90 days are over, from tables no API role may delete from; one that fails is left for the next time, with a warning in the server''s log.';
revoke all on function private.maintain_purges() from public;
--! EndIncluded functions/operations/run_maintenance.sql
