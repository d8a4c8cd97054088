-- S9: what a smaller plan has no room for steps back, and nothing is deleted; a larger plan
-- brings nothing back by itself.

-- What changes hands is locked in the order everybody takes (A11), which a trigger of tenants
-- comes too late for: an update of plan_id that does not come through here can lose to
-- somebody who publishes or archives at that moment (40P01), and is to be tried again.
create or replace function private.change_plan(p_tenant uuid, p_plan uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.tenant_members m where m.tenant_id = p_tenant order by m.id for no key update;
  perform from public.websites w where w.tenant_id = p_tenant order by w.id for no key update;
  update public.tenants t set plan_id = p_plan where t.id = p_tenant and t.plan_id <> p_plan;
end
$$;
comment on function private.change_plan(uuid, uuid) is 'Moves a tenant to a plan, in a column no client may write, with the locks taken first that what follows from it needs.';
revoke all on function private.change_plan(uuid, uuid) from public;

--  1. The counters, so that whoever is adding something right now has done so, and is seen, or
--     waits, and meets the new plan.
--  2. Websites beyond the limit are archived, the newest first. A suspended one is dark
--     already, and stays the platform's to lift.
--  3. People beyond the seats: members are deactivated, collaborators have to be invited again,
--     those who came last first, the owner never.
--  4. Domains are switched off where the plan has none.
create or replace function private.enforce_plan_limits() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_plan public.plans;
  v_website record;
  v_out uuid[];
begin
  select * into v_plan from public.plans p where p.id = new.plan_id;
  -- 1.
  perform from public.usage_counters c where c.tenant_id = new.id for no key update;

  -- 2.
  for v_website in
    select w.id, w.name, w.status
    from public.websites w
    where w.tenant_id = new.id and w.status <> 'archived'
    order by w.created_at, w.id offset v_plan.max_websites
  loop
    continue when v_website.status = 'suspended';
    update public.websites w set status = 'archived' where w.tenant_id = new.id and w.id = v_website.id;
    perform private.record_audit('website.archived', 'website', v_website.id,
      jsonb_build_object('name', v_website.name, 'reason', 'plan_limit', 'plan', v_plan.slug), new.id);
  end loop;

  -- 3.
  v_out := array(
    select s.user_id
    from (
      select m.user_id, m.role = 'owner' as is_owner, coalesce(m.accepted_at, m.created_at) as since
      from public.tenant_members m where m.tenant_id = new.id and m.is_active
      union all
      select w.user_id, false, w.accepted_at
      from public.website_members w where w.tenant_id = new.id and w.accepted_at is not null
    ) s
    group by s.user_id
    -- the owner holds the first seat, whatever the plan
    order by bool_or(s.is_owner) desc, min(s.since), s.user_id
    offset greatest(v_plan.max_collaborators, 1));
  if v_out <> '{}' then
    update public.website_members w set accepted_at = null
    where w.tenant_id = new.id and w.user_id = any (v_out) and w.accepted_at is not null;
    update public.tenant_members m set is_active = false
    where m.tenant_id = new.id and m.user_id = any (v_out) and m.is_active;
  end if;

  -- 4.
  if not v_plan.custom_domain_allowed then
    update public.domain_verifications d
    set verified = false, switched_off_at = now(), next_check_at = null, failed_checks = 0, ssl_provisioned = false, ssl_provisioned_at = null
    where d.tenant_id = new.id and d.switched_off_at is null;
  end if;
  return null;
end
$$;
comment on function private.enforce_plan_limits() is
  'After a tenant moved to another plan: archives, deactivates and switches off what it has no room for, in columns no client may write.';
revoke all on function private.enforce_plan_limits() from public;

create or replace trigger _700_plan_limits after update of plan_id on public.tenants
  for each row when (old.plan_id <> new.plan_id) execute function private.enforce_plan_limits();
