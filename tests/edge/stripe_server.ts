// Stripe's HTTP, for the calls we use: it checks what it is sent, answers with Stripe's objects, and remembers keys.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect } from 'vitest';
import objects from './stripe_objects.json' with { type: 'json' };

export const STRIPE_KEY = 'sk_test_tenantry';

export type StripeCall = { method: string; path: string; params: Record<string, string>; key: string | undefined };

type Trouble = 'pass' | 'silence' | 'hang up' | { status: number; error: { type: string; code?: string; message: string } };

type Route = (params: Record<string, string>, id: string) => Record<string, unknown>;

let made = 0;
const newId = (prefix: string) => `${prefix}_${process.pid}x${++made}`;

const routes: Record<string, Route> = {
  'POST /v1/customers': (params) => ({ ...objects.customer, id: newId('cus'), metadata: inner(params, 'metadata') }),
  'POST /v1/customers/:id': (params, id) => ({ ...objects.customer, ...params, id }),
  'POST /v1/checkout/sessions': ({ customer, mode }) => {
    const id = newId('cs_test');
    return { ...objects['checkout.session'], id, customer, mode, url: `https://checkout.stripe.com/c/pay/${id}` };
  },
  'POST /v1/billing_portal/sessions': ({ customer, return_url }) => {
    const id = newId('bps');
    return { ...objects['billing_portal.session'], id, customer, return_url, url: `https://billing.stripe.com/p/session/${id}` };
  },
  'DELETE /v1/subscriptions/:id': (_, id) => ({ ...objects.subscription, id, status: 'canceled' }),
};

/** metadata[tenant_id]=… as an object. */
function inner(params: Record<string, string>, name: string): Record<string, string> {
  const found = Object.entries(params).flatMap(([key, value]) => {
    const [, of, sub] = /^(\w+)\[(\w+)\]$/.exec(key) ?? [];
    return of === name ? [[sub!, value] as const] : [];
  });
  return Object.fromEntries(found);
}

export async function useStripe() {
  const calls: StripeCall[] = [];
  const troubles: Trouble[] = [];
  const answered = new Map<string, { asked: string; status: number; answer: string }>();

  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { pathname } = new URL(req.url!, 'http://stripe');
    const key = req.headers['idempotency-key'] as string | undefined;
    calls.push({ method: req.method!, path: pathname, params: Object.fromEntries(new URLSearchParams(body)), key });

    const trouble = troubles.shift();
    if (trouble === 'silence') return;
    if (trouble === 'hang up') return res.destroy();
    const send = (status: number, answer: string, headers = {}) =>
      res.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req'), ...headers }).end(answer);
    const refuse = (status: number, type: string, message: string, code?: string) =>
      send(status, JSON.stringify({ error: { type, message, code } }));
    if (trouble && trouble !== 'pass') return refuse(trouble.status, trouble.error.type, trouble.error.message, trouble.error.code);

    if (req.headers.authorization !== `Bearer ${STRIPE_KEY}`)
      return refuse(401, 'invalid_request_error', `Invalid API Key provided: ${req.headers.authorization}`);
    if (!/^\d{4}-\d\d-\d\d\./.test(String(req.headers['stripe-version']))) return refuse(400, 'invalid_request_error', 'No version');
    if (body && req.headers['content-type'] !== 'application/x-www-form-urlencoded')
      return refuse(400, 'invalid_request_error', 'Stripe reads forms');

    const asked = `${req.method} ${pathname} ${body}`;
    const before = key && answered.get(key);
    if (before && before.asked !== asked)
      return refuse(400, 'idempotency_error', 'Keys for idempotent requests can only be used with the same parameters.');
    if (before) return send(before.status, before.answer, { 'idempotent-replayed': 'true' });
    const id = pathname.split('/')[3] ?? '';
    const route = routes[`${req.method} ${pathname}`] ?? routes[`${req.method} ${pathname.replace(/[^/]+$/, ':id')}`];
    if (!route) return refuse(404, 'invalid_request_error', `Unrecognized request URL (${req.method}: ${pathname}).`);
    const answer = JSON.stringify(route(calls.at(-1)!.params, id));
    if (key) answered.set(key, { asked, status: 200, answer });
    send(200, answer);
  });
  // whoever hangs up on a connection that was used before is asked again without a word
  server.maxRequestsPerSocket = 1;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What it was asked since the last time. */
    heard: () => calls.splice(0),
    /** What goes wrong with the next requests, one after the other. */
    next: (...wrong: Trouble[]) => {
      expect(troubles, 'troubles nobody met').toEqual([]);
      troubles.push(...wrong);
    },
  };
}
