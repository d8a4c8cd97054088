// B4, B5: from what a provider sends to what the owner of a tenant sees.
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { client, signUp, useApi } from '../../api/support.ts';
import objects from '../stripe_objects.json' with { type: 'json' };
import { doku, eventOf, midtrans, now, paymentOf, post, settings, stripe, transactionOf } from './signed.ts';

const api = await useApi({ settings });
const service = client(api, { authorization: `Bearer ${api.serviceRoleKey}` });

const planOf = async (person: Awaited<ReturnType<typeof signUp>>) => {
  const { data } = await person.db.from('tenants').select('status, plans(slug)').eq('id', person.tenant).single().throwOnError();
  return (data as unknown as { plans: { slug: string } }).plans.slug;
};

test('what Stripe tells of a subscription moves the tenant to its plan, and to no other tenant’s', async () => {
  const [ann, bob] = [await signUp(api, 'ann'), await signUp(api, 'bob')];
  const tell = async (type: string, object: object) =>
    (await post(api, 'stripe-webhook', await stripe(JSON.stringify(eventOf({ type, data: { object } }))))).body.status;
  const price = { ...objects.price, id: 'price_1', metadata: { plan: 'growth' } };
  const item = { ...objects.subscription_item, current_period_start: now() - 10, current_period_end: now() + 86_400 * 30, price };
  const subscription = {
    ...objects.subscription, id: 'sub_1', customer: 'cus_ann', status: 'active',
    cancel_at: null, cancel_at_period_end: false, canceled_at: null, ended_at: null, trial_start: null, trial_end: null, pause_collection: null,
    items: { ...objects.subscription.items, data: [item] },
  };

  expect(await tell('price.created', price)).toBe('processed');
  // whose customer it is, nobody knows yet
  expect(await tell('customer.subscription.created', subscription)).toBe('received');
  expect(await planOf(ann)).toBe('starter');
  await service.rpc('link_customer', { provider: 'stripe', customer_id: 'cus_ann', tenant: ann.tenant }).throwOnError();
  expect([await planOf(ann), await planOf(bob)]).toEqual(['growth', 'starter']);
  const { data } = await ann.db.from('subscriptions').select('status, provider_subscription_id').eq('is_current', true).single().throwOnError();
  expect(data).toEqual({ status: 'active', provider_subscription_id: 'sub_1' });
  expect((await bob.db.from('subscriptions').select('provider_subscription_id').not('provider_subscription_id', 'is', null)).data).toEqual([]);
});

test('an order at Midtrans, and one at Doku, are paid when they say so', async () => {
  const buyer = await signUp(api, 'buyer');
  for (const provider of ['midtrans', 'doku']) {
    const [price] = await withClient(api.urls.DATABASE_URL, async (db) =>
      (await db.query<{ id: string }>(
        `insert into public.prices (provider, provider_price_id, type, currency, unit_amount) values ($1, $2, 'one_time', 'idr', 15000000) returning id`,
        [provider, `pack_${provider}`],
      )).rows);
    const { data } = await buyer.db.rpc('create_order', { provider, price: price!.id }).throwOnError();
    const order = data as { order_id: string; amount: number; status: string };
    expect(order).toMatchObject({ amount: 15000000, status: 'pending' });
    const status = async () => (await buyer.db.from('payments').select('status').eq('order_id', order.order_id).single().throwOnError()).data!.status;
    const say = (...news: string[]) =>
      provider === 'midtrans'
        ? post(api, 'midtrans-webhook', midtrans(transactionOf({ order_id: order.order_id, transaction_id: 'trx_1', transaction_status: news[0]!, status_code: news[1]! })))
        : post(api, 'doku-webhook', doku({ ...paymentOf({ status: news[0]!, original_request_id: randomUUID() }), order: { invoice_number: order.order_id, amount: 150000 } }));

    const [paid, late] = provider === 'midtrans' ? [['settlement', '200'], ['pending', '201']] : [['SUCCESS'], ['PENDING']];
    expect((await say(...paid!)).body).toEqual({ received: true, status: 'processed' });
    expect(await status()).toBe('paid');
    // the news that came late
    expect((await say(...late!)).body).toEqual({ received: true, status: 'stale' });
    expect(await status()).toBe('paid');
  }
});
