-- Triggers of subscriptions; its timestamps stand with the tenant's other tables.
create or replace function private.fill_subscription() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.is_current := new.is_current or not exists (select from public.subscriptions s where s.tenant_id = new.tenant_id and s.is_current);
  return new;
end
$$;
comment on function private.fill_subscription() is 'Before insert: a tenant''s first subscription is the current one; whoever inserts may not see the others.';
revoke all on function private.fill_subscription() from public;

-- A subscription and an order belong to one tenant only.
create or replace function private.claim_billing_key() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_old text;
  v_new text;
begin
  if tg_op <> 'INSERT' then v_old := to_jsonb(old) ->> tg_argv[1]; end if;
  if tg_op <> 'DELETE' then v_new := to_jsonb(new) ->> tg_argv[1]; end if;
  if v_old is not distinct from v_new then return null; end if;
  if v_old is not null then
    perform private.directory_release(tg_argv[0], old.provider || ':' || v_old, old.tenant_id, old.id);
  end if;
  if v_new is not null then
    perform private.directory_claim(tg_argv[0], new.provider || ':' || v_new, new.tenant_id, new.id);
  end if;
  return null;
end
$$;
comment on function private.claim_billing_key() is
  'After row trigger with arguments (kind, column): keeps the provider''s key of a row in the directory, which no client may see, for that row alone. Raises PT409 taken.';
revoke all on function private.claim_billing_key() from public;

create or replace trigger _200_keep before update of id, tenant_id, provider, created_at on public.subscriptions
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'created_at');
create or replace trigger _300_current before insert on public.subscriptions
  for each row execute function private.fill_subscription();
create or replace trigger _800_directory after insert or delete or update of provider_subscription_id on public.subscriptions
  for each row execute function private.claim_billing_key('subscription', 'provider_subscription_id');
