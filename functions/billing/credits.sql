-- Triggers of credits and of what is kept beside them.
create or replace trigger _100_timestamps before update on public.credits
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, mode, total_credits, source_type, source_id, effective_at, expires_at, created_at on public.credits
  for each row execute function private.keep_columns('tenant_id', 'id', 'mode', 'total_credits', 'source_type', 'source_id', 'effective_at', 'expires_at', 'created_at');
create or replace trigger _100_timestamps before update on public.credit_overdrafts
  for each row execute function private.set_updated_at();
create or replace trigger _100_timestamps before update on public.credit_balances
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update on public.credit_operations
  for each row execute function private.refuse_change();
