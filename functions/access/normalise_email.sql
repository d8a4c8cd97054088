create or replace function private.normalise_email() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  new.email := lower(btrim(new.email));
  return new;
end
$$;
comment on function private.normalise_email() is 'Before insert or update of email: addresses are kept in lower case, so that plain equality finds them.';
revoke all on function private.normalise_email() from public;
