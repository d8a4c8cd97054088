-- B6: everybody who moves a tenant's credits takes this lock first, then the rows of the ledger, then a person's limit.
create or replace function private.lock_credits(p_tenant uuid) returns public.credit_balances
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_balance public.credit_balances;
begin
  select * into v_balance from public.credit_balances b where b.tenant_id = p_tenant for no key update;
  if not found then
    insert into public.credit_balances (tenant_id) values (p_tenant) on conflict (tenant_id) do nothing;
    select * into strict v_balance from public.credit_balances b where b.tenant_id = p_tenant for no key update;
  end if;
  return v_balance;
end
$$;
comment on function private.lock_credits(uuid) is 'Locks a tenant''s balance, a row no client may lock, making it the first time.';
revoke all on function private.lock_credits(uuid) from public;

-- What time alone has brought about, up to one moment, behind the lock.
--  1. What has expired goes.
--  2. What has not begun can't be used.
--  3. What is owed is repaid, oldest first, from what is there, in the order in which it would be used.
--  4. When to look again.
create or replace function private.settle_credits(p_tenant uuid, p_now timestamptz) returns public.credit_balances
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_balance public.credit_balances;
  v_grant record;
  v_debt record;
  v_paid bigint;
begin
  -- 1.
  insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type)
  select c.tenant_id, c.user_id, c.id, -c.remaining_credits, 'expire'
  from public.credits c
  where c.tenant_id = p_tenant and c.is_open and c.expires_at <= p_now
  order by c.expires_at, c.id;

  -- 2.
  update public.credit_balances b
  set pending = coalesce((
      select sum(c.remaining_credits) from public.credits c
      where c.tenant_id = p_tenant and c.is_open and c.effective_at > p_now), 0)
  where b.tenant_id = p_tenant
  returning * into strict v_balance;

  -- 3.
  while v_balance.overdraft > 0 and v_balance.remaining > v_balance.pending loop
    select o.user_id, o.credits into strict v_debt
    from public.credit_overdrafts o where o.tenant_id = p_tenant order by o.created_at, o.id limit 1;
    select c.id, c.remaining_credits into strict v_grant from private.next_grant(p_tenant, p_now) c;
    v_paid := least(v_debt.credits, v_grant.remaining_credits);
    insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type) values
      (p_tenant, v_debt.user_id, v_grant.id, -v_paid, 'repay:overdraft'),
      (p_tenant, v_debt.user_id, null, v_paid, 'repay:overdraft');
    select * into strict v_balance from public.credit_balances b where b.tenant_id = p_tenant;
  end loop;

  -- 4.
  update public.credit_balances b
  set due_at = least(
    (select min(c.expires_at) from public.credits c where c.tenant_id = p_tenant and c.is_open),
    (select min(c.effective_at) from public.credits c where c.tenant_id = p_tenant and c.is_open and c.effective_at > p_now))
  where b.tenant_id = p_tenant
  returning * into strict v_balance;
  return v_balance;
end
$$;
comment on function private.settle_credits(uuid, timestamptz) is
  'Expires grants, lets others begin and repays what is owed, in tables no client may write. For whoever holds lock_credits.';
revoke all on function private.settle_credits(uuid, timestamptz) from public;

create or replace function private.next_grant(p_tenant uuid, p_now timestamptz) returns setof public.credits
language sql stable security definer set search_path = ''
as $$
  select c.* from public.credits c
  where c.tenant_id = p_tenant and c.is_open and c.effective_at <= p_now and (c.expires_at is null or c.expires_at > p_now)
  order by c.priority desc, c.expires_at, c.created_at, c.id limit 1
$$;
comment on function private.next_grant(uuid, timestamptz) is 'The grant that is used next: by priority, then by the earliest expiry; whatever the caller can see.';
revoke all on function private.next_grant(uuid, timestamptz) from public;

-- Whoever is using credits settles them; maintenance passes by.
create or replace function private.maintain_credits() returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant uuid;
  v_done bigint := 0;
begin
  for v_tenant in
    select b.tenant_id from public.credit_balances b
    where b.tenant_id = any (array(
      select i.tenant_id from public.credit_balances i where i.due_at <= now() order by i.due_at limit 200))
      and b.due_at <= now()
    order by b.tenant_id
    for no key update skip locked
  loop
    perform private.settle_credits(v_tenant, clock_timestamp());
    v_done := v_done + 1;
  end loop;
  return v_done;
end
$$;
comment on function private.maintain_credits() is
  'Expires credits and lets others begin, for up to 200 tenants where that is due, in tables no API role may write; answers for how many.';
revoke all on function private.maintain_credits() from public;
