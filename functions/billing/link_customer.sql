-- B1: who makes a customer known applies the events that came before.
create or replace function private.lock_new_customer() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.lock_prices(false);
  perform private.lock_billing_key(new.provider::text, 'customer:' || new.customer_id);
  new.email := lower(new.email);
  return new;
end
$$;
comment on function private.lock_new_customer() is 'Before insert on provider_customers: keeps out events of the customer until it is known.';
revoke all on function private.lock_new_customer() from public;

create or replace function private.welcome_customer() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.apply_waiting_webhooks(new.provider::text, 'customer:' || new.customer_id);
  return null;
end
$$;
comment on function private.welcome_customer() is 'After insert on provider_customers: applies the events that waited for it, to tables no API role may write.';
revoke all on function private.welcome_customer() from public;

create or replace trigger _100_timestamps before update on public.provider_customers
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, provider, customer_id, tenant_id, user_id on public.provider_customers
  for each row execute function private.keep_columns('id', 'provider', 'customer_id', 'tenant_id', 'user_id');
create or replace trigger _300_lock before insert on public.provider_customers
  for each row execute function private.lock_new_customer();
create or replace trigger _700_waiting after insert on public.provider_customers
  for each row execute function private.welcome_customer();

create or replace function private.link_customer(p_provider public.payment_provider, p_customer_id text, p_tenant uuid, p_user uuid, p_email text)
returns public.provider_customers
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_customer public.provider_customers;
begin
  if num_nonnulls(p_tenant, p_user) <> 1 or p_provider is null or (length(p_customer_id) between 1 and 255) is not true then
    perform private.fail('invalid_input', 'customer (expected provider, customer_id and one of tenant and person)');
  end if;
  begin
    insert into public.provider_customers (provider, customer_id, tenant_id, user_id, user_email_id, email)
    values (p_provider, p_customer_id, p_tenant, p_user,
      (select e.id from public.user_emails e where e.user_id = p_user and e.email = lower(p_email)), left(lower(p_email), 512))
    on conflict do nothing returning * into v_customer;
  exception when foreign_key_violation then
    perform private.fail('not_found', case when p_tenant is null then 'person' else 'tenant' end);
  end;
  if v_customer.id is null then
    select * into v_customer from public.provider_customers c
    where c.provider = p_provider and c.customer_id = p_customer_id and c.tenant_id is not distinct from p_tenant and c.user_id is not distinct from p_user;
    if not found then perform private.fail('customer_linked'); end if;
  end if;
  return v_customer;
end
$$;
comment on function private.link_customer(public.payment_provider, text, uuid, uuid, text) is
  'Says who a provider''s customer is, in a table no API role may write; the service''s alone. Raises PT400 invalid_input, PT404, PT409 customer_linked.';
revoke all on function private.link_customer(public.payment_provider, text, uuid, uuid, text) from public;
grant execute on function private.link_customer(public.payment_provider, text, uuid, uuid, text) to service_role;

create or replace function public.link_customer(
  provider public.payment_provider, customer_id text, tenant uuid default null, person uuid default null, email text default null
) returns public.provider_customers
language sql volatile security invoker set search_path = ''
as $$
  select private.link_customer(provider, customer_id, tenant, person, email)
$$;
comment on function public.link_customer(public.payment_provider, text, uuid, uuid, text) is
  'Says whose a provider''s customer is (a tenant''s, or a person''s who pays for themselves; email: the address the provider has), and applies the events that came before. Again for the same two: the same row. For the service only. Errors: PT400 invalid_input, PT404, PT409 customer_linked.';
revoke all on function public.link_customer(public.payment_provider, text, uuid, uuid, text) from public;
grant execute on function public.link_customer(public.payment_provider, text, uuid, uuid, text) to service_role;
