-- A price of the list is the newest version of Stripe's, over its product's metadata. One that Stripe has deleted is withdrawn, so
-- that what was bought with it stays what it is.
create or replace function private.project_stripe_price(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_kept private.provider_payloads;
  v_product private.provider_payloads;
  v_object jsonb;
begin
  select * into v_kept from private.provider_payloads k where k.provider = 'stripe' and k.kind = 'price' and k.object_id = p_id;
  if not found then return; end if;
  if v_kept.payload ->> 'currency' is null then -- nothing but that it is gone
    delete from public.prices p where p.provider = 'stripe' and p.provider_price_id = p_id;
    return;
  end if;
  v_object := v_kept.payload;
  select * into v_product from private.provider_payloads k
  where k.provider = 'stripe' and k.kind = 'product' and k.object_id = private.stripe_id(v_object -> 'product');
  insert into public.prices as p (provider, provider_price_id, product_id, active, currency, unit_amount, billing_scheme, type, "interval", interval_count, trial_period_days,
    usage_type, metadata, created_at)
  values ('stripe', p_id, private.stripe_id(v_object -> 'product'),
    v_kept.stage = 0 and coalesce((v_object ->> 'active')::boolean, true) and coalesce((v_product.payload ->> 'active')::boolean, true) and coalesce(v_product.stage, 0) = 0,
    v_object ->> 'currency', (v_object ->> 'unit_amount')::bigint, v_object ->> 'billing_scheme', v_object ->> 'type', v_object #>> '{recurring,interval}',
    (v_object #>> '{recurring,interval_count}')::integer, (v_object #>> '{recurring,trial_period_days}')::integer, v_object #>> '{recurring,usage_type}',
    coalesce(nullif(v_product.payload -> 'metadata', 'null'), '{}') || coalesce(nullif(v_object -> 'metadata', 'null'), '{}'), coalesce(private.stripe_time(v_object -> 'created'), v_kept.occurred_at))
  on conflict (provider, provider_price_id) do update
  set product_id = excluded.product_id, active = excluded.active, currency = excluded.currency, unit_amount = excluded.unit_amount, billing_scheme = excluded.billing_scheme,
    type = excluded.type, "interval" = excluded."interval", interval_count = excluded.interval_count, trial_period_days = excluded.trial_period_days,
    usage_type = excluded.usage_type, metadata = excluded.metadata, created_at = excluded.created_at;
end
$$;
comment on function private.project_stripe_price(text) is 'Writes what the newest versions of a Stripe price and its product say into the price list, which no client may write.';
revoke all on function private.project_stripe_price(text) from public;

create or replace function private.project_stripe_product(p_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id text;
begin
  for v_id in select p.provider_price_id from public.prices p where p.provider = 'stripe' and p.product_id = p_id order by 1 loop
    perform private.project_stripe_price(v_id);
  end loop;
end
$$;
comment on function private.project_stripe_product(text) is 'Works out anew the prices of a product, which no client may write.';
revoke all on function private.project_stripe_product(text) from public;
