-- Transactions are what happened; everything else about credits is their sum. A difference is a bug: it is told, and mended.
create or replace function private.credit_sums(p_tenant uuid) returns table (what text, id uuid, kept bigint, counted bigint)
language sql stable security definer set search_path = ''
as $$
  select 'grant', c.id, c.remaining_credits, x.credits
  from public.credits c
  cross join lateral (
    select coalesce(sum(t.credits), 0)::bigint as credits from public.credit_transactions t where t.tenant_id = c.tenant_id and t.credit_id = c.id) x
  where c.tenant_id = p_tenant and c.remaining_credits <> x.credits
  union all
  select 'overdraft', coalesce(o.user_id, x.user_id), coalesce(o.credits, 0), coalesce(x.credits, 0)
  from (
    select t.user_id, -sum(t.credits)::bigint as credits
    from public.credit_transactions t where t.tenant_id = p_tenant and t.credit_id is null group by t.user_id
  ) x
  full join (select o.* from public.credit_overdrafts o where o.tenant_id = p_tenant) o
    on coalesce(o.user_id, '00000000-0000-0000-0000-000000000000') = coalesce(x.user_id, '00000000-0000-0000-0000-000000000000')
  where coalesce(o.credits, 0) <> coalesce(x.credits, 0)
  union all
  select y.what, p_tenant, y.kept, y.counted
  from (
    select coalesce(sum(t.credits) filter (where t.credit_id is not null), 0)::bigint as remaining,
      -coalesce(sum(t.credits) filter (where t.credit_id is null), 0)::bigint as overdraft
    from public.credit_transactions t where t.tenant_id = p_tenant
  ) x
  left join public.credit_balances b on b.tenant_id = p_tenant
  cross join lateral (values
    ('balance', coalesce(b.remaining, 0), x.remaining),
    ('balance owed', coalesce(b.overdraft, 0), x.overdraft)) y (what, kept, counted)
$$;
comment on function private.credit_sums(uuid) is 'A tenant''s balance beside the sum of its transactions, and the grants and debts that are not theirs, whoever asks.';
revoke all on function private.credit_sums(uuid) from public;

create or replace function private.reconcile_credits(p_tenant uuid) returns table (what text, id uuid, kept bigint, counted bigint)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_platform_admin();
  perform from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  perform private.lock_credits(p_tenant);
  for what, id, kept, counted in select d.what, d.id, d.kept, d.counted from private.credit_sums(p_tenant) d loop
    case what
      when 'grant' then
        update public.credits c set remaining_credits = counted where c.tenant_id = p_tenant and c.id = reconcile_credits.id;
      when 'overdraft' then
        delete from public.credit_overdrafts o where o.tenant_id = p_tenant and o.user_id is not distinct from reconcile_credits.id;
        insert into public.credit_overdrafts (tenant_id, user_id, credits) select p_tenant, reconcile_credits.id, counted where counted > 0;
      when 'balance' then
        update public.credit_balances b set remaining = counted, pending = 0 where b.tenant_id = p_tenant;
      else
        update public.credit_balances b set overdraft = counted where b.tenant_id = p_tenant;
    end case;
    return next;
  end loop;
  perform private.settle_credits(p_tenant, clock_timestamp());
end
$$;
comment on function private.reconcile_credits(uuid) is
  'Recomputes any tenant''s credits from its transactions, in tables no client may write, for platform admins only. Raises PT403 forbidden, PT404.';
revoke all on function private.reconcile_credits(uuid) from public;
grant execute on function private.reconcile_credits(uuid) to platform_admin;

create or replace function public.reconcile_credits(tenant uuid) returns table (what text, id uuid, kept bigint, counted bigint)
language sql volatile security invoker set search_path = ''
as $$
  select * from private.reconcile_credits(tenant)
$$;
comment on function public.reconcile_credits(uuid) is
  'For platform admins: recomputes what a tenant has and owes from its transactions: what was kept, and what they add up to, for the balance and for each grant or person who owes where that is not the same, which is a bug. Errors: PT403 forbidden, PT404.';
revoke all on function public.reconcile_credits(uuid) from public;
grant execute on function public.reconcile_credits(uuid) to platform_admin;
