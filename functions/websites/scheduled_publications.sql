-- Triggers of scheduled_publications.
create or replace trigger _100_timestamps before update on public.scheduled_publications
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, created_at on public.scheduled_publications
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'created_at');
