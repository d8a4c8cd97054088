-- B4: what is canceled, or paid by the order, ends by the clock and not by an event.
create or replace function private.maintain_subscriptions() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  c_at_once constant integer := 100;
  v_tenant uuid;
  v_done bigint := 0;
begin
  -- those that fail don't count: nobody waits behind them for ever
  for v_tenant in
    select s.tenant_id from public.subscriptions s
    where s.is_current and s.access_until <= now()
    order by s.access_until
  loop
    exit when v_done = c_at_once;
    begin
      perform private.lock_billing(v_tenant);
      update public.subscriptions s set status = 'canceled', canceled_at = s.access_until
      where s.tenant_id = v_tenant and s.provider_subscription_id is null and s.provider <> 'manual' and s.status = 'active' and s.access_until <= now();
      perform private.settle_tenant(v_tenant);
      v_done := v_done + 1;
    exception when others then
      -- the others' turn, and this one's again next time
      raise warning 'the subscription of tenant % could not be ended: % %', v_tenant, sqlstate, sqlerrm;
    end;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_subscriptions() is
  'Brings up to 100 tenants whose paid time is over to what they have left, mostly the free plan, in columns no API role may write; answers how many.';
revoke all on function private.maintain_subscriptions() from public;
