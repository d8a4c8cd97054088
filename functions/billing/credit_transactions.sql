-- Triggers of credit_transactions (B6): what remains of a grant, what is owed and what a tenant has are sums of them, whoever
-- writes one.
create or replace function private.apply_credit_transaction() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.credit_id is not null then
    update public.credits c set remaining_credits = c.remaining_credits + new.credits
    where c.tenant_id = new.tenant_id and c.id = new.credit_id;
    update public.credit_balances b set remaining = b.remaining + new.credits where b.tenant_id = new.tenant_id;
  else
    if new.credits < 0 then
      insert into public.credit_overdrafts as o (tenant_id, user_id, credits) values (new.tenant_id, new.user_id, -new.credits)
      on conflict (tenant_id, user_id) do update set credits = o.credits - new.credits;
    else
      update public.credit_overdrafts o set credits = o.credits - new.credits
      where o.tenant_id = new.tenant_id and o.user_id is not distinct from new.user_id;
      if not found then perform private.fail('conflict', 'nothing is owed for that person'); end if;
      delete from public.credit_overdrafts o where o.tenant_id = new.tenant_id and o.user_id is not distinct from new.user_id and o.credits = 0;
    end if;
    update public.credit_balances b set overdraft = b.overdraft - new.credits where b.tenant_id = new.tenant_id;
  end if;
  if not found then perform private.fail('conflict', 'credits are written behind lock_credits'); end if;
  return null;
end
$$;
comment on function private.apply_credit_transaction() is
  'After insert: moves what remains of the grant, what is owed and the tenant''s balance, which no client may write. Constraints refuse what would go below zero.';
revoke all on function private.apply_credit_transaction() from public;

-- They go with their tenant, when that has gone, and in no other way.
create or replace function private.keep_credit_transaction() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.tenants t where t.id = old.tenant_id) then perform private.fail('immutable', tg_table_name); end if;
  return old;
end
$$;
comment on function private.keep_credit_transaction() is
  'Before delete: refuses (409 immutable) while the tenant is there, whoever asks and whatever they can see.';
revoke all on function private.keep_credit_transaction() from public;

create or replace trigger _100_append_only before update or truncate on public.credit_transactions
  for each statement execute function private.refuse_change();
create or replace trigger _110_append_only before delete on public.credit_transactions
  for each row execute function private.keep_credit_transaction();
create or replace trigger _800_applied after insert on public.credit_transactions
  for each row execute function private.apply_credit_transaction();
