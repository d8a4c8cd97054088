-- Writers of the directory: triggers on the owning tables call these.
create or replace function private.directory_claim(p_kind text, p_key text, p_tenant uuid, p_object uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.directory as d (kind, key, tenant_id, object_id) values (p_kind, p_key, p_tenant, p_object)
  on conflict (kind, key) do nothing;
  -- one's own key again is no conflict
  perform from private.directory d
  where d.kind = p_kind and d.key = p_key and d.tenant_id = p_tenant and d.object_id = p_object;
  if not found then perform private.fail('taken', p_kind); end if;
end
$$;
comment on function private.directory_claim(text, text, uuid, uuid) is
  'Takes a key for one object in a table no client may see. Raises PT409 taken, whoever holds it.';
revoke all on function private.directory_claim(text, text, uuid, uuid) from public;

create or replace function private.directory_release(p_kind text, p_key text, p_tenant uuid, p_object uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  delete from private.directory d
  where d.kind = p_kind and d.key = p_key and d.tenant_id = p_tenant and d.object_id = p_object
$$;
comment on function private.directory_release(text, text, uuid, uuid) is 'Frees an object''s own key in a table no client may see.';
revoke all on function private.directory_release(text, text, uuid, uuid) from public;
