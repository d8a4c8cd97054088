create or replace trigger _100_timestamps before update on public.usage_metrics
  for each row execute function private.set_updated_at();
