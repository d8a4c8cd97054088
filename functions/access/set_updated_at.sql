create or replace function private.set_updated_at() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.set_updated_at() is 'Before update: stamps updated_at. Attached to every table whose rows change.';
revoke all on function private.set_updated_at() from public;

create or replace trigger _100_timestamps before update on private.settings
  for each row execute function private.set_updated_at();
