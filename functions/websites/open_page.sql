-- S5: what lets somebody into a page with a password, published or in a preview.

-- A page that was opened stays open to that visitor for a day: a text that only this database can
-- have made, signed with the hash, so that another password ends it and nothing has to be kept.
create or replace function private.page_pass(p_page uuid, p_hash text, p_until bigint) returns text
language sql immutable security invoker set search_path = ''
as $$
  select p_until || '.' || encode(extensions.hmac(p_page || '.' || p_until, p_hash, 'sha256'), 'hex')
$$;
comment on function private.page_pass(uuid, text, bigint) is 'What opens a page again until p_until (seconds since 1970), as long as its password stays the same.';
revoke all on function private.page_pass(uuid, text, bigint) from public;

create or replace function private.open_page(p_page uuid, p_hash text, p_password text, p_pass text, out status integer, out pass text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now bigint := extract(epoch from clock_timestamp())::bigint;
  v_until bigint := substring(p_pass from '^([0-9]{1,12})[.]')::bigint;
begin
  if v_until between v_now and v_now + 86400
     -- hashes are compared, so that time tells nothing of the text
     and private.token_hash(p_pass) = private.token_hash(private.page_pass(p_page, p_hash, v_until)) then
    status := 200;
  elsif p_password is null then
    status := 401;
  -- guessing costs (A10): by address first, so that one guesser does not use up everybody's attempts
  elsif not (private.consume_rate_limit(
            concat_ws(' ', 'unlock_page', p_page, coalesce(private.client_network(), '-')), 10, 0.1)).allowed
     or not (private.consume_rate_limit(concat_ws(' ', 'unlock_page', p_page), 100, 1)).allowed then
    status := 429;
  elsif extensions.crypt(left(p_password, 200), p_hash) <> p_hash then
    status := 401;
  else
    status := 200;
    pass := private.page_pass(p_page, p_hash, v_now + 86400);
  end if;
end
$$;
comment on function private.open_page(uuid, text, text, text) is
  'Compares a password or a pass with a page''s hash, which no visitor may read: 200, 401 or 429, and for a right password the pass. Null for p_password counts no guess.';
revoke all on function private.open_page(uuid, text, text, text) from public;
