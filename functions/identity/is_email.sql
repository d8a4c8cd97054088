create or replace function private.is_email(p_text text) returns boolean
language sql immutable security invoker set search_path = ''
as $$
  select length(p_text) between 3 and 320 and p_text ~ '^[^@[:space:][:cntrl:]<>(),;:"\\\[\]]+@[^@[:space:][:cntrl:]<>(),;:"\\\[\]]+$'
$$;
comment on function private.is_email(text) is 'Whether a text can be one address: what mail servers accept is more, lists, names and header lines are not. Null for null.';
revoke all on function private.is_email(text) from public;
