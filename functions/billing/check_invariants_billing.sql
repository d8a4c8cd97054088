create or replace function private.check_invariants_billing() returns table (invariant text, detail text)
language sql stable security invoker set search_path = ''
as $$
  select 'a tenant has one current subscription', t.id::text
  from public.tenants t where not exists (select from public.subscriptions s where s.tenant_id = t.id and s.is_current)
  union all
  select 'the directory has the providers'' subscriptions and orders', format('%s %s', coalesce(d.kind, r.kind), coalesce(d.key, r.key))
  from (
    select 'subscription' as kind, s.provider || ':' || s.provider_subscription_id as key, s.tenant_id, s.id
    from public.subscriptions s where s.provider_subscription_id is not null
    union all
    select 'order', p.provider || ':' || p.order_id, p.tenant_id, p.id from public.payments p
  ) r
  full join (select * from private.directory where kind in ('subscription', 'order')) d on (d.kind, d.key) = (r.kind, r.key)
  where (d.tenant_id, d.object_id) is distinct from (r.tenant_id, r.id)
  union all
  select 'nothing waits for a customer that is known', e.event_id
  from public.webhook_events e
  join public.provider_customers c on c.provider::text = e.provider and e.waits_for = 'customer:' || c.customer_id
  union all
  select 'a subscription says what its newest event says', format('%s %s', k.provider, k.object_id)
  from private.provider_payloads k
  left join public.subscriptions s on s.tenant_id = k.tenant_id and s.provider_subscription_id = k.object_id
  where k.kind = 'subscription' and k.tenant_id is not null and s.last_event_at is distinct from k.occurred_at
  union all
  select 'an invoice says what its newest event says', format('%s %s', k.provider, k.object_id)
  from private.provider_payloads k
  left join public.invoices i on i.tenant_id = k.tenant_id and i.provider_invoice_id = k.object_id
  where k.kind = 'invoice' and k.tenant_id is not null and i.last_event_at is distinct from k.occurred_at
$$;
comment on function private.check_invariants_billing() is 'Broken invariants of billing.';
revoke all on function private.check_invariants_billing() from public;
