-- T6: offboarding makes a tenant dark at once and has it deleted 90 days later, unless its owner comes back before.

create or replace function private.offboard(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status = 'offboarded' then return v_tenant; end if;
  update public.tenants t set status = 'offboarded' where t.id = p_tenant returning * into v_tenant;
  insert into private.outbox (kind, payload)
  select 'cancel_subscription', jsonb_build_object('tenant_id', s.tenant_id, 'provider', s.provider, 'provider_subscription_id', s.provider_subscription_id)
  from public.subscriptions s
  where s.tenant_id = p_tenant and s.provider_subscription_id is not null and s.status not in ('inactive', 'canceled', 'incomplete_expired');
  return v_tenant;
end
$$;
comment on function private.offboard(uuid) is
  'Offboards a tenant, whoever asks, in columns no client may write, and queues the cancellation of what it pays for. Raises PT404, PT409 status_transition (pending).';
revoke all on function private.offboard(uuid) from public;

create or replace function private.offboard_tenant(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if p_tenant is distinct from private.tenant_id() then perform private.fail('not_found', 'tenant'); end if;
  if not (private.can('tenant.delete') and private.all_websites()) then perform private.fail('forbidden', 'tenant.delete'); end if;
  return private.offboard(p_tenant);
end
$$;
comment on function private.offboard_tenant(uuid) is
  'Offboards the tenant of the request, in columns no client may write. Raises PT401, PT403 forbidden, PT404, PT409 status_transition.';
revoke all on function private.offboard_tenant(uuid) from public;
grant execute on function private.offboard_tenant(uuid) to authenticated;

create or replace function public.offboard_tenant(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.offboard_tenant(tenant)
$$;
comment on function public.offboard_tenant(uuid) is
  'Closes the tenant you act for: its sites go dark at once, its subscription is canceled, everything in it is deleted after 90 days. Until then its owner can export it (export_tenant) or bring it back (cancel_offboarding). Errors: PT401, PT403 forbidden (needs tenant.delete), PT404, PT409 status_transition (pending).';
revoke all on function public.offboard_tenant(uuid) from public;
grant execute on function public.offboard_tenant(uuid) to authenticated;

-- By ownership and not by the tenant of the request: nobody acts for an offboarded tenant by default.
create or replace function private.cancel_offboarding(p_tenant uuid) returns public.tenants
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if not private.owns(private.uid(), p_tenant) then perform private.fail('not_found', 'tenant'); end if;
  perform private.lock_billing(p_tenant);
  -- the person before the tenant, as in create_tenant
  if exists (select from public.tenants t join public.plans p on p.id = t.plan_id
             where t.id = p_tenant and t.status = 'offboarded' and p.price_monthly_cents = 0 and p.price_yearly_cents = 0) then
    perform private.check_free_tenants(private.uid());
  end if;
  select * into v_tenant from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  if v_tenant.status <> 'offboarded' then return v_tenant; end if;
  update public.tenants t set status = 'active' where t.id = p_tenant returning * into v_tenant;
  -- what nobody has canceled yet goes on
  delete from private.outbox o
  where o.done_at is null and o.kind = 'cancel_subscription' and o.payload ->> 'tenant_id' = p_tenant::text;
  -- what was not paid while it was away suspends it now
  perform private.settle_tenant(p_tenant);
  select * into strict v_tenant from public.tenants t where t.id = p_tenant;
  return v_tenant;
end
$$;
comment on function private.cancel_offboarding(uuid) is
  'Brings an offboarded tenant back for the signed-in owner, in columns no client may write. Raises PT401, PT402 free_tenants, PT404, PT409 status_transition (90 days are over).';
revoke all on function private.cancel_offboarding(uuid) from public;
grant execute on function private.cancel_offboarding(uuid) to authenticated;

create or replace function private.owns(p_user uuid, p_tenant uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.tenant_members m where m.tenant_id = p_tenant and m.user_id = p_user and m.role = 'owner' and m.is_active)
$$;
comment on function private.owns(uuid, uuid) is 'Whether a person owns a tenant, whatever its state and whichever tenant the request acts for.';
revoke all on function private.owns(uuid, uuid) from public;

create or replace function public.cancel_offboarding(tenant uuid) returns public.tenants
language sql volatile security invoker set search_path = ''
as $$
  select private.cancel_offboarding(tenant)
$$;
comment on function public.cancel_offboarding(uuid) is
  'Brings back a tenant you own within 90 days of its offboarding, its sites included; a tenant that is not offboarded stays as it is. Errors: PT401, PT402 free_tenants, PT404, PT409 status_transition (90 days are over).';
revoke all on function public.cancel_offboarding(uuid) from public;
grant execute on function public.cancel_offboarding(uuid) to authenticated;
