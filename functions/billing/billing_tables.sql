-- What the tables of billing share.
create or replace trigger _100_timestamps before update on public.prices
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.user_subscriptions
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.invoices
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.lifetime_deals
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of id, tenant_id, provider, provider_invoice_id on public.invoices
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'provider_invoice_id');
