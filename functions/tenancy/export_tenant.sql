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
