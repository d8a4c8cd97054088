-- Triggers of website_members (T10); its seats are counted with those of tenant_members.
create or replace trigger _100_timestamps before update on public.website_members
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, user_id, created_at on public.website_members
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'user_id', 'created_at');
create or replace trigger _900_audit_joined after insert on public.website_members
  for each row execute function private.audit('website_member', 'website_member.added');
create or replace trigger _900_audit_role after update of role on public.website_members
  for each row when (old.role is distinct from new.role) execute function private.audit('website_member', 'website_member.role_changed');
create or replace trigger _900_audit_removed after delete on public.website_members
  for each row execute function private.audit('website_member', 'website_member.removed');
