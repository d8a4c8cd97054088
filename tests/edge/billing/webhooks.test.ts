// B1: what payment providers send, through the gateway and the functions into the ledger. Signed by Stripe's library, and
// as Midtrans' and Doku's pages say.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { useApi, visit } from '../../api/support.ts';
import { doku, eventOf, midtrans, NEW, now, OLD, paymentOf, post as postTo, type Sent, settings, stripe, transactionOf } from './signed.ts';

const api = await useApi({
  settings,
  // what the ledger cannot take
  sql: `alter table public.webhook_events add constraint broken check (event_type not like '%.lost')`,
});
const unset = await useApi();

const ledger = (...events: string[]) =>
  withClient(api.urls.DATABASE_URL, async (db) => {
    const { rows } = await db.query(
      `select provider, event_id, event_type, occurred_at, payload, status::text, attempts from public.webhook_events
       where event_id = any ($1) order by event_id`,
      [events],
    );
    return rows;
  });
const total = () =>
  withClient(api.urls.DATABASE_URL, async (db) => (await db.query<{ n: number }>('select count(*)::int as n from public.webhook_events')).rows[0]!.n);

const post = (name: string, sent: Sent, to = api) => postTo(to, name, sent);

describe('stripe-webhook', () => {
  test('an event lands in the ledger, whole', async () => {
    const event = eventOf();
    const answer = await post('stripe-webhook', await stripe(JSON.stringify(event, null, 2)));
    expect(answer).toEqual({ status: 200, body: { received: true, status: 'ignored' } });
    expect(await ledger(event.id)).toEqual([
      {
        provider: 'stripe',
        event_id: event.id,
        event_type: 'plan.created',
        occurred_at: new Date(event.created * 1000),
        payload: event,
        status: 'ignored',
        attempts: 1,
      },
    ]);
  });

  test('the same event again is answered alike and changes nothing, also several at once', async () => {
    const event = eventOf();
    const sent = await stripe(JSON.stringify(event));
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('stripe-webhook', sent)));
    for (const answer of answers) expect(answer).toEqual({ status: 200, body: { received: true, status: 'ignored' } });
    const again = await stripe(JSON.stringify({ ...event, type: 'customer.subscription.deleted' }));
    expect((await post('stripe-webhook', again)).status).toBe(200);
    expect(await ledger(event.id)).toMatchObject([{ event_type: 'plan.created', attempts: 1 }]);
  });

  test('while secrets are rotated, both are good', async () => {
    for (const secret of [OLD, NEW]) expect((await post('stripe-webhook', await stripe(JSON.stringify(eventOf()), { secret }))).status).toBe(200);
    // Stripe signs with both then
    const payload = JSON.stringify(eventOf());
    const [one, other] = await Promise.all(['whsec_other', NEW].map((secret) => stripe(payload, { secret })));
    const both = `${one!.headers!['stripe-signature']},${other!.headers!['stripe-signature']!.split(',')[1]}`;
    expect((await post('stripe-webhook', { body: payload, headers: { 'stripe-signature': both } })).status).toBe(200);
  });

  test('letters beyond ASCII count as the bytes they are', async () => {
    const event = eventOf({ data: { object: { name: 'Zoë 🍕 \u2028' } } });
    expect((await post('stripe-webhook', await stripe(JSON.stringify(event)))).status).toBe(200);
    expect(await ledger(event.id)).toMatchObject([{ payload: { data: { object: { name: 'Zoë 🍕 \u2028' } } } }]);
  });

  describe('refuses, and keeps nothing of,', () => {
    const payload = JSON.stringify(eventOf());
    const good = stripe(payload);
    const changed = async (changes: Partial<Sent>) => ({ ...(await good), ...changes });
    test.each<[string, () => Promise<Sent>]>([
      ['another secret', () => stripe(payload, { secret: 'whsec_stranger' })],
      ['an empty secret', async () => ({ body: payload, headers: { 'stripe-signature': `t=${now()},v1=${createHmac('sha256', '').update(`${now()}.${payload}`).digest('hex')}` } })],
      ['no signature', () => changed({ headers: {} })],
      ['an empty signature', () => changed({ headers: { 'stripe-signature': '' } })],
      ['a signature of nothing', () => changed({ headers: { 'stripe-signature': `t=${now()},v1=` } })],
      ['the scheme of test mode', () => stripe(payload, { scheme: 'v0' })],
      ['one changed letter', () => changed({ body: payload.replace('plan.created', 'plan.deleted') })],
      ['one more space', () => changed({ body: `${payload} ` })],
      ['no body', () => changed({ body: '' })],
      ['the body of another', () => changed({ body: JSON.stringify(eventOf()) })],
      ['what was signed six minutes ago', () => stripe(payload, { timestamp: now() - 360 })],
      ['an old signature with a new time', async () => {
        const old = await stripe(payload, { timestamp: now() - 360 });
        return { ...old, headers: { 'stripe-signature': old.headers!['stripe-signature']!.replace(/t=\d+/, `t=${now()}`) } };
      }],
    ])('%s', async (_, sent) => {
      const before = await total();
      expect(await post('stripe-webhook', await sent())).toMatchObject({ status: 400, body: { code: 'PT400', details: 'invalid_signature' } });
      expect(await total()).toBe(before);
    });

    test.each([
      ['truncated JSON', payload.slice(0, -20)],
      ['no JSON', 'id=evt_1&type=plan.created'],
      ['null', 'null'],
      ['a list', '[{"id": "evt_1", "type": "plan.created", "created": 1}]'],
      ['an event without an id', JSON.stringify({ ...eventOf(), id: undefined })],
      ['an event whose id is a number', JSON.stringify({ ...eventOf(), id: 1 })],
      ['an event without a type', JSON.stringify({ ...eventOf(), type: null })],
      ['an event without a time', JSON.stringify({ ...eventOf(), created: 'today' })],
      ['a thin event', JSON.stringify({ ...eventOf(), object: 'v2.core.event' })],
    ])('%s, however well signed', async (_, body) => {
      const before = await total();
      expect(await post('stripe-webhook', await stripe(body))).toMatchObject({ status: 400, body: { details: 'invalid_input' } });
      expect(await total()).toBe(before);
    });

    test('more than 512 KiB, declared or not', async () => {
      const large = JSON.stringify(eventOf({ padding: 'x'.repeat(512 * 1024) }));
      const sent = await stripe(large);
      expect((await post('stripe-webhook', sent)).status).toBe(413);
      const stream = new Blob([large]).stream();
      expect((await post('stripe-webhook', { ...sent, body: stream })).status).toBe(413);
    });

    test('other methods', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) expect((await fetch(`${api.url}/functions/v1/stripe-webhook`, { method })).status).toBe(405);
    });
  });

  test('what could not be kept is to be sent again', async () => {
    const event = eventOf({ type: 'plan.lost' });
    const answer = await post('stripe-webhook', await stripe(JSON.stringify(event)));
    expect(answer).toMatchObject({ status: 503, body: { hint: 'Send it again.' } });
    expect(JSON.stringify(answer.body)).not.toContain('constraint');
    expect(await ledger(event.id)).toEqual([]);
  });
});

describe('midtrans-webhook', () => {
  test('a notification lands in the ledger, in the time of Jakarta', async () => {
    const transaction = transactionOf();
    const sent = midtrans(transaction);
    const answer = await post('midtrans-webhook', sent);
    expect(answer).toMatchObject({ status: 200, body: { received: true } });
    expect(await ledger(`${transaction.transaction_id}:settlement:200:accept::`)).toMatchObject([
      {
        provider: 'midtrans',
        event_type: 'transaction.settlement',
        occurred_at: new Date('2026-03-01T23:30:00Z'),
        payload: JSON.parse(sent.body as string),
      },
    ]);
  });

  test('the same news again is the same event; other news of the transaction is another', async () => {
    const pending = transactionOf({ transaction_status: 'pending', status_code: '201', settlement_time: '' });
    const same = { ...pending, status_message: 'Success, transaction is found' };
    const paid = { ...pending, transaction_status: 'settlement', status_code: '200' };
    // the same amount twice, which only the list tells
    const refunds = [1, 2].map((times) => {
      const refund = { refund_amount: '1000.00', refund_key: 'reference' };
      return { ...paid, transaction_status: 'partial_refund', refund_amount: '1000.00', refunds: Array(times).fill(refund) };
    });
    const before = await total();
    for (const each of [pending, same, paid, ...refunds, pending]) expect((await post('midtrans-webhook', midtrans(each))).status).toBe(200);
    expect((await total()) - before).toBe(4);
  });

  test('a card payment that somebody has to look at is no forgery', async () => {
    const challenged = transactionOf({ transaction_status: 'capture', status_code: '201', fraud_status: 'challenge' });
    expect((await post('midtrans-webhook', midtrans(challenged))).status).toBe(200);
  });

  describe('refuses, and keeps nothing of,', () => {
    const signed = (changes: object) => {
      const { body } = midtrans(transactionOf());
      return { body: JSON.stringify({ ...JSON.parse(body as string), ...changes }) };
    };
    test.each<[string, Sent]>([
      ['another key', midtrans(transactionOf(), 'SB-Mid-server-stranger')],
      ['no key', midtrans(transactionOf(), '')],
      ['no signature', signed({ signature_key: undefined })],
      ['a signature that is no text', signed({ signature_key: { $ne: '' } })],
      ['another amount', signed({ gross_amount: '1.00' })],
      ['another order', signed({ order_id: 'ORDER-2' })],
      ['another status code', signed({ status_code: '201' })],
      ['a failed payment turned into a paid one', (() => {
        const { body } = midtrans(transactionOf({ transaction_status: 'expire', status_code: '202' }));
        return { body: (body as string).replace('"expire"', '"settlement"') };
      })()],
    ])('%s', async (_, sent) => {
      const before = await total();
      expect(await post('midtrans-webhook', sent)).toMatchObject({ status: 400, body: { details: 'invalid_signature' } });
      expect(await total()).toBe(before);
    });

    test.each<[string, Sent, number]>([
      ['truncated JSON', { body: (midtrans(transactionOf()).body as string).slice(0, -9) }, 400],
      ['a list', { body: '[]' }, 400],
      ['no body', { body: '' }, 400],
      ['a notification of no transaction', midtrans(transactionOf({ transaction_id: '' })), 400],
      ['a notification of no order', midtrans(transactionOf({ order_id: '' })), 400],
      ['more than 512 KiB', midtrans(transactionOf({ status_message: 'x'.repeat(512 * 1024) })), 413],
    ])('%s', async (_, sent, status) => {
      const before = await total();
      expect((await post('midtrans-webhook', sent)).status).toBe(status);
      expect(await total()).toBe(before);
    });
  });

  test('what could not be kept is to be sent again', async () => {
    expect((await post('midtrans-webhook', midtrans(transactionOf({ transaction_status: 'lost' })))).status).toBe(503);
  });
});

describe('doku-webhook', () => {
  const minutes = (n: number) => new Date(Date.now() + n * 60_000);

  test('a notification lands in the ledger, once however often it is sent', async () => {
    const payment = paymentOf();
    const id = `INV-20260301-0001:SUCCESS::2026-03-01T03:24:23Z:${payment.transaction.original_request_id}`;
    for (const sent of [doku(payment), doku(payment), doku(payment, { at: minutes(-4) })])
      expect(await post('doku-webhook', sent)).toMatchObject({ status: 200, body: { received: true } });
    expect(await ledger(id)).toMatchObject([
      { provider: 'doku', event_type: 'transaction.success', occurred_at: new Date('2026-03-01T03:24:23Z'), payload: payment },
    ]);
  });

  describe('refuses, and keeps nothing of,', () => {
    const payment = paymentOf();
    const changed = (headers: Record<string, string>) => {
      const sent = doku(payment);
      return { ...sent, headers: { ...sent.headers, ...headers } };
    };
    test.each<[string, () => Sent]>([
      ['another key', () => doku(payment, { secret: 'SK-stranger' })],
      ['no key', () => doku(payment, { secret: '' })],
      ['another client', () => doku(payment, { client: 'MCH-0002-2' })],
      ['another client than it is signed for', () => changed({ 'client-id': 'MCH-0002-2' })],
      ['another target', () => doku(payment, { target: '/doku-webhook' })],
      ['another request', () => changed({ 'request-id': 'other' })],
      ['another body', () => ({ ...doku(payment), body: JSON.stringify(paymentOf()) })],
      ['no signature', () => changed({ signature: '' })],
      ['a signature without its scheme', () => changed({ signature: doku(payment).headers.signature!.slice(11) })],
      ['what was signed six minutes ago', () => doku(payment, { at: minutes(-6) })],
      ['what will be signed in six minutes', () => doku(payment, { at: minutes(6) })],
      ['an old signature with a new time', () => ({ ...doku(payment, { at: minutes(-6) }), headers: { ...doku(payment, { at: minutes(-6) }).headers, 'request-timestamp': doku(payment).headers['request-timestamp']! } })],
    ])('%s', async (_, sent) => {
      const before = await total();
      expect(await post('doku-webhook', sent())).toMatchObject({ status: 400, body: { details: 'invalid_signature' } });
      expect(await total()).toBe(before);
    });

    test.each<[string, () => Sent, number]>([
      ['a list', () => doku([]), 400],
      ['a notification of nothing', () => doku({}), 400],
      ['a notification whose order is a word', () => doku({ ...payment, order: 'INV' }), 400],
      ['a notification without a status', () => doku(paymentOf({ status: undefined })), 400],
      ['more than 512 KiB', () => doku({ ...payment, note: 'x'.repeat(512 * 1024) }), 413],
    ])('%s', async (_, sent, status) => {
      const before = await total();
      expect((await post('doku-webhook', sent())).status).toBe(status);
      expect(await total()).toBe(before);
    });
  });

  test('what could not be kept is to be sent again', async () => {
    expect((await post('doku-webhook', doku(paymentOf({ status: 'LOST' })))).status).toBe(503);
  });
});

describe('without its secret', () => {
  test.each([
    ['stripe-webhook', () => stripe(JSON.stringify(eventOf()), { secret: 'whsec_x' })],
    ['midtrans-webhook', async () => midtrans(transactionOf(), '')],
    ['doku-webhook', async () => doku(paymentOf(), { client: 'x', secret: 'y' })],
  ])('%s takes nothing', async (name, sent) => {
    expect(await post(name, await sent(), unset)).toMatchObject({ status: 503, body: { details: 'not_configured' } });
  });
});

test('what a provider sends needs no token, and no site answers in a function’s place', async () => {
  expect((await visit(api, 'localhost', '/functions/v1/stripe-webhook', { method: 'POST', body: '{}' })).status).toBe(400);
  expect((await visit(api, 'shop.localhost', '/functions/v1/stripe-webhook', { method: 'POST', body: '{}' })).status).toBe(404);
});
