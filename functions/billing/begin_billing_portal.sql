-- B8: whose pages at Stripe a caller may open.
create or replace function private.begin_billing_portal() returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_tenant uuid := private.tenant_id();
  v_customer text;
begin
  if private.uid() is null then perform private.fail('unauthenticated'); end if;
  if v_tenant is null then perform private.fail('no_tenant'); end if;
  if not private.can('billing.manage') then perform private.fail('forbidden', 'billing.manage'); end if;
  select c.customer_id into v_customer
  from public.provider_customers c where c.tenant_id = v_tenant and c.provider = 'stripe' and c.deleted_at is null;
  if not found then perform private.fail('not_found', 'customer at Stripe, which the first checkout makes'); end if;
  return v_customer;
end
$$;
comment on function private.begin_billing_portal() is 'Reads the customer of the tenant. Raises PT401, PT403 forbidden, PT404 not_found.';
revoke all on function private.begin_billing_portal() from public;
grant execute on function private.begin_billing_portal() to authenticated;

create or replace function public.begin_billing_portal() returns text
language sql stable security invoker set search_path = ''
as $$
  select private.begin_billing_portal()
$$;
comment on function public.begin_billing_portal() is
  'The customer at Stripe whose pages the edge function billing-portal opens for you. Changes nothing. Errors: PT401, PT403 forbidden (needs billing.manage), PT404 not_found (nobody has paid yet).';
revoke all on function public.begin_billing_portal() from public;
grant execute on function public.begin_billing_portal() to authenticated;
