// What payment providers send, signed as they sign it.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import objects from '../stripe_objects.json' with { type: 'json' };

export const [OLD, NEW, KEY, DOKU, CLIENT] = ['whsec_old', 'whsec_new', 'SB-Mid-server-1', 'SK-doku-1', 'MCH-0001-1'];

/** Old secrets and new, as while they are rotated. */
export const settings = {
  STRIPE_WEBHOOK_SECRETS: `${NEW}, ${OLD}`,
  MIDTRANS_SERVER_KEYS: `SB-Mid-server-0,${KEY}`,
  DOKU_CLIENT_ID: CLIENT,
  DOKU_SECRET_KEYS: DOKU,
};

export type Sent = { body: string | ReadableStream; headers?: Record<string, string> };
export type Answer = { status: number; body: Record<string, unknown> };

export async function post(to: { url: string }, name: string, { body, headers }: Sent): Promise<Answer> {
  const response = await fetch(`${to.url}/functions/v1/${name}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export const now = () => Math.floor(Date.now() / 1000);

// ── Stripe ──

export const eventOf = (changes: object = {}) => ({ ...objects.event, id: `evt_${randomUUID()}`, created: now() - 2, ...changes });

export async function stripe(payload: string, { secret = NEW, timestamp = now(), scheme }: { secret?: string; timestamp?: number; scheme?: string } = {}): Promise<Sent> {
  const header = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp, scheme });
  return { body: payload, headers: { 'stripe-signature': header, 'content-type': 'application/json' } };
}

// ── Midtrans ──

export const transactionOf = (changes: Record<string, string> = {}) => ({
  transaction_time: '2026-03-01 23:30:00',
  transaction_status: 'settlement',
  transaction_id: randomUUID(),
  status_message: 'midtrans payment notification',
  status_code: '200',
  settlement_time: '2026-03-02 06:30:00',
  payment_type: 'qris',
  order_id: 'ORDER-1',
  merchant_id: 'G141532850',
  gross_amount: '150000.00',
  fraud_status: 'accept',
  currency: 'IDR',
  ...changes,
});

export function midtrans(transaction: ReturnType<typeof transactionOf>, key = KEY): Sent {
  const { order_id, status_code, gross_amount } = transaction;
  const signature_key = createHash('sha512').update(order_id + status_code + gross_amount + key).digest('hex');
  return { body: JSON.stringify({ ...transaction, signature_key }), headers: { 'content-type': 'application/json' } };
}

// ── Doku ──

export const paymentOf = (transaction: object = {}) => ({
  service: { id: 'VIRTUAL_ACCOUNT' },
  acquirer: { id: 'BCA' },
  channel: { id: 'VIRTUAL_ACCOUNT_BCA' },
  transaction: { status: 'SUCCESS', date: '2026-03-01T03:24:23Z', original_request_id: randomUUID(), ...transaction },
  order: { invoice_number: 'INV-20260301-0001', amount: 150000 },
});

export type Signing = { client?: string; secret?: string; at?: Date; target?: string; id?: string };
export function doku(payload: object, { client = CLIENT, secret = DOKU, at = new Date(), target = '/functions/v1/doku-webhook', id = randomUUID() }: Signing = {}): Sent & { headers: Record<string, string> } {
  const body = JSON.stringify(payload);
  const timestamp = `${at.toISOString().slice(0, 19)}Z`;
  const digest = createHash('sha256').update(body).digest('base64');
  const signed = `Client-Id:${client}\nRequest-Id:${id}\nRequest-Timestamp:${timestamp}\nRequest-Target:${target}\nDigest:${digest}`;
  const signature = `HMACSHA256=${createHmac('sha256', secret).update(signed).digest('base64')}`;
  return { body, headers: { 'client-id': client, 'request-id': id, 'request-timestamp': timestamp, signature, 'content-type': 'application/json' } };
}
