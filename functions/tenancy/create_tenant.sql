create or replace function private.check_free_tenants(p_owner uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owned integer;
  v_allowed integer := private.setting('free_tenants_per_person')::integer;
begin
  -- one at a time a person, so that two calls at once can't both be the last allowed
  perform from public.users u where u.id = p_owner for no key update;
  select count(*) into v_owned
  from public.tenant_members m
  join public.tenants t on t.id = m.tenant_id
  join public.plans p on p.id = t.plan_id
  where m.user_id = p_owner and m.role = 'owner' and t.status <> 'offboarded' and p.price_monthly_cents = 0 and p.price_yearly_cents = 0;
  if v_owned >= v_allowed then perform private.fail('free_tenants', v_owned::text, v_allowed::text); end if;
end
$$;
comment on function private.check_free_tenants(uuid) is
  'Whether a person may own one more tenant on the free plan; locks and counts rows clients can''t see. Raises PT402 free_tenants.';
revoke all on function private.check_free_tenants(uuid) from public;

-- T2, in one transaction:
--  1. tenant on the free plan (what was wanted is remembered; billing alone moves plans),
--     active if the owner's address is confirmed, else pending
--  2. owner, counters, free subscription
--  3. website with a published home page and five components
create or replace function private.create_tenant_for(p_owner uuid, p_name text, p_wanted_plan text, p_is_default boolean)
returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_name text := btrim(p_name);
  v_plan public.plans;
  v_tenant public.tenants;
begin
  if v_name is null or length(v_name) not between 1 and 120 then
    perform private.fail('invalid_input', 'name (expected 1 to 120 characters)');
  end if;
  select * into v_plan from public.plans p
  where p.is_active and p.price_monthly_cents = 0 and p.price_yearly_cents = 0 order by p.display_order limit 1;
  if not found then perform private.fail('plan_inactive', 'free'); end if;
  if p_wanted_plan is not null and not exists (select from public.plans p where p.slug = p_wanted_plan and p.is_active) then
    perform private.fail('plan_inactive', p_wanted_plan);
  end if;

  perform private.check_free_tenants(p_owner);

  -- 1.
  insert into public.tenants (name, slug, plan_id, wanted_plan, is_default, status)
  values (v_name, private.generate_slug(v_name), v_plan.id, p_wanted_plan, p_is_default,
    case when exists (select from public.user_emails e where e.user_id = p_owner and e.is_primary and e.verified)
      then 'active' else 'pending' end::public.tenant_status)
  returning * into v_tenant;
  -- 2.
  insert into public.usage_counters (tenant_id) values (v_tenant.id);
  insert into public.tenant_members (tenant_id, user_id, role) values (v_tenant.id, p_owner, 'owner');
  insert into public.subscriptions (tenant_id, provider, user_id, plan_id, status, billing_cycle)
  values (v_tenant.id, 'manual', p_owner, v_plan.id, 'active', 'none');
  update public.users u set active_tenant_id = v_tenant.id where u.id = p_owner and u.active_tenant_id is null;
  -- 3.
  perform private.create_website_for(v_tenant.id, v_name, v_tenant.slug);
  return v_tenant;
end
$$;
comment on function private.create_tenant_for(uuid, text, text, boolean) is
  'Makes a tenant with owner, website and free subscription, in tables no client may insert into. Raises PT400 invalid_input, PT402 free_tenants, PT409 plan_inactive.';
revoke all on function private.create_tenant_for(uuid, text, text, boolean) from public;

create or replace function private.create_tenant(p_name text, p_wanted_plan text) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  return private.create_tenant_for(private.uid(), p_name, p_wanted_plan, false);
end
$$;
comment on function private.create_tenant(text, text) is 'Makes a tenant for the signed-in person, who may not insert one. Raises PT401 and what create_tenant_for raises.';
revoke all on function private.create_tenant(text, text) from public;
grant execute on function private.create_tenant(text, text) to authenticated;

create or replace function public.create_tenant(name text, wanted_plan text default null) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.create_tenant(name, wanted_plan)
$$;
comment on function public.create_tenant(text, text) is
  'Makes a tenant owned by you, with a website, a home page and the free plan; wanted_plan (a plan''s slug) is remembered for the checkout. Errors: PT400 invalid_input, PT401, PT402 free_tenants, PT409 plan_inactive.';
revoke all on function public.create_tenant(text, text) from public;
grant execute on function public.create_tenant(text, text) to authenticated;
