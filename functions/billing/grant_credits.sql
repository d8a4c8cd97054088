-- B6: one paid thing is granted once, under however many events and names it comes. The tenant is locked first, because
-- whoever grants may change it too.
create or replace function private.add_credits(
  p_tenant uuid, p_mode public.credit_mode, p_credits bigint, p_source_type text, p_source_id text,
  p_expires_at timestamptz default null, p_effective_at timestamptz default null, p_priority integer default 50,
  p_user uuid default null, p_plan uuid default null, p_provider public.payment_provider default 'manual',
  p_amount bigint default 0, p_currency text default 'usd', p_price text default null, p_customer text default null,
  p_description text default null
) returns public.credits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz;
  v_credit public.credits;
begin
  perform from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;
  perform private.lock_credits(p_tenant);
  v_now := clock_timestamp();
  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.source_id = p_source_id;
  if found then return v_credit; end if;

  insert into public.credits (tenant_id, provider, user_id, plan_id, mode, total_credits, amount, currency, priority, source_type, source_id,
    provider_price_id, provider_customer_id, effective_at, expires_at)
  values (p_tenant, p_provider, p_user, p_plan, p_mode, p_credits, p_amount, p_currency, p_priority, p_source_type, p_source_id,
    p_price, p_customer, coalesce(p_effective_at, least(now(), p_expires_at - interval '1 microsecond')), p_expires_at)
  returning * into v_credit;
  insert into public.credit_transactions (tenant_id, user_id, credit_id, credits, type, description)
  values (p_tenant, p_user, v_credit.id, p_credits,
    case p_mode when 'free' then 'add:free' when 'subscription' then 'add:subscription' else 'add:purchase' end::public.credit_transaction_type, p_description);
  perform private.settle_credits(p_tenant, v_now);
  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.id = v_credit.id;
  return v_credit;
end
$$;
comment on function private.add_credits(uuid, public.credit_mode, bigint, text, text, timestamptz, timestamptz, integer, uuid, uuid, public.payment_provider, bigint, text, text, text, text) is
  'Grants credits to any tenant, which no client may, once for each p_source_id, and repays what it owes; answers the grant. Raises PT404.';
revoke all on function private.add_credits(uuid, public.credit_mode, bigint, text, text, timestamptz, timestamptz, integer, uuid, uuid, public.payment_provider, bigint, text, text, text, text) from public;

create or replace function private.grant_credits(
  p_tenant uuid, p_amount bigint, p_idempotency_key text, p_description text, p_expires_at timestamptz, p_effective_at timestamptz, p_priority integer
) returns public.credits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_source text := 'admin:' || coalesce(nullif(btrim(p_idempotency_key), ''), gen_random_uuid()::text);
  v_credit public.credits;
begin
  perform private.require_platform_admin();
  if (p_amount between 1 and 1000000000) is not true then perform private.fail('invalid_input', 'amount (expected 1 to 1000000000)'); end if;
  if length(v_source) > 200 then perform private.fail('invalid_input', 'idempotency_key (expected at most 190 characters)'); end if;
  if length(p_description) > 500 then perform private.fail('invalid_input', 'description (expected at most 500 characters)'); end if;
  if p_expires_at <= greatest(p_effective_at, now()) then perform private.fail('invalid_input', 'expires_at (expected a time to come, after effective_at)'); end if;
  perform from public.tenants t where t.id = p_tenant for no key update;
  if not found then perform private.fail('not_found', 'tenant'); end if;

  select * into v_credit from public.credits c where c.tenant_id = p_tenant and c.source_id = v_source;
  if found then
    if v_credit.total_credits <> p_amount then perform private.fail('key_reused'); end if;
    return v_credit;
  end if;
  v_credit := private.add_credits(p_tenant, 'free', p_amount, 'admin', v_source,
    p_expires_at => p_expires_at, p_effective_at => p_effective_at, p_priority => coalesce(p_priority, 50), p_description => p_description);
  perform private.record_audit('credits.granted', 'credit', v_credit.id,
    jsonb_strip_nulls(jsonb_build_object('credits', p_amount, 'description', p_description, 'expires_at', p_expires_at)), p_tenant);
  return v_credit;
end
$$;
comment on function private.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) is
  'Grants credits to any tenant, which no client may, for platform admins only. Raises PT400 invalid_input, PT403 forbidden, PT404, PT409 key_reused.';
revoke all on function private.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) from public;
grant execute on function private.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) to platform_admin;

create or replace function public.grant_credits(
  tenant uuid, amount bigint, idempotency_key text default null, description text default null,
  expires_at timestamptz default null, effective_at timestamptz default null, priority integer default 50
) returns public.credits
language sql volatile security invoker set search_path = ''
as $$
  select private.grant_credits(tenant, amount, idempotency_key, description, expires_at, effective_at, priority)
$$;
comment on function public.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) is
  'For platform admins: gives a tenant credits, once for each idempotency_key, to be used from effective_at until expires_at, those of a higher priority first. Audited. Errors: PT400 invalid_input, PT403 forbidden, PT404, PT409 key_reused.';
revoke all on function public.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) from public;
grant execute on function public.grant_credits(uuid, bigint, text, text, timestamptz, timestamptz, integer) to platform_admin;
