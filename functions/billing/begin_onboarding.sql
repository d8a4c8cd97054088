-- T2: for which tenant a customer is made at Stripe, if there is none yet.
create or replace function private.begin_onboarding() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('billing.manage') then perform private.fail('forbidden', 'billing.manage'); end if;
  return (
    select jsonb_build_object('tenant_id', t.id, 'tenant_name', t.name, 'email', u.email, 'customer_id', c.customer_id)
    from public.tenants t
    join public.users u on u.id = private.uid()
    left join public.provider_customers c on c.tenant_id = t.id and c.provider = 'stripe' and c.deleted_at is null
    where t.id = v_tenant);
end
$$;
comment on function private.begin_onboarding() is
  'Reads the customer of the tenant, its name and the caller''s address together. Raises PT401, PT403 forbidden or no_tenant.';
revoke all on function private.begin_onboarding() from public;
grant execute on function private.begin_onboarding() to authenticated;

create or replace function public.begin_onboarding() returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select private.begin_onboarding()
$$;
comment on function public.begin_onboarding() is
  'What the edge function onboard needs to make the tenant''s customer at Stripe: tenant_id, tenant_name, email, and customer_id once there is one. Changes nothing. Errors: PT401, PT403 forbidden (needs billing.manage) or no_tenant.';
revoke all on function public.begin_onboarding() from public;
grant execute on function public.begin_onboarding() to authenticated;
