create or replace trigger _100_timestamps before update on public.payments
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, tenant_id, provider, order_id, created_at on public.payments
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'order_id', 'created_at');
create or replace trigger _800_directory after insert or delete or update of order_id on public.payments
  for each row execute function private.claim_billing_key('order', 'order_id');
