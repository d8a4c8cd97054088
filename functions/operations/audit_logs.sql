-- O1: nobody rewrites the past, the owner of the table included.
create or replace function private.refuse_change() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.fail('immutable', tg_table_name);
  return null;
end
$$;
comment on function private.refuse_change() is 'Before update, delete or truncate of an append-only table: refuses (409 immutable), whoever asks.';
revoke all on function private.refuse_change() from public;

create or replace trigger _100_append_only before update or delete or truncate on public.audit_logs
  for each statement execute function private.refuse_change();
create or replace trigger _110_append_only before update or delete on public.audit_logs
  for each row execute function private.refuse_change();
