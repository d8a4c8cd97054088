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
