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

-- T6: whoever had a checkout open when the tenant was offboarded would pay for what is being deleted. The tenant is locked: who
-- offboards it at this moment either sees the subscription, or is seen.
create or replace function private.cancel_what_is_bought_late() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  v_status public.tenant_status;
begin
  select t.status into v_status from public.tenants t where t.id = new.tenant_id for no key update;
  if v_status = 'offboarded' then
    insert into private.outbox (kind, payload)
    values ('cancel_subscription', jsonb_build_object('tenant_id', new.tenant_id, 'provider', new.provider, 'provider_subscription_id', new.provider_subscription_id));
  end if;
  return null;
end
$$;
comment on function private.cancel_what_is_bought_late() is
  'After a subscription begins to run: in an offboarded tenant, queues its cancellation in the outbox, which no API role may write.';
revoke all on function private.cancel_what_is_bought_late() from public;

create or replace trigger _200_keep before update of id, tenant_id, provider, created_at on public.subscriptions
  for each row execute function private.keep_columns('id', 'tenant_id', 'provider', 'created_at');
create or replace trigger _300_current before insert on public.subscriptions
  for each row execute function private.fill_subscription();
create or replace trigger _800_directory after insert or delete or update of provider_subscription_id on public.subscriptions
  for each row execute function private.claim_billing_key('subscription', 'provider_subscription_id');

-- after what settles the tenant, which locks what comes before the tenant
create or replace trigger _750_bought_late after insert on public.subscriptions
  for each row when (new.provider_subscription_id is not null and new.status not in ('inactive', 'canceled', 'incomplete_expired'))
  execute function private.cancel_what_is_bought_late();
create or replace trigger _760_bought_late after update of status on public.subscriptions
  for each row when (new.provider_subscription_id is not null and new.status not in ('inactive', 'canceled', 'incomplete_expired')
    and old.status in ('inactive', 'canceled', 'incomplete_expired'))
  execute function private.cancel_what_is_bought_late();
