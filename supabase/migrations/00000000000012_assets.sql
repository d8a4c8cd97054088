--! Previous: sha1:38fc0706c51a47e3beeca553eeea6e9e28a434b7
--! Hash: sha1:bacdf8da3639980d110d41a2c481f1b8c2a052e4
--! Message: assets

--! split: 530-assets.sql
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

--! Included functions/access/check_json.sql
-- What stands in a JSON column, said once for all of them (S6): rows of key, jsonpath and what
-- was expected, and one jsonpath that joins them, because that costs a fraction of asking each.
-- Keys that no row names are kept.
--  1. An object.
--  2. All checks; the first one that fails names the key.
--  3. No number that is longer than it looks.
--  4. No text that is too long; none is longer than the whole, so few get as far as the search.
create or replace function private.check_json(
  p_value jsonb, p_name text, p_of text, p_rule jsonpath, p_checks jsonb, p_longest integer
) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_key text;
  v_expected text;
begin
  -- 1.
  if jsonb_typeof(p_value) is distinct from 'object' then
    v_expected := 'expected an object';
  -- 2.
  elsif jsonb_path_match(p_value, p_rule, silent => true) is not true then
    select c.value ->> 'key', c.value ->> 'message' into v_key, v_expected
    from jsonb_array_elements(p_checks) with ordinality c (value, position)
    where jsonb_path_match(p_value, (c.value ->> 'path')::jsonpath, silent => true) is not true
    order by c.position limit 1;
  -- 3.
  elsif not private.plain_numbers(p_value) then
    select e.key, 'expected no number beyond 1e20, nor nearer to 0 than 1e-20' into v_key, v_expected
    from jsonb_each(p_value) e where not private.plain_numbers(e.value) limit 1;
  -- 4.
  elsif pg_column_size(p_value) > p_longest then
    select e.key, format('expected no text of more than %s characters', p_longest) into v_key, v_expected
    from jsonb_each(p_value) e, jsonb_path_query(e.value, '$.** ? (@.type() == "string")') text
    where length(text #>> '{}') > p_longest limit 1;
  end if;
  if v_expected is not null then
    perform private.fail('invalid_input', format('%s%s: %s', concat_ws('.', p_name, left(v_key, 100)), p_of, v_expected));
  end if;
end
$$;
comment on function private.check_json(jsonb, text, text, jsonpath, jsonb, integer) is
  'Refuses a JSON value that is no object, fails one of p_checks (joined in p_rule), or holds a number of an exponent beyond 20 or a text of more than p_longest characters. Raises PT400 invalid_input naming the key below p_name (and p_of, whose it is) and what was expected.';
revoke all on function private.check_json(jsonb, text, text, jsonpath, jsonb, integer) from public;

create or replace function private.check_json_columns() returns trigger
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_new jsonb := to_jsonb(new);
  v_old jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  v_shape private.json_shapes;
begin
  for v_shape in
    select s.* from private.json_shapes s
    where s.table_name = tg_table_name and v_new -> s.column_name is distinct from v_old -> s.column_name
    order by s.column_name
  loop
    perform private.check_json(v_new -> v_shape.column_name, v_shape.column_name, '', v_shape.rule, v_shape.checks, v_shape.max_text_length);
  end loop;
  return new;
end
$$;
comment on function private.check_json_columns() is
  'Before insert or update of a table''s JSON columns: each that is new satisfies its shape, which no client may read. Raises PT400 invalid_input naming the key and what was expected.';
revoke all on function private.check_json_columns() from public;

create or replace trigger _230_json before insert or update of preferences on public.users
  for each row execute function private.check_json_columns();
create or replace trigger _230_json before insert or update of branding_config, seo_defaults, settings on public.websites
  for each row execute function private.check_json_columns();
create or replace trigger _230_json before insert or update of seo_meta, page_config on public.pages
  for each row execute function private.check_json_columns();
--! EndIncluded functions/access/check_json.sql
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
language plpgsql security definer set search_path = ''
as $$
declare
  v_type public.component_types;
begin
  select * into v_type from public.component_types t where t.type = new.type;
  perform private.check_json(new.props, 'props', ' of ' || new.type, v_type.rule, v_type.checks, v_type.max_text_length);

  -- a hundred small ones are small together; a large one may have large ones beside it
  if pg_column_size(new.props) > 16384 and pg_column_size(new.props) + (
      select coalesce(sum(octet_length(c.props::text)), 0) from public.components c
      where c.tenant_id = new.tenant_id and c.page_id = new.page_id and c.id <> new.id) > 1048576 then
    perform private.fail('page_too_large', (select p.title from public.pages p where p.tenant_id = new.tenant_id and p.id = new.page_id));
  end if;
  return new;
end
$$;
comment on function private.check_props() is 'Before insert or update of props: they satisfy the checks of their type, and large ones make no page of more than 1 MiB, whatever the client can see. Raises PT400 invalid_input naming the key and what was expected, PT413 page_too_large.';
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
--! Included policies/access/json_shapes.sql
-- Triggers read it; only migrations write it. No client has a grant; the policy says so twice.
alter table private.json_shapes enable row level security;
revoke all on private.json_shapes from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.json_shapes;
create policy select_nobody on private.json_shapes for select to authenticated
  using (false);
comment on policy select_nobody on private.json_shapes is 'No client reads it.';
--! EndIncluded policies/access/json_shapes.sql
--! Included seed/component_types.sql
-- What JSON must satisfy: the props of the 18 kinds of content block (S6), with what a new one contains, and the other JSON
-- columns that clients write.
--
-- A check is a row (key, path, message). `path` is a jsonpath predicate over the props that must be true
-- (`jsonb_path_match(props, path)`); keys a type does not know are kept as they are. The predicates are not written
-- by hand: `spec` says in one line per group of keys which rule holds, and `rule` holds each rule's test once.
--
--   types  kinds of content block, `*` for every one; `table.column` for another JSON column
--   keys   `images[].url` is the url of every image; a final `!` makes a key required, a final `?` lets it be null
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
      'expected a name of at most 40 small letters, digits, - and _, beginning with a letter'),
    ('page_url',
      $$%1$s.type() == "string" && %1$s like_regex "^(https?://[^[:space:][:cntrl:]<>\u0022\\\\]+|/(?!/)[^[:space:][:cntrl:]<>\u0022\\\\]*)?$" flag "i"$$,
      'expected the address of a page: http(s)://… or a path on this site'),
    ('font',
      $$%1$s.type() == "string" && %1$s like_regex "^([A-Za-z0-9][A-Za-z0-9 _-]{0,59})?$"$$,
      'expected the name of a font such as Playfair Display'),
    ('title_template',
      $$%1$s.type() == "string" && %1$s like_regex "%%s|^$"$$,
      'expected a text with %%s where the title of the page goes'),
    ('id',
      $$%1$s.type() == "string" && %1$s like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" flag "i"$$,
      'expected an id (a UUID)')
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
    ('custom_html', 'height', 'integer', '{40,4000}'),

    -- a website's looks, in the bounds the renderer keeps to (brand.ts)
    ('websites.branding_config', 'colors typography logo spacing border_radius', 'object', '{}'),
    ('websites.branding_config', 'colors.primary colors.secondary colors.background colors.surface colors.text colors.text_muted',
      'colour', '{}'),
    ('websites.branding_config', 'colors.accent colors.danger colors.success', 'colour', '{}'),
    ('websites.branding_config', 'typography.heading_font typography.body_font', 'font', '{}'),
    ('websites.branding_config', 'typography.base_font_size', 'number', '{12,24}'),
    ('websites.branding_config', 'typography.line_height', 'number', '{1,2.5}'),
    ('websites.branding_config', 'typography.heading_weight', 'integer', '{100,900}'),
    ('websites.branding_config', 'logo.url', 'url', '{}'),
    ('websites.branding_config', 'logo.alt', 'text', '{}'),
    ('websites.branding_config', 'logo.width logo.height', 'integer', '{16,600}'),
    ('websites.branding_config', 'spacing.section_padding_y spacing.container_max_width', 'css_length', '{}'),
    ('websites.branding_config', 'border_radius.button border_radius.card border_radius.input', 'css_length', '{}'),

    ('websites.seo_defaults', 'title_template', 'title_template', '{}'),
    ('websites.seo_defaults', 'description', 'text', '{}'),
    ('websites.seo_defaults', 'og_image', 'url', '{}'),

    ('pages.seo_meta', 'title description og_title og_description', 'text', '{}'),
    ('pages.seo_meta', 'og_image', 'url', '{}'),
    ('pages.seo_meta', 'og_type', 'name', '{}'),
    ('pages.seo_meta', 'twitter_card', 'one_of', '{summary|summary_large_image|app|player}'),
    ('pages.seo_meta', 'canonical_url', 'page_url', '{}'),
    ('pages.seo_meta', 'no_index no_follow', 'boolean', '{}'),
    ('pages.seo_meta', 'structured_data', 'object', '{}'),

    ('pages.page_config', 'show_navbar show_footer', 'boolean', '{}'),
    ('pages.page_config', 'background_color?', 'colour', '{}'),
    ('pages.page_config', 'max_width padding', 'css_length', '{}'),

    ('users.preferences', 'theme', 'one_of', '{light|dark|system}'),
    ('users.preferences', 'sidebar_collapsed', 'boolean', '{}'),
    ('users.preferences', 'default_website_id?', 'id', '{}'),
    ('users.preferences', 'notifications builder', 'object', '{}'),
    ('users.preferences', 'notifications.email_on_comment notifications.email_on_publish notifications.email_on_billing', 'boolean', '{}'),
    ('users.preferences', 'builder.show_grid', 'boolean', '{}'),
    ('users.preferences', 'builder.auto_save_interval', 'integer', '{5,3600}'),
    ('users.preferences', 'builder.default_view', 'one_of', '{desktop|tablet|mobile}')
),

-- The columns; the builder's own settings of a website have no keys that we know. Where people keep what they like, a text
-- may be as long as the whole.
shape (table_name, column_name, max_text_length) as (
  values
    ('websites', 'branding_config', 2000),
    ('websites', 'seo_defaults', 2000),
    ('websites', 'settings', 16384),
    ('pages', 'seo_meta', 16384),
    ('pages', 'page_config', 2000),
    ('users', 'preferences', 16384)
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
check_row (type, key, prefix, leaf, mark, rule, args) as (
  select
    t.type,
    k.key,
    '$' || coalesce('.' || replace(nullif(regexp_replace(k.key, '\.?[a-z_]+$', ''), ''), '[]', '[*]'), ''),
    '@.' || substring(k.key from '[a-z_]+$'),
    substring(marked.key from '[!?]$'),
    s.rule,
    s.args
  from spec as s
  cross join lateral string_to_table(s.keys, ' ') as marked (key)
  cross join lateral (select rtrim(marked.key, '!?')) as k (key)
  inner join (
    select type, true as block from type
    union all
    select table_name || '.' || column_name, false from shape
  ) as t on (s.types = '*' and t.block) or t.type = any (string_to_array(s.types, ' '))
),

checks (type, checks) as (
  select
    c.type,
    jsonb_agg(
      jsonb_build_object(
        'key', c.key,
        'path', format(
          case c.mark
            when '!' then '!exists(%1$s ? (!(%3$s)))'
            when '?' then '!exists(%1$s ? (exists(%2$s) && %2$s != null && !(%3$s)))'
            else '!exists(%1$s ? (exists(%2$s) && !(%3$s)))'
          end,
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
),

shapes_written as (
  insert into private.json_shapes as old (table_name, column_name, checks, max_text_length)
  select s.table_name, s.column_name, coalesce(c.checks, '[]'), s.max_text_length
  from shape as s
  left join checks as c on c.type = s.table_name || '.' || s.column_name
  on conflict (table_name, column_name) do update set checks = excluded.checks, max_text_length = excluded.max_text_length
  where (old.checks, old.max_text_length) is distinct from (excluded.checks, excluded.max_text_length)
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

--! Included functions/websites/errors.sql
insert into private.errors (reason, status, message, hint) values
  ('website_archived', 409, 'This website is archived', 'Restore it first with restore_website.'),
  ('website_suspended', 403, 'This website is suspended', 'Contact support.'),
  ('no_published_home_page', 409, 'There is no published home page', 'Publish or hide the page at / (or choose another with set_home_page), then publish the website.'),
  ('domain_changed', 409, 'That website has no such domain any more', 'Nothing to do: it was changed or removed meanwhile.'),
  ('domain_off', 409, 'That domain is switched off', 'Add it again with add_domain; the plan has to have domains.'),
  ('page_full', 409, 'A page holds at most %s components', 'Put the rest on another page.'),
  ('page_too_large', 413, 'The page %s is larger than 1 MiB', 'Shorten it, or make two pages of it.'),
  ('file_type_refused', 400, 'Files of the type %s are not accepted', 'Accepted: %s.'),
  ('asset_in_use', 409, 'That asset is used on websites: %s', 'Take it off there and publish, or delete it with force.'),
  ('preview_links_full', 409, 'A website has at most %s preview links at a time', 'Delete one that is no longer needed.'),
  ('home_page_required', 409, 'A website keeps its home page', 'Make another page the home page first, with set_home_page.')
on conflict (reason) do update
  set status = excluded.status, message = excluded.message, hint = excluded.hint;
--! EndIncluded functions/websites/errors.sql
--! Included functions/websites/assets.sql
-- Triggers of assets (S8, S11).

create or replace function private.add_storage(p_tenant uuid, p_change bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_used bigint;
begin
  update public.usage_counters c set storage_bytes = c.storage_bytes + p_change
  where c.tenant_id = p_tenant
  returning c.storage_bytes into v_used;
  if p_change > 0 and v_used is not null then
    perform private.check_quota(p_tenant, 'storage_limit_mb', v_used, p_change);
  end if;
end
$$;
comment on function private.add_storage(uuid, bigint) is 'Moves a tenant''s storage counter (bytes), which no client may write, and compares it with the plan. Raises PT402 quota_exceeded.';
revoke all on function private.add_storage(uuid, bigint) from public;

-- What is uploaded or may be any moment takes room; what was rejected is on its way out.
-- Once a statement and as late as possible: everybody writing to one tenant queues at its counter.
create or replace function private.count_storage() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  case tg_op
    when 'INSERT' then
      perform private.add_storage(n.tenant_id, n.change)
      from (select tenant_id, sum(size_bytes)::bigint as change from after_change where status <> 'rejected' group by 1 order by 1) n;
    when 'DELETE' then
      perform private.add_storage(n.tenant_id, -n.change)
      from (select tenant_id, sum(size_bytes)::bigint as change from before_change where status <> 'rejected' group by 1 order by 1) n;
    else
      perform private.add_storage(n.tenant_id, n.change)
      from (
        select tenant_id, sum(bytes)::bigint as change
        from (
          select tenant_id, size_bytes as bytes from after_change where status <> 'rejected'
          union all
          select tenant_id, -size_bytes from before_change where status <> 'rejected'
        ) c group by 1 having sum(bytes) <> 0 order by 1) n;
  end case;
  return null;
end
$$;
comment on function private.count_storage() is 'After insert, update or delete of assets: counts their bytes for the quota, which the client can''t. Raises PT402 quota_exceeded.';
revoke all on function private.count_storage() from public;

create or replace function private.recount_storage_bytes(p_tenant uuid) returns bigint
language sql stable security definer set search_path = ''
as $$
  select coalesce(sum(a.size_bytes), 0)::bigint from public.assets a where a.tenant_id = p_tenant and a.status <> 'rejected'
$$;
comment on function private.recount_storage_bytes(uuid) is 'Bytes of assets that are not rejected, by their rows, whoever asks.';
revoke all on function private.recount_storage_bytes(uuid) from public;

create or replace function private.resource_type_of(p_type public.asset_type) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case p_type when 'audio' then 'video' else p_type::text end
$$;
comment on function private.resource_type_of(public.asset_type) is 'Where Cloudinary keeps files of this type: sound is among the videos.';
revoke all on function private.resource_type_of(public.asset_type) from public;

-- Whether or not one has arrived: what was only reserved may be on its way.
create or replace function private.queue_asset_deletion() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.outbox (kind, payload)
  select 'delete_asset', jsonb_build_object('public_id', a.cloudinary_public_id, 'resource_type', private.resource_type_of(a.asset_type))
  from before_change a where a.status <> 'rejected';
  return null;
end
$$;
comment on function private.queue_asset_deletion() is 'After delete of assets, a purge''s too: has their files deleted through the outbox, which no client may write. Those of rejected ones are already.';
revoke all on function private.queue_asset_deletion() from public;

create or replace trigger _100_timestamps before update on public.assets
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, original_filename, cloudinary_public_id, asset_type, created_at on public.assets
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'original_filename', 'cloudinary_public_id', 'asset_type', 'created_at');
create or replace trigger _810_counted_inserted after insert on public.assets
  referencing new table as after_change for each statement execute function private.count_storage();
create or replace trigger _810_counted_updated after update on public.assets
  referencing old table as before_change new table as after_change for each statement execute function private.count_storage();
create or replace trigger _810_counted_deleted after delete on public.assets
  referencing old table as before_change for each statement execute function private.count_storage();
create or replace trigger _820_file_deleted after delete on public.assets
  referencing old table as before_change for each statement execute function private.queue_asset_deletion();

-- A signature is good for minutes and Cloudinary tells within seconds: what was not uploaded
-- after an hour will not be.
create or replace function private.maintain_assets() returns bigint
language sql volatile security definer set search_path = ''
as $$
  with stale as (
    select a.tenant_id, a.id from public.assets a
    where a.status <> 'ready'
      and a.created_at < now() - case a.status when 'pending' then interval '1 hour' else interval '7 days' end
    order by a.created_at limit 1000 for update skip locked
  ), released as (
    delete from public.assets a using stale s where a.tenant_id = s.tenant_id and a.id = s.id
    returning 1
  )
  select count(*) from released
$$;
comment on function private.maintain_assets() is
  'Gives back the room of reservations that were not used within an hour, and forgets what was rejected a week ago, of every tenant; at most 1,000 a call. Answers how many.';
revoke all on function private.maintain_assets() from public;
--! EndIncluded functions/websites/assets.sql
--! Included functions/websites/asset_uses.sql
-- Where assets are used. Every address of an asset, transformed or not, holds <tenant>/<asset>
-- (S11): whatever mentions that uses it. Looking for the tenant's id in the text is quick, and
-- mostly the end of it.
create or replace function private.follow_asset_uses() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
  v_tenant uuid := v_row ->> 'tenant_id';
  v_used_by uuid := v_row ->> 'id';
  v_assets uuid[] := '{}';
begin
  if tg_op <> 'DELETE' then
    select coalesce(array_agg(distinct m.found[1]::uuid), '{}') into v_assets
    from unnest(tg_argv) c (name),
      regexp_matches(v_row ->> c.name, v_tenant || '/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') m (found);
  end if;
  delete from public.asset_uses u where u.tenant_id = v_tenant and u.used_by = v_used_by and u.asset_id <> all (v_assets);
  -- one that is being deleted is waited for, and not there afterwards
  insert into public.asset_uses (tenant_id, used_by, asset_id, website_id)
  select a.tenant_id, v_used_by, a.id, coalesce(v_row ->> 'website_id', v_row ->> 'id')::uuid
  from public.assets a
  where a.tenant_id = v_tenant and a.id = any (v_assets)
  order by a.id for key share
  on conflict do nothing;
  return null;
end
$$;
comment on function private.follow_asset_uses() is
  'After a component, page or website changed (arguments: the columns that mention addresses): keeps asset_uses, which no client may write, whatever the client can see.';
revoke all on function private.follow_asset_uses() from public;

create or replace trigger _830_assets_inserted after insert on public.components
  for each row when (strpos(new.props::text, new.tenant_id::text) > 0) execute function private.follow_asset_uses('props');
create or replace trigger _830_assets_updated after update of props on public.components
  for each row when (
    old.props is distinct from new.props and strpos(old.props::text || new.props::text, new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('props');
create or replace trigger _830_assets_deleted after delete on public.components
  for each row when (strpos(old.props::text, old.tenant_id::text) > 0) execute function private.follow_asset_uses('props');

create or replace trigger _830_assets_inserted after insert on public.pages
  for each row when (strpos(new.seo_meta::text, new.tenant_id::text) > 0) execute function private.follow_asset_uses('seo_meta');
create or replace trigger _830_assets_updated after update of seo_meta on public.pages
  for each row when (
    old.seo_meta is distinct from new.seo_meta and strpos(old.seo_meta::text || new.seo_meta::text, new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('seo_meta');
create or replace trigger _830_assets_deleted after delete on public.pages
  for each row when (strpos(old.seo_meta::text, old.tenant_id::text) > 0) execute function private.follow_asset_uses('seo_meta');

create or replace trigger _830_assets_inserted after insert on public.websites
  for each row when (strpos(concat(new.branding_config, new.seo_defaults, new.favicon_url), new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('branding_config', 'seo_defaults', 'favicon_url');
create or replace trigger _830_assets_updated after update of branding_config, seo_defaults, favicon_url on public.websites
  for each row when (
    (old.branding_config, old.seo_defaults, old.favicon_url) is distinct from (new.branding_config, new.seo_defaults, new.favicon_url)
    and strpos(concat(old.branding_config, old.seo_defaults, old.favicon_url, new.branding_config, new.seo_defaults, new.favicon_url), new.tenant_id::text) > 0)
  execute function private.follow_asset_uses('branding_config', 'seo_defaults', 'favicon_url');
create or replace trigger _830_assets_deleted after delete on public.websites
  for each row when (strpos(concat(old.branding_config, old.seo_defaults, old.favicon_url), old.tenant_id::text) > 0)
  execute function private.follow_asset_uses('branding_config', 'seo_defaults', 'favicon_url');
--! EndIncluded functions/websites/asset_uses.sql
--! Included functions/websites/used_in_websites.sql
create or replace function public.used_in_websites(asset public.assets) returns uuid[]
language sql stable security invoker set search_path = ''
as $$
  select coalesce(array_agg(distinct u.website_id), '{}')
  from public.asset_uses u
  where u.tenant_id = asset.tenant_id and u.asset_id = asset.id
$$;
comment on function public.used_in_websites(public.assets) is 'The websites whose drafts use it, of those the caller may read.';
revoke all on function public.used_in_websites(public.assets) from public;
grant execute on function public.used_in_websites(public.assets) to authenticated, service_role;
--! EndIncluded functions/websites/used_in_websites.sql
--! Included functions/websites/reserve_asset.sql
-- S11: room first, then the upload. The name at Cloudinary is ours: nobody writes over somebody
-- else's file, and the notification of an upload finds its way by it.
--  1. Who asks, and how often.
--  2. What: the name without its folders, a size, a type that is accepted.
--  3. The row, and with it the room.
create or replace function private.reserve_asset(
  p_filename text, p_bytes bigint, p_type text, p_website uuid, p_source public.upload_source
) returns public.upload_ticket
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_valid constant interval := '15 minutes';
  c_most constant bigint := 107374182400; -- whatever the plan
  c_at_once constant integer := 200;
  v_tenant uuid := private.tenant_id();
  v_id uuid := gen_random_uuid();
  v_filename text := btrim(regexp_replace(p_filename, '^.*[/\\]|[[:cntrl:]\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]', '', 'g'));
  v_format private.asset_formats;
  v_limit record;
  v_ticket public.upload_ticket;
begin
  -- 1.
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- a collaborator uploads for a website of theirs
  if not private.can_on('content.write', p_website) then perform private.fail('forbidden', 'content.write'); end if;
  if p_website is not null and not exists (select from public.websites w where w.tenant_id = v_tenant and w.id = p_website) then
    perform private.fail('not_found', 'website');
  end if;
  v_limit := private.consume_rate_limit('reserve_asset:' || v_tenant || ':' || private.uid(), c_at_once, 1);
  if not v_limit.allowed then perform private.fail('rate_limited', ceil(v_limit.retry_after)::text); end if;

  -- 2.
  if (length(v_filename) between 1 and 255 and v_filename not in ('.', '..')) is not true then
    perform private.fail('invalid_input', 'filename (expected a name of 1 to 255 characters)');
  end if;
  if (p_bytes between 1 and c_most) is not true then
    perform private.fail('invalid_input', 'bytes (expected the size of the file)');
  end if;
  select * into v_format from private.asset_formats f where f.content_type = lower(split_part(p_type, ';', 1));
  if not found then
    perform private.fail('file_type_refused', left(coalesce(p_type, 'unknown'), 100),
      (select string_agg(distinct f.format, ', ' order by f.format) from private.asset_formats f));
  end if;

  -- 3.
  insert into public.assets (tenant_id, id, website_id, original_filename, cloudinary_public_id, asset_type, size_bytes, uploaded_by, upload_source)
  values (v_tenant, v_id, p_website, v_filename,
    concat(private.setting('cloudinary_folder'), '/', v_tenant, '/', v_id, '/',
      coalesce(nullif(btrim(left(regexp_replace(lower(regexp_replace(v_filename, '[.][^.]*$', '')), '[^a-z0-9]+', '-', 'g'), 60), '-'), ''), 'file'),
      -- of a document the name is all that tells what it is
      case when v_format.asset_type = 'raw' then '.' || v_format.format end),
    v_format.asset_type, p_bytes, private.uid(), coalesce(p_source, 'manual'))
  returning id, cloudinary_public_id, private.resource_type_of(asset_type), null, size_bytes, created_at + c_valid into v_ticket;
  v_ticket.allowed_formats := array(
    select distinct f.format from private.asset_formats f
    where f.asset_type = v_format.asset_type and (f.asset_type <> 'raw' or f.format = v_format.format) order by 1);
  return v_ticket;
end
$$;
comment on function private.reserve_asset(text, bigint, text, uuid, public.upload_source) is
  'Makes an asset''s row, which no client may. Raises PT400 invalid_input or file_type_refused, PT402 quota_exceeded, PT403 forbidden or no_tenant, PT404, PT429 rate_limited.';
revoke all on function private.reserve_asset(text, bigint, text, uuid, public.upload_source) from public;
grant execute on function private.reserve_asset(text, bigint, text, uuid, public.upload_source) to authenticated;

create or replace function public.reserve_asset(
  filename text, bytes bigint, type text, website uuid default null, source public.upload_source default 'manual'
) returns public.upload_ticket
language sql volatile security invoker set search_path = ''
as $$
  select private.reserve_asset(filename, bytes, type, website, source)
$$;
comment on function public.reserve_asset(text, bigint, text, uuid, public.upload_source) is
  'Takes room for a file of this size and content type (image/png, …), for one website or for all; the edge function cloudinary-sign calls it and adds the signature. The room is given back when nothing was uploaded within an hour. Errors: PT400 invalid_input or file_type_refused, PT402 quota_exceeded, PT403 forbidden (needs content.write), PT404, PT429 rate_limited (200 at once, one more a second).';
revoke all on function public.reserve_asset(text, bigint, text, uuid, public.upload_source) from public;
grant execute on function public.reserve_asset(text, bigint, text, uuid, public.upload_source) to authenticated;
--! EndIncluded functions/websites/reserve_asset.sql
--! Included functions/websites/complete_asset.sql
-- S11: what Cloudinary tells of an upload, however late and often. Whoever calls this has
-- verified that it is Cloudinary.
--  1. Whose: the name tells. One that was released, or deleted, in the meantime has no room any more.
--  2. What: as reserved, or smaller. Asked again of one that is ready: somebody may have found
--     a way to put a larger file in its place.
--  3. The row becomes ready, or rejected and its file goes.
create or replace function private.complete_asset(p_notification jsonb) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_most_pixels constant integer := 100000;
  v_public_id text := p_notification ->> 'public_id';
  v_ids text[] := regexp_match(v_public_id,
    '^([a-z0-9_-]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/[a-z0-9-]+([.][a-z0-9]+)?$');
  v_asset public.assets;
  v_bytes numeric;
  v_width numeric;
  v_height numeric;
  v_format text := coalesce(p_notification ->> 'format', substr(v_ids[4], 2));
  v_problem text;
begin
  -- 1.
  if v_ids is null or v_ids[1] <> private.setting('cloudinary_folder') then return 'unknown'; end if;
  select * into v_asset from public.assets a
  where a.tenant_id = v_ids[2]::uuid and a.id = v_ids[3]::uuid and a.cloudinary_public_id = v_public_id for no key update;
  if not found or v_asset.status = 'rejected' then
    insert into private.outbox (kind, payload)
    select 'delete_asset', jsonb_build_object('public_id', v_public_id, 'resource_type', r)
    from (values ('image'), ('video'), ('raw')) known (r) where r = p_notification ->> 'resource_type';
    return coalesce(v_asset.status::text, 'unknown');
  end if;

  -- 2.
  select max(n.value) filter (where n.key = 'bytes'), max(n.value) filter (where n.key = 'width'), max(n.value) filter (where n.key = 'height')
  into v_bytes, v_width, v_height
  from (select e.key, (e.value #>> '{}')::numeric as value from jsonb_each(p_notification) e where jsonb_typeof(e.value) = 'number') n;
  v_problem := case
    when p_notification ->> 'resource_type' is distinct from private.resource_type_of(v_asset.asset_type) then
      format('The file is no %s', v_asset.asset_type)
    when not exists (select from private.asset_formats f where f.asset_type = v_asset.asset_type and f.format = v_format) then
      format('Files of the format %s are not accepted', coalesce(left(v_format, 40), 'unknown'))
    when (v_bytes >= 1 and v_bytes = trunc(v_bytes)) is not true then 'The size of the file is not known'
    when v_bytes > v_asset.size_bytes then
      format('The file is larger than the %s bytes it was to be', v_asset.size_bytes)
    when greatest(v_width, v_height) > c_most_pixels or least(v_width, v_height) < 1
      or num_nonnulls(v_width, v_height) = 1 or v_width <> trunc(v_width) or v_height <> trunc(v_height) then
      'The picture has dimensions that cannot be'
    when (p_notification ->> 'secure_url' ~ '^https://[^[:space:]]+$' and p_notification ->> 'url' ~ '^https?://[^[:space:]]+$'
      and greatest(length(p_notification ->> 'secure_url'), length(p_notification ->> 'url')) <= 2048
      and strpos(p_notification ->> 'secure_url', '/' || v_public_id) > 0) is not true then 'The file has no address'
  end;

  -- 3.
  if v_problem is null and v_asset.status = 'ready' then return 'ready'; end if;
  update public.assets a
  set status = case when v_problem is null then 'ready' else 'rejected' end::public.asset_status,
    rejection = v_problem,
    secure_url = case when v_problem is null then p_notification ->> 'secure_url' end,
    cloudinary_url = case when v_problem is null then p_notification ->> 'url' end,
    size_bytes = case when v_problem is null then v_bytes else a.size_bytes end,
    format = case when v_problem is null then v_format end,
    width = case when v_problem is null then v_width end,
    height = case when v_problem is null then v_height end
  where a.tenant_id = v_asset.tenant_id and a.id = v_asset.id;
  if v_problem is null then return 'ready'; end if;
  insert into private.outbox (kind, payload)
  values ('delete_asset', jsonb_build_object('public_id', v_public_id, 'resource_type', private.resource_type_of(v_asset.asset_type)));
  perform private.record_audit('asset.rejected', 'asset', v_asset.id,
    jsonb_build_object('name', v_asset.original_filename, 'reason', v_problem), v_asset.tenant_id);
  return 'rejected';
end
$$;
comment on function private.complete_asset(jsonb) is
  'Makes a reserved asset ready, or rejects it, by what Cloudinary tells of the upload, whoever''s it is. Answers ready, rejected or unknown; a file without a row, or of a rejected one, is deleted.';
revoke all on function private.complete_asset(jsonb) from public;
grant execute on function private.complete_asset(jsonb) to service_role;

create or replace function public.complete_asset(notification jsonb) returns text
language sql volatile security invoker set search_path = ''
as $$
  select private.complete_asset(notification)
$$;
comment on function public.complete_asset(jsonb) is
  'Makes a reserved asset ready, or rejects it and has its file deleted, by the notification Cloudinary sent of the upload: its signature is for the caller to verify. Answers ready, rejected or unknown; asking again changes nothing. For the service only.';
revoke all on function public.complete_asset(jsonb) from public;
grant execute on function public.complete_asset(jsonb) to service_role;
--! EndIncluded functions/websites/complete_asset.sql
--! Included functions/websites/delete_asset.sql
-- S11: a picture that is shown somewhere stays, unless somebody insists. Drafts are known by
-- asset_uses; what visitors see is looked through, as rarely as an asset is deleted.
create or replace function private.delete_asset(p_asset uuid, p_force boolean) returns public.assets
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_asset public.assets;
  v_websites uuid[];
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  -- whoever publishes ends first, or sees it gone
  perform from public.websites w where w.tenant_id = v_tenant and private.can('content.write') order by w.id for share;
  select * into v_asset from public.assets a where a.tenant_id = v_tenant and a.id = p_asset for update;
  if not found or not private.can_on('content.read', v_asset.website_id) then perform private.fail('not_found', 'asset'); end if;
  if not private.can_on('content.write', v_asset.website_id) then perform private.fail('forbidden', 'content.write'); end if;

  select array_agg(distinct u.website_id) into v_websites from (
    select u.website_id from public.asset_uses u where u.tenant_id = v_tenant and u.asset_id = p_asset
    union
    select d.website_id
    from public.deployments d
    where d.tenant_id = v_tenant and d.is_live and (
      strpos(d.site::text, v_tenant || '/' || p_asset) > 0
      or exists (
        select from public.deployment_pages p
        where p.tenant_id = v_tenant and p.deployment_id = d.id and strpos(p.content::text, v_tenant || '/' || p_asset) > 0))
  ) u;
  if v_websites is not null and not coalesce(p_force, false) then
    perform private.fail('asset_in_use', cardinality(v_websites)::text);
  end if;
  delete from public.assets a where a.tenant_id = v_tenant and a.id = p_asset;
  perform private.record_audit('asset.deleted', 'asset', p_asset,
    jsonb_strip_nulls(jsonb_build_object('name', v_asset.original_filename, 'used_in_websites', to_jsonb(v_websites))), v_tenant);
  return v_asset;
end
$$;
comment on function private.delete_asset(uuid, boolean) is
  'Deletes an asset no client may delete by itself, and looks for uses on websites the caller may not see. Raises PT403 forbidden or no_tenant, PT404, PT409 asset_in_use.';
revoke all on function private.delete_asset(uuid, boolean) from public;
grant execute on function private.delete_asset(uuid, boolean) to authenticated;

create or replace function public.delete_asset(asset uuid, force boolean default false) returns public.assets
language sql volatile security invoker set search_path = ''
as $$
  select private.delete_asset(asset, force)
$$;
comment on function public.delete_asset(uuid, boolean) is
  'Deletes a file and gives its room back. One that is used, in a draft or where visitors see it, only with force. Errors: PT403 forbidden (needs content.write), PT404, PT409 asset_in_use.';
revoke all on function public.delete_asset(uuid, boolean) from public;
grant execute on function public.delete_asset(uuid, boolean) to authenticated;
--! EndIncluded functions/websites/delete_asset.sql
--! Included functions/websites/check_invariants_assets.sql
create or replace function private.check_invariants_assets() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'storage_bytes counts assets that are not rejected', format('%s: counter %s, rows %s', c.tenant_id, c.storage_bytes, n.bytes)
  from public.usage_counters c
  cross join lateral (
    select coalesce(sum(a.size_bytes), 0) as bytes from public.assets a where a.tenant_id = c.tenant_id and a.status <> 'rejected') n
  where c.storage_bytes <> n.bytes
  union all
  select 'asset_uses says who mentions which asset', format('%s: %s', coalesce(m.used_by, u.used_by), coalesce(m.asset_id, u.asset_id))
  from (
    select distinct a.tenant_id, a.id as asset_id, s.used_by, s.website_id
    from (
      select c.tenant_id, c.id, c.website_id, c.props::text from public.components c
      union all
      select p.tenant_id, p.id, p.website_id, p.seo_meta::text from public.pages p
      union all
      select w.tenant_id, w.id, w.id, concat(w.branding_config, w.seo_defaults, w.favicon_url) from public.websites w
    ) s (tenant_id, used_by, website_id, words)
    cross join lateral regexp_matches(s.words, s.tenant_id || '/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') m (found)
    join public.assets a on a.tenant_id = s.tenant_id and a.id = m.found[1]::uuid
    where strpos(s.words, s.tenant_id::text) > 0
  ) m
  full join public.asset_uses u on u.tenant_id = m.tenant_id and u.asset_id = m.asset_id and u.used_by = m.used_by
  where (m.asset_id, m.website_id) is distinct from (u.asset_id, u.website_id)
  union all
  -- an import asks no trigger
  select 'no number is longer than it looks', j.id::text
  from (
    select c.id, c.props from public.components c
    union all
    select w.id, jsonb_build_array(w.branding_config, w.seo_defaults, w.settings) from public.websites w
    union all
    select p.id, jsonb_build_array(p.seo_meta, p.page_config) from public.pages p
    union all
    select u.id, u.preferences from public.users u
  ) j (id, value)
  where not private.plain_numbers(j.value)
$$;
comment on function private.check_invariants_assets() is 'Broken invariants of assets, and of JSON.';
revoke all on function private.check_invariants_assets() from public;
--! EndIncluded functions/websites/check_invariants_assets.sql
--! Included policies/websites/assets.sql
-- Reserved, completed and deleted by functions; the team names and tags them. Those of one website are its collaborators' too.
alter table public.assets enable row level security;
revoke all on public.assets from anon, authenticated, service_role, platform_admin;
grant select on public.assets to authenticated;
grant update (display_name, tags) on public.assets to authenticated;
grant select on public.assets to service_role;

drop policy if exists select_member on public.assets;
create policy select_member on public.assets for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.assets is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists update_member on public.assets;
create policy update_member on public.assets for update to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])))
  with check (tenant_id = (select private.tenant_id()) and (select private.can('content.write'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.write'))::uuid[])));
comment on policy update_member on public.assets is 'Members with content.write, and collaborators who have it on that website, change what the tenant of the request has.';

drop policy if exists select_platform_admin on public.assets;
create policy select_platform_admin on public.assets for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.assets is 'Platform admins read everything.';
--! EndIncluded policies/websites/assets.sql
--! Included policies/websites/asset_uses.sql
-- Kept by trigger.
alter table public.asset_uses enable row level security;
revoke all on public.asset_uses from anon, authenticated, service_role, platform_admin;
grant select on public.asset_uses to authenticated;
grant select on public.asset_uses to service_role;

drop policy if exists select_member on public.asset_uses;
create policy select_member on public.asset_uses for select to authenticated
  using (tenant_id = (select private.tenant_id()) and (select private.can('content.read'))
    and ((select private.all_websites()) or website_id = any ((select private.website_scope('content.read'))::uuid[])));
comment on policy select_member on public.asset_uses is 'Members with content.read, and collaborators who have it on that website, read what the tenant of the request has.';

drop policy if exists select_platform_admin on public.asset_uses;
create policy select_platform_admin on public.asset_uses for select to platform_admin
  using ((select private.is_platform_admin()));
comment on policy select_platform_admin on public.asset_uses is 'Platform admins read everything.';
--! EndIncluded policies/websites/asset_uses.sql
--! Included policies/websites/asset_formats.sql
-- reserve_asset() and complete_asset() read it; operators write it. No client has a grant; the policy says so twice.
alter table private.asset_formats enable row level security;
revoke all on private.asset_formats from anon, authenticated, service_role, platform_admin;

drop policy if exists select_nobody on private.asset_formats;
create policy select_nobody on private.asset_formats for select to authenticated
  using (false);
comment on policy select_nobody on private.asset_formats is 'No client reads it.';
--! EndIncluded policies/websites/asset_formats.sql
--! Included seed/settings.sql
-- First values only: what an operator has changed stays.
insert into private.settings (key, value, description) values
  ('root_domain', 'localhost', 'Websites are served at <subdomain>.<root_domain>.'),
  ('free_tenants_per_person', '3', 'How many tenants on the free plan one person may own.'),
  ('cloudinary_folder', 'tenantry', 'Folder at Cloudinary with the files of all tenants: small letters, digits, - and _.')
on conflict (key) do nothing;
--! EndIncluded seed/settings.sql
--! Included seed/asset_formats.sql
-- What may be uploaded. No SVG: it can carry scripts, and is shown under the address of whoever opens it. First values only:
-- what an operator has added or taken away stays.
insert into private.asset_formats (content_type, format, asset_type)
select v.content_type, v.format, v.asset_type::public.asset_type
from (values
  ('image/jpeg', 'jpg', 'image'),
  ('image/png', 'png', 'image'),
  ('image/webp', 'webp', 'image'),
  ('image/avif', 'avif', 'image'),
  ('image/gif', 'gif', 'image'),
  ('video/mp4', 'mp4', 'video'),
  ('video/webm', 'webm', 'video'),
  ('video/quicktime', 'mov', 'video'),
  ('audio/mpeg', 'mp3', 'audio'),
  ('audio/mp4', 'm4a', 'audio'),
  ('audio/ogg', 'ogg', 'audio'),
  ('audio/wav', 'wav', 'audio'),
  ('application/pdf', 'pdf', 'raw'),
  ('text/csv', 'csv', 'raw'),
  ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx', 'raw'),
  ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx', 'raw'),
  ('application/vnd.openxmlformats-officedocument.presentationml.presentation', 'pptx', 'raw')
) v (content_type, format, asset_type)
where not exists (select from private.asset_formats);
--! EndIncluded seed/asset_formats.sql
