// T2: after a sign-up the tenant has one customer at Stripe, however often and at once that is asked for.
import { describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { type Person, signUp, useApi } from '../api/support.ts';
import { type Asked, type Said, useServer } from './server.ts';

const KEY = 'sk_test_tenantry';
const made = new Map<string, { asked: string; said: Promise<Said> }>();
let wrong: Said | undefined;
let lost = false;
let latency = 0;

/** Stripe's way with idempotency keys: the same again for the same words, a refusal for others. */
async function customers({ url, headers, body }: Asked): Promise<Said> {
  const refusal = (status: number, type: string, message: string): Said => ({ status, body: { error: { type, message } } });
  if (headers.authorization !== `Bearer ${KEY}`) return refusal(401, 'invalid_request_error', 'Invalid API key');
  if (wrong) return wrong;
  const params = Object.fromEntries(new URLSearchParams(body));
  if (url !== '/v1/customers') return { body: { ...params, id: url.split('/').at(-1), object: 'customer' } };
  const key = headers['idempotency-key'] as string;
  const before = made.get(key);
  if (before && before.asked !== body) return refusal(400, 'idempotency_error', 'Keys for idempotent requests can only be used with the same parameters');
  if (!before) {
    const answer: Said = { body: { id: `cus_${made.size + 1}`, object: 'customer', metadata: { tenant_id: params['metadata[tenant_id]'] } } };
    made.set(key, { asked: body, said: new Promise((resolve) => setTimeout(() => resolve(answer), latency)) });
  }
  const said = await made.get(key)!.said;
  return lost ? refusal(500, 'api_error', 'The answer got lost') : said;
}
const stripe = await useServer(customers);
const api = await useApi({ settings: { STRIPE_SECRET_KEY: KEY, STRIPE_API_URL: stripe.url } });
const sql = async <T = any>(text: string, values: unknown[] = []): Promise<T[]> => withClient(api.urls.DATABASE_URL, async (db) => (await db.query(text, values)).rows);
const linked = (tenant: string) => sql(`select provider, customer_id, email from provider_customers where tenant_id = $1`, [tenant]);

async function onboard(person: Person, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}/functions/v1/onboard`, { method: 'POST', headers: { ...person.headers, ...headers } });
  return { status: response.status, ...((await response.json()) as any) };
}

let count = 0;
const newcomer = () => signUp(api, `newcomer-${++count}`);

test('the tenant of a sign-up gets its customer, and another tenant another one', async () => {
  const ann = await newcomer();
  const first = await onboard(ann);
  expect(first).toEqual({ status: 200, tenant_id: ann.tenant, customer_id: expect.stringMatching(/^cus_\d+$/) });
  expect(await linked(ann.tenant)).toEqual([{ provider: 'stripe', customer_id: first.customer_id, email: ann.email }]);
  expect(made.has(ann.tenant)).toBe(true);
  expect(new URLSearchParams(stripe.asked.at(-1)!.body).get('email')).toBe(ann.email);

  const { data: second } = await ann.db.rpc('create_tenant', { name: 'Second' });
  const other = await onboard(ann, { 'x-tenant-id': (second as any).id });
  expect(other).toMatchObject({ status: 200, tenant_id: (second as any).id });
  expect(other.customer_id).not.toBe(first.customer_id);
});

test('again it is the same one, and Stripe is not asked', async () => {
  const ann = await newcomer();
  const { customer_id } = await onboard(ann);
  const asked = stripe.asked.length;
  expect(await onboard(ann)).toMatchObject({ customer_id });
  expect(stripe.asked).toHaveLength(asked);
});

test('at once it is one', async () => {
  const ann = await newcomer();
  latency = 100;
  const before = made.size;
  const answers = await Promise.all(Array.from({ length: 6 }, () => onboard(ann)));
  latency = 0;
  expect([...new Set(answers.map(({ status, customer_id }) => `${status} ${customer_id}`))]).toHaveLength(1);
  expect(answers[0].status).toBe(200);
  expect(made.size).toBe(before + 1);
  expect(await linked(ann.tenant)).toHaveLength(1);
});

test('when the answer got lost, the next time finds the customer that was made, whatever the tenant is called by then', async () => {
  const ann = await newcomer();
  lost = true;
  const before = made.size;
  expect(await onboard(ann)).toMatchObject({ status: 502, details: 'provider_error' });
  lost = false;
  expect(await linked(ann.tenant)).toEqual([]);
  await ann.db.from('tenants').update({ name: 'Renamed' }).eq('id', ann.tenant);
  expect(await onboard(ann)).toMatchObject({ status: 200 });
  expect(made.size).toBe(before + 1);
  expect(new URLSearchParams(stripe.asked.at(-1)!.body).get('name')).toBe('Renamed');
});

test('when Stripe refuses, nothing is written down and nothing of its answer told', async () => {
  const ann = await newcomer();
  wrong = { status: 400, body: { error: { type: 'invalid_request_error', message: `No such key ${KEY}` } } };
  const answer = await onboard(ann);
  wrong = undefined;
  expect(answer).toMatchObject({ status: 502, details: 'provider_error' });
  expect(JSON.stringify(answer)).not.toContain(KEY);
  expect(await linked(ann.tenant)).toEqual([]);
});

describe('who may not', () => {
  test('nobody, somebody without billing.manage, a stranger: Stripe hears nothing', async () => {
    const [ann, bob] = [await newcomer(), await newcomer()];
    const asked = stripe.asked.length;
    expect((await fetch(`${api.url}/functions/v1/onboard`, { method: 'POST' })).status).toBe(401);
    expect((await fetch(`${api.url}/functions/v1/onboard`, { method: 'POST', headers: { authorization: `Bearer ${api.anonKey}` } })).status).toBe(401);
    expect(await onboard(bob, { 'x-tenant-id': ann.tenant })).toMatchObject({ status: 403, details: 'tenant_not_allowed' });
    await sql(`update tenants set plan_id = (select id from plans where slug = 'growth') where id = $1`, [ann.tenant]);
    await sql(`insert into tenant_members (tenant_id, user_id, role) values ($1, $2, 'admin')`, [ann.tenant, bob.id]);
    expect(await onboard(bob, { 'x-tenant-id': ann.tenant })).toMatchObject({ status: 403, details: 'forbidden' });
    expect(stripe.asked).toHaveLength(asked);
    expect(await linked(ann.tenant)).toEqual([]);
  });

  test('nobody says which customer it is', async () => {
    const ann = await newcomer();
    expect((await ann.db.rpc('link_customer', { provider: 'stripe', customer_id: 'cus_mine', tenant: ann.tenant })).error?.code).toBe('42501');
    expect((await ann.db.from('provider_customers').insert({ provider: 'stripe', customer_id: 'cus_mine', tenant_id: ann.tenant })).error?.code).toBe('42501');
  });
});

test('without a key of Stripe’s it says so, and the first checkout will do it', async () => {
  const bare = await useApi();
  const ann = await signUp(bare, 'ann');
  const response = await fetch(`${bare.url}/functions/v1/onboard`, { method: 'POST', headers: ann.headers });
  expect([response.status, await response.json()]).toEqual([503, expect.objectContaining({ details: 'not_configured' })]);
});
