create or replace function private.client_network() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_address inet := private.client_address();
begin
  -- who has one IPv6 address has 2^64 of them
  if family(v_address) = 6 and not v_address <<= '::ffff:0:0/96' then v_address := network(set_masklen(v_address, 64)); end if;
  return host(v_address);
end
$$;
comment on function private.client_network() is 'What stands for one client where tries are counted: the address, of IPv6 its /64 network; null where the request has none.';
revoke all on function private.client_network() from public;
