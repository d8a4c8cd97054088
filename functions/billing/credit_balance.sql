-- What there is to use. Nothing is written, so where something has expired or begun since somebody last used credits, the
-- few grants in question are looked at.
create or replace function private.credit_balance() returns public.credit_standing
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_balance public.credit_balances;
  v_expired bigint := 0;
  v_standing public.credit_standing;
begin
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not (private.can('billing.read') or private.can('ai.use')) then perform private.fail('forbidden', 'billing.read or ai.use'); end if;

  select * into v_balance from public.credit_balances b where b.tenant_id = v_tenant;
  if v_balance.due_at <= now() then
    select coalesce(sum(c.remaining_credits), 0) into v_expired
    from public.credits c where c.tenant_id = v_tenant and c.is_open and c.expires_at <= now();
    select coalesce(sum(c.remaining_credits), 0) into v_balance.pending
    from public.credits c where c.tenant_id = v_tenant and c.is_open and c.effective_at > now();
  end if;
  select p.credit_overdraft_limit, coalesce(l.credit_limit, -1), coalesce(l.used_credits, 0)
  into strict v_standing.overdraft_limit, v_standing.own_limit, v_standing.own_used
  from public.tenants t
  join public.plans p on p.id = t.plan_id
  left join public.tenant_member_credit_limits l on l.tenant_id = t.id and l.user_id = private.uid()
  where t.id = v_tenant;
  v_standing.balance := coalesce(v_balance.remaining - v_balance.overdraft - v_expired, 0);
  v_standing.usable := greatest(0, coalesce(v_balance.remaining - v_balance.pending - v_balance.overdraft - v_expired, 0));
  v_standing.overdraft := coalesce(v_balance.overdraft, 0);
  v_standing.due_at := v_balance.due_at;
  return v_standing;
end
$$;
comment on function private.credit_balance() is
  'Tells members who may use credits what there is, which only those with billing.read see in the tables. Raises PT403 forbidden or no_tenant.';
revoke all on function private.credit_balance() from public;
grant execute on function private.credit_balance() to authenticated;

create or replace function public.credit_balance() returns public.credit_standing
language sql stable security invoker set search_path = ''
as $$
  select private.credit_balance()
$$;
comment on function public.credit_balance() is
  'Credits of the tenant of the request, what it may overdraw, and your own limit. Errors: PT403 forbidden (needs billing.read or ai.use).';
revoke all on function public.credit_balance() from public;
grant execute on function public.credit_balance() to authenticated;
