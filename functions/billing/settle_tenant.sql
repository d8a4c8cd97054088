-- B4, B7: what a tenant may do follows from the rows of its subscriptions and lifetime deals, and from the time; not from what
-- it was before, so that the order in which they came does not matter.
--  1. Which subscription counts: one that gives a plan that costs something; else one that is not paid; else one that gives the
--     free plan. active, trialing and past_due give, canceled until access_until; incomplete gives nothing.
--  2. The plan: the best of what is given and what was bought for good. As long as nobody knows what a price buys, the tenant
--     keeps at least what it has: a fall would archive websites, which nothing brings back by itself.
--  3. What is not paid suspends, unless a plan was bought for good. Only a suspension for payment is lifted: an admin's stays.
create or replace function private.settle_tenant(p_tenant uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_current public.subscriptions;
  v_class integer;
  v_unknown boolean;
  v_lifetime boolean;
  v_plan uuid;
  v_order integer;
  v_tenant public.tenants;
  v_had integer;
begin
  perform private.lock_billing(p_tenant);
  -- 1.
  with given as (
    select s.id, s.plan_id, p.display_order,
      case
        when s.status in ('active', 'trialing', 'past_due') and (s.access_until is null or s.access_until > now())
          or s.status = 'canceled' and s.access_until > now()
        then case when p.price_monthly_cents = 0 and p.price_yearly_cents = 0 then 2 else 0 end
        when s.status in ('unpaid', 'paused') then 1
        else 3
      end as class,
      s.current_period_end, s.provider_subscription_id, s.provider_price_id
    from public.subscriptions s left join public.plans p on p.id = s.plan_id
    where s.tenant_id = p_tenant
  )
  select g.class, g.id, exists (select from given u where u.plan_id is null and u.class = 0) into v_class, v_id, v_unknown
  from given g
  order by g.class, g.display_order desc nulls last, g.current_period_end desc nulls last, g.provider_subscription_id, g.provider_price_id, g.id
  limit 1;
  if not found then return; end if;
  select * into strict v_current from public.subscriptions s where s.tenant_id = p_tenant and s.id = v_id;
  if not v_current.is_current then
    update public.subscriptions s set is_current = false where s.tenant_id = p_tenant and s.is_current;
    update public.subscriptions s set is_current = true where s.tenant_id = p_tenant and s.id = v_current.id;
  end if;
  -- 2.
  v_lifetime := exists (select from public.lifetime_deals l where l.tenant_id = p_tenant and l.revoked_at is null);
  select p.id, p.display_order into v_plan, v_order from public.plans p
  where p.id = v_current.plan_id and v_class < 3
    or p.id in (select l.plan_id from public.lifetime_deals l where l.tenant_id = p_tenant and l.revoked_at is null)
    or p.id in (select s.plan_id from public.subscriptions s where s.tenant_id = p_tenant and s.provider = 'manual' and s.status = 'active')
  order by p.display_order desc, p.slug limit 1;

  select * into v_tenant from public.tenants t where t.id = p_tenant;
  if not found then return; end if; -- it is being purged
  select p.display_order into v_had from public.plans p where p.id = v_tenant.plan_id;
  if v_plan is null or (v_unknown or v_class = 1 and v_current.plan_id is null) and v_had > v_order then
    v_plan := v_tenant.plan_id;
    v_order := v_had;
  end if;
  -- 3.
  if v_plan = v_tenant.plan_id
     and not (v_tenant.status = 'active' and v_class = 1 and not v_lifetime)
     and not (v_tenant.suspended_for = 'payment' and (v_class <> 1 or v_lifetime))
     and v_tenant.trial_ends_at is not distinct from (case when v_current.status = 'trialing' then v_current.trial_end end) then
    return;
  end if;
  if v_order < v_had then
    -- what a smaller plan switches off comes before the tenant in the order of locks
    perform from public.tenant_members m where m.tenant_id = p_tenant order by m.id for no key update;
    perform from public.websites w where w.tenant_id = p_tenant order by w.id for no key update;
  end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  update public.tenants t
  set plan_id = v_plan,
    trial_ends_at = case when v_current.status = 'trialing' then v_current.trial_end end,
    status = case
      when t.status = 'active' and v_class = 1 and not v_lifetime then 'suspended'
      when t.suspended_for = 'payment' and (v_class <> 1 or v_lifetime) then 'active'
      else t.status end,
    suspended_for = case
      when t.status = 'active' and v_class = 1 and not v_lifetime then 'payment'
      when t.suspended_for = 'payment' and (v_class <> 1 or v_lifetime) then null
      else t.suspended_for end
  where t.id = p_tenant;
end
$$;
comment on function private.settle_tenant(uuid) is
  'Brings a tenant''s current subscription, plan, trial and suspension for payment in line with what it has bought, in columns no API role may write.';
revoke all on function private.settle_tenant(uuid) from public;

create or replace function private.settle_tenant_of_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.settle_tenant(case when tg_op = 'DELETE' then old.tenant_id else new.tenant_id end);
  return null;
end
$$;
comment on function private.settle_tenant_of_row() is 'After a subscription or lifetime deal has come, changed or gone: the tenant''s plan follows, which no API role may write.';
revoke all on function private.settle_tenant_of_row() from public;

-- the free row a tenant is made with changes nothing
create or replace trigger _700_settle after insert on public.subscriptions
  for each row when (new.provider <> 'manual') execute function private.settle_tenant_of_row();
create or replace trigger _710_settle after update of status, plan_id, access_until, trial_end on public.subscriptions
  for each row when ((old.status, old.plan_id, old.access_until, old.trial_end) is distinct from (new.status, new.plan_id, new.access_until, new.trial_end))
  execute function private.settle_tenant_of_row();
create or replace trigger _700_settle after insert or delete or update of plan_id, revoked_at on public.lifetime_deals
  for each row execute function private.settle_tenant_of_row();

-- Whoever moves a tenant between plans, its log says so.
create or replace function private.audit_plan_change() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_from public.plans;
  v_to public.plans;
begin
  select * into v_from from public.plans p where p.id = old.plan_id;
  select * into v_to from public.plans p where p.id = new.plan_id;
  perform private.record_audit(case when v_to.display_order >= v_from.display_order then 'billing.plan_upgraded' else 'billing.plan_downgraded' end, 'subscription',
    (select s.id from public.subscriptions s where s.tenant_id = new.id and s.is_current),
    jsonb_build_object('from_plan', v_from.slug, 'to_plan', v_to.slug), new.id);
  return null;
end
$$;
comment on function private.audit_plan_change() is 'After update of tenants.plan_id: writes the audit row, which no client can.';
revoke all on function private.audit_plan_change() from public;

create or replace trigger _900_audit_plan after update of plan_id on public.tenants
  for each row when (old.plan_id is distinct from new.plan_id) execute function private.audit_plan_change();
