create or replace trigger _100_timestamps before update on public.payments
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, tenant_id, provider, order_id, created_at on public.payments
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'order_id', 'created_at');
create or replace trigger _800_directory after insert or delete or update of order_id on public.payments
  for each row execute function private.claim_billing_key('order', 'order_id');

-- A notification may be faster than whoever writes the order down.
create or replace function private.lock_new_order() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  perform private.lock_prices(false);
  perform private.lock_billing_key(new.provider::text, 'order:' || new.order_id);
  return new;
end
$$;
comment on function private.lock_new_order() is 'Before insert on payments of Midtrans or Doku: keeps out notifications until the order is known.';
revoke all on function private.lock_new_order() from public;

create or replace function private.welcome_order() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.apply_waiting_webhooks(new.provider::text, 'order:' || new.order_id);
  return null;
end
$$;
comment on function private.welcome_order() is 'After insert on payments of Midtrans or Doku: applies the notifications that waited for it, to tables no API role may write.';
revoke all on function private.welcome_order() from public;

create or replace trigger _300_lock before insert on public.payments
  for each row when (new.provider in ('midtrans', 'doku')) execute function private.lock_new_order();
create or replace trigger _810_waiting after insert on public.payments
  for each row when (new.provider in ('midtrans', 'doku')) execute function private.welcome_order();
