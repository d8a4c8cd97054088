-- Tries a statement and takes it back, whatever it did: what came of it, and whose rows it touched. Run by a superuser,
-- because the triggers watch every table.

create unlogged table isolation.touches (owner text not null, what text not null);

create function isolation.note_touch() returns trigger language plpgsql security definer set search_path = '' as $$
declare
  v_row jsonb;
begin
  foreach v_row in array case tg_op when 'INSERT' then array[to_jsonb(new)] when 'DELETE' then array[to_jsonb(old)] else array[to_jsonb(old), to_jsonb(new)] end loop
    insert into isolation.touches
    select coalesce(case tg_table_name when 'tenants' then v_row ->> 'id' end, v_row ->> 'tenant_id',
      case tg_table_name when 'users' then v_row ->> 'id' end, v_row ->> 'user_id', 'nobody'), tg_table_schema || '.' || tg_table_name;
  end loop;
  return null;
end
$$;

-- "always": also while other triggers are off
do $$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text in ('public', 'valet', 'private')
  loop
    execute format('create trigger zzz_touch after insert or update or delete on %s for each row execute function isolation.note_touch()', v_table);
    execute format('alter table %s enable always trigger zzz_touch', v_table);
  end loop;
end
$$;

create function isolation.touched() returns text[] language sql volatile security definer set search_path = '' as $$
  select array(select distinct t.owner || ' ' || t.what from isolation.touches t order by 1)
$$;

create function isolation.attempt(p_sql text, p_answers boolean,
  out count bigint, out answer text, out code text, out message text, out detail text, out hint text, out touched text[])
language plpgsql volatile security invoker as $$
begin
  begin
    if p_answers then
      execute format('select count(*), coalesce(json_agg(answer)::text, '''') from (%s) answer', p_sql) into count, answer;
    else
      execute p_sql;
      get diagnostics count = row_count;
    end if;
    -- what a commit would check
    set constraints all immediate;
    touched := isolation.touched();
    raise exception using errcode = 'ISOOK';
  exception
    when sqlstate 'ISOOK' then null;
    when others then
      get stacked diagnostics code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
      count := null;
      answer := null;
  end;
end
$$;

-- What everybody has, to compare with what each may see.
create function isolation.everything(p_schemas text[]) returns table (name text, row_data jsonb)
language plpgsql stable as $$
declare
  v_table record;
begin
  for v_table in
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (p_schemas) and c.relkind in ('r', 'p', 'v', 'm', 'f')
  loop
    return query execute format('select %L, to_jsonb(t) from %I.%I t', v_table.relname, v_table.nspname, v_table.relname);
  end loop;
end
$$;
revoke execute on function isolation.everything(text[]) from public;
