-- Triggers of domain_verifications (S10).

-- The website says which domain it has and whether it is served there, so that a visit needs
-- no other table.
create or replace function private.show_domain() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    update public.websites w set custom_domain = null, domain_verified = false
    where w.tenant_id = old.tenant_id and w.id = old.website_id;
  else
    update public.websites w set custom_domain = new.domain, domain_verified = new.verified
    where w.tenant_id = new.tenant_id and w.id = new.website_id
      and (w.custom_domain, w.domain_verified) is distinct from (new.domain, new.verified);
  end if;
  return null;
end
$$;
comment on function private.show_domain() is 'After a domain was claimed, verified, lost or removed: its website says so, in columns no client may write.';
revoke all on function private.show_domain() from public;

create or replace function private.audit_domain() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_row public.domain_verifications := case when tg_op = 'DELETE' then old else new end;
begin
  -- the website may be going away with its domain, and the tenant with both
  if tg_op = 'DELETE' and not exists (select from public.websites w where w.tenant_id = old.tenant_id and w.id = old.website_id) then
    return null;
  end if;
  perform private.record_audit(tg_argv[0], 'website', v_row.website_id,
    jsonb_strip_nulls(jsonb_build_object('domain', v_row.domain, 'reason', v_row.last_error)), v_row.tenant_id);
  return null;
end
$$;
comment on function private.audit_domain() is 'After row trigger with the action as argument: writes the audit row of a domain, which no client can.';
revoke all on function private.audit_domain() from public;

create or replace trigger _100_timestamps before update on public.domain_verifications
  for each row execute function private.set_updated_at();
create or replace trigger _200_keep before update of tenant_id, id, website_id, domain, created_at on public.domain_verifications
  for each row execute function private.keep_columns('tenant_id', 'id', 'website_id', 'domain', 'created_at');
create or replace trigger _800_shown after insert or delete or update of verified on public.domain_verifications
  for each row execute function private.show_domain();
create or replace trigger _900_audit_added after insert on public.domain_verifications
  for each row execute function private.audit_domain('domain.added');
create or replace trigger _900_audit_removed after delete on public.domain_verifications
  for each row execute function private.audit_domain('domain.removed');
create or replace trigger _900_audit_verified after update of verified on public.domain_verifications
  for each row when (new.verified and not old.verified) execute function private.audit_domain('domain.verified');
create or replace trigger _900_audit_lost after update of verified on public.domain_verifications
  for each row when (old.verified and not new.verified and new.switched_off_at is null) execute function private.audit_domain('domain.lost');
create or replace trigger _900_audit_off after update of switched_off_at on public.domain_verifications
  for each row when (old.switched_off_at is null and new.switched_off_at is not null) execute function private.audit_domain('domain.switched_off');
