-- Events come several at once, over several connections. What keeps them apart are advisory locks, always taken in this order:
--   the event's row → the catalogue of prices → a key nobody knows yet → the tenant's billing → rows.
-- Rows come last, in the order of everybody else: person, member, website, page, tenant, host, counter.
create or replace function private.lock_prices(p_to_change boolean) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if p_to_change then
    perform pg_advisory_xact_lock(hashtextextended('tenantry.prices', 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended('tenantry.prices', 0));
  end if;
end
$$;
comment on function private.lock_prices(boolean) is
  'Whoever says what a price buys (true) works alone; whoever asks it (false) does so together. So that no subscription misses a price that becomes known at the same moment.';
revoke all on function private.lock_prices(boolean) from public;

create or replace function private.lock_billing_key(p_provider text, p_key text) returns void
language sql volatile security invoker set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(format('tenantry.billing %s %s', p_provider, p_key), 0))
$$;
comment on function private.lock_billing_key(text, text) is
  'Held while a mapping (customer:cus_1, order:A-1) is made or found missing, so that an event that arrives at the same moment is either seen by who makes it, or sees it.';
revoke all on function private.lock_billing_key(text, text) from public;

create or replace function private.lock_billing(p_tenant uuid) returns void
language sql volatile security invoker set search_path = ''
as $$
  select pg_advisory_xact_lock(hashtextextended(format('tenantry.billing of %s', p_tenant), 0))
$$;
comment on function private.lock_billing(uuid) is 'One at a time projects a tenant''s payments; of a person who pays for themselves, theirs.';
revoke all on function private.lock_billing(uuid) from public;
