create or replace function private.keep_columns() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_column text;
begin
  foreach v_column in array tg_argv loop
    if v_old -> v_column is distinct from v_new -> v_column then
      perform private.fail('immutable', tg_table_name || '.' || v_column);
    end if;
  end loop;
  return new;
end
$$;
comment on function private.keep_columns() is
  'Before update: refuses (409 immutable) a change of the columns named as arguments, whoever asks. Attach it with "update of <the columns>".';
revoke all on function private.keep_columns() from public;
