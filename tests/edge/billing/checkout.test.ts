// B8: payment pages and the billing portal, from the gateway to a server that speaks Stripe's HTTP.
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { client, type Person, signUp, tokenFor, useApi } from '../../api/support.ts';
import { STRIPE_KEY, useStripe } from '../stripe_server.ts';

const stripe = await useStripe();
const settings = {
  APP_ORIGINS: 'https://app.example.com, http://localhost:5173',
  STRIPE_SECRET_KEY: STRIPE_KEY,
  STRIPE_API_URL: stripe.url,
  STRIPE_TIMEOUT: '1500',
};
const api = await useApi({ settings });
const service = client(api, { authorization: `Bearer ${api.serviceRoleKey}` });
const owner = <Row extends object>(sql: string, values: unknown[] = []) =>
  withClient(api.urls.DATABASE_URL, async (db) => (await db.query<Row & Record<string, never>>(sql, values)).rows);

await owner(`
  insert into public.prices (provider_price_id, type, currency, unit_amount, "interval", trial_period_days, active) values
    ('price_growth', 'recurring', 'usd', 1900, 'month', 14, true),
    ('price_plain', 'recurring', 'usd', 4900, 'month', null, true),
    ('price_credits', 'one_time', 'usd', 500, null, null, true),
    ('price_gone', 'recurring', 'usd', 900, 'month', null, false)`);

type Answer = { status: number; body: { id?: string; url?: string; code?: string; message?: string; details?: string; hint?: string } };

async function call(name: string, body: unknown, headers: Record<string, string> = {}, to = api): Promise<Answer> {
  const response = await fetch(`${to.url}/functions/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

const pages = { success_url: 'https://app.example.com/paid?session={CHECKOUT_SESSION_ID}', cancel_url: 'http://localhost:5173/plans' };
const checkout = (who: Person | undefined, body: object = {}, headers = {}) =>
  call('checkout', { price: 'price_plain', ...pages, ...body }, { ...who?.headers, ...headers });
const portal = (who: Person | undefined, body: object = {}, headers = {}) =>
  call('billing-portal', { return_url: 'https://app.example.com/billing', ...body }, { ...who?.headers, ...headers });

const customers = (tenant: string) =>
  owner<{ customer_id: string }>(`select customer_id from public.provider_customers where tenant_id = $1`, [tenant]);

let people = 0;
const somebody = () => signUp(api, `buyer${++people}`);
const withCustomer = async () => {
  const person = await somebody();
  const customer = `cus_${randomUUID().slice(0, 8)}`;
  await owner(`insert into public.provider_customers (provider, customer_id, tenant_id) values ('stripe', $1, $2)`, [customer, person.tenant]);
  return { person, customer };
};

beforeEach(() => void stripe.heard());

describe('checkout', () => {
  test('the first one makes the customer, writes it down, and sends the buyer to Stripe', async () => {
    const person = await somebody();
    await owner(`update public.tenants set name = 'Zoë’s' where id = $1`, [person.tenant]);
    const answer = await checkout(person, { price: 'price_growth' }, { 'idempotency-key': 'click-1' });
    expect(answer.status).toBe(200);
    expect(answer.body.url).toBe(`https://checkout.stripe.com/c/pay/${answer.body.id}`);

    const [made, named, session, ...rest] = stripe.heard();
    expect(rest).toEqual([]);
    expect(made).toEqual({ method: 'POST', path: '/v1/customers', key: person.tenant, params: { 'metadata[tenant_id]': person.tenant } });
    const [known] = await customers(person.tenant);
    expect(named).toMatchObject({ method: 'POST', path: `/v1/customers/${known!.customer_id}`, params: { name: 'Zoë’s', email: person.email } });
    expect(session).toEqual({
      method: 'POST',
      path: '/v1/checkout/sessions',
      key: `checkout:${person.tenant}:click-1`,
      params: {
        mode: 'subscription',
        customer: known!.customer_id,
        client_reference_id: person.tenant,
        'line_items[0][price]': 'price_growth',
        'line_items[0][quantity]': '1',
        'metadata[tenant_id]': person.tenant,
        'metadata[user_id]': person.id,
        'metadata[price_id]': 'price_growth',
        'subscription_data[metadata][tenant_id]': person.tenant,
        'subscription_data[metadata][user_id]': person.id,
        'subscription_data[metadata][price_id]': 'price_growth',
        'subscription_data[trial_period_days]': '14',
        ...pages,
      },
    });
  });

  test('whoever has a customer keeps it', async () => {
    const { person, customer } = await withCustomer();
    expect((await checkout(person)).status).toBe(200);
    expect(stripe.heard()).toMatchObject([{ path: '/v1/checkout/sessions', params: { customer, mode: 'subscription' } }]);
    expect(await customers(person.tenant)).toEqual([{ customer_id: customer }]);
  });

  test('one that Stripe has deleted is replaced', async () => {
    const { person, customer } = await withCustomer();
    await owner(`update public.provider_customers set deleted_at = now() where customer_id = $1`, [customer]);
    expect((await checkout(person)).status).toBe(200);
    expect(stripe.heard().map(({ path }) => path)[0]).toBe('/v1/customers');
    expect(await customers(person.tenant)).toHaveLength(2);
  });

  test('several at once make one customer', async () => {
    const person = await somebody();
    const answers = await Promise.all(Array.from({ length: 5 }, () => checkout(person)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const [known, ...others] = await customers(person.tenant);
    expect(others).toEqual([]);
    const sessions = stripe.heard().filter(({ path }) => path === '/v1/checkout/sessions');
    expect(new Set(sessions.map(({ params }) => params.customer))).toEqual(new Set([known!.customer_id]));
  });

  test('what is bought once is a payment', async () => {
    const { person } = await withCustomer();
    expect((await checkout(person, { price: 'price_credits' })).status).toBe(200);
    const [session] = stripe.heard();
    expect(session!.params).toMatchObject({
      mode: 'payment',
      'metadata[price_id]': 'price_credits',
      'payment_intent_data[metadata][tenant_id]': person.tenant,
      'payment_intent_data[metadata][price_id]': 'price_credits',
    });
    expect(Object.keys(session!.params).filter((name) => name.startsWith('subscription_data'))).toEqual([]);
  });

  test('the same key is the same page, another is another, and one is not for two things', async () => {
    const { person } = await withCustomer();
    const ask = async (body: object, key?: string) => (await checkout(person, body, key ? { 'idempotency-key': key } : {})).body;
    const first = await ask({}, 'a');
    expect(first.id).toBeTruthy();
    expect((await ask({}, 'a')).id).toBe(first.id);
    const others = [await ask({}, 'b'), await ask({}), await ask({})].map(({ id }) => id);
    expect(new Set([first.id, ...others]).size).toBe(4);
    expect(await checkout(person, { price: 'price_growth' }, { 'idempotency-key': 'a' })).toMatchObject({ status: 409, body: { details: 'conflict' } });
    // a key is a tenant's own
    const { person: other } = await withCustomer();
    expect((await checkout(other, {}, { 'idempotency-key': 'a' })).body.id).not.toBe(first.id);
  });

  test('a trial comes once, and a second subscription not at all', async () => {
    const { person } = await withCustomer();
    await owner(
      `insert into public.subscriptions (tenant_id, provider_subscription_id, status, canceled_at) values ($1, 'sub_before', 'canceled', now())`,
      [person.tenant],
    );
    expect((await checkout(person, { price: 'price_growth' })).status).toBe(200);
    expect(stripe.heard()[0]!.params).not.toHaveProperty('subscription_data[trial_period_days]');
    for (const status of ['trialing', 'active', 'past_due', 'unpaid', 'paused']) {
      await owner(`update public.subscriptions set status = $2 where tenant_id = $1 and provider_subscription_id is not null`, [person.tenant, status]);
      expect(await checkout(person), status).toMatchObject({ status: 409, body: { details: 'already_subscribed' } });
    }
    expect((await checkout(person, { price: 'price_credits' })).status).toBe(200);
    expect(stripe.heard().map(({ params }) => params.mode)).toEqual(['payment']);
  });

  test.each<[string, object]>([
    ['no such price', { price: 'price_nobody_knows' }],
    ['one that is no longer sold', { price: 'price_gone' }],
    ['none', { price: undefined }],
    ['a list of them', { price: ['price_plain'] }],
  ])('%s is not found, and Stripe is not asked', async (_, body) => {
    const person = await somebody();
    expect(await checkout(person, body)).toMatchObject({ status: 404, body: { details: 'not_found' } });
    expect(stripe.heard()).toEqual([]);
    expect(await customers(person.tenant)).toEqual([]);
  });
});

describe('pages to come back to are the app’s own', () => {
  test.each([
    'https://evil.example.com/',
    'https://app.example.com.evil.com/',
    'https://app.example.com@evil.com/',
    'https://evil@app.example.com/',
    'http://app.example.com/',
    'https://app.example.com:8443/',
    'https:\\\\app.example.com\\@evil.com',
    'https://app.example.com\t.evil.com/',
    ' https://app.example.com/',
    'javascript:alert(1)',
    '//app.example.com/',
    '/billing',
    '',
    null,
    { toString: 'https://app.example.com/' },
    `https://app.example.com/${'x'.repeat(2000)}`,
  ])('%j is not', async (url) => {
    for (const answer of [
      await checkout(buyer, { success_url: url }),
      await checkout(buyer, { cancel_url: url }),
      await portal(buyer, { return_url: url }),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { details: 'invalid_input' } });
    }
    expect(stripe.heard()).toEqual([]);
  });

  test.each(['https://app.example.com', 'http://localhost:5173/a?b=c#d', 'https://app.example.com/%C3%A9?x={CHECKOUT_SESSION_ID}'])('%s is', async (url) => {
    expect((await portal(buyer, { return_url: url })).status).toBe(200);
    expect(stripe.heard()[0]!.params.return_url).toBe(url);
  });

  let buyer: Person;
  beforeAll(async () => void ({ person: buyer } = await withCustomer()));
});

describe('billing-portal', () => {
  test('opens the pages of the own customer', async () => {
    const { person, customer } = await withCustomer();
    const answer = await portal(person, {}, { 'idempotency-key': 'open-1' });
    expect(answer).toEqual({ status: 200, body: { id: answer.body.id, url: `https://billing.stripe.com/p/session/${answer.body.id}` } });
    expect(stripe.heard()).toEqual([
      {
        method: 'POST',
        path: '/v1/billing_portal/sessions',
        key: `portal:${customer}:open-1`,
        params: { customer, return_url: 'https://app.example.com/billing' },
      },
    ]);
    expect((await portal(person, {}, { 'idempotency-key': 'open-1' })).body.id).toBe(answer.body.id);
  });

  test('whoever has never paid has none', async () => {
    expect(await portal(await somebody())).toMatchObject({ status: 404, body: { details: 'not_found' } });
    expect(stripe.heard()).toEqual([]);
  });

  test('whoever owes opens it while the tenant is suspended, and may pay', async () => {
    const { person } = await withCustomer();
    await owner(`update public.tenants set status = 'suspended', suspended_for = 'payment' where id = $1`, [person.tenant]);
    expect((await portal(person)).status).toBe(200);
    expect((await checkout(person)).status).toBe(200);
  });
});

describe('who may not pay is told so, and Stripe is not asked', () => {
  let boss: Person, customer: string;
  const forbidden = { status: 403, body: { details: 'forbidden' } };
  const both = async (who: Person | undefined, headers = {}) => [await checkout(who, {}, headers), await portal(who, {}, headers)];
  beforeAll(async () => {
    ({ person: boss, customer } = await withCustomer());
    await owner(`update public.tenants set plan_id = (select id from public.plans where slug = 'pro') where id = $1`, [boss.tenant]);
  });

  test.each(['admin', 'developer', 'editor', 'viewer'])('%s', async (role) => {
    const member = await somebody();
    await owner(`insert into public.tenant_members (tenant_id, user_id, role) values ($1, $2, $3)`, [boss.tenant, member.id, role]);
    for (const answer of await both(member, { 'x-tenant-id': boss.tenant })) expect(answer).toMatchObject(forbidden);
    expect(stripe.heard()).toEqual([]);
    // in the own tenant, all right
    expect((await checkout(member)).status).toBe(200);
    expect(stripe.heard().map(({ params }) => params.customer)).not.toContain(customer);
  });

  test('somebody of another tenant', async () => {
    const stranger = await somebody();
    for (const answer of await both(stranger, { 'x-tenant-id': boss.tenant }))
      expect(answer).toMatchObject({ status: 403, body: { details: 'tenant_not_allowed' } });
    for (const answer of await both(stranger, { 'x-tenant-id': 'nonsense' })) expect(answer.status).toBe(400);
    expect(stripe.heard()).toEqual([]);
  });

  test('a member who is no longer one', async () => {
    const member = await somebody();
    await owner(`insert into public.tenant_members (tenant_id, user_id, role, is_active) values ($1, $2, 'admin', false)`, [boss.tenant, member.id]);
    for (const answer of await both(member, { 'x-tenant-id': boss.tenant })) expect(answer.status).toBe(403);
    expect(stripe.heard()).toEqual([]);
  });

  test('nobody in particular', async () => {
    for (const headers of [
      {},
      { apikey: api.anonKey },
      { authorization: 'Bearer nonsense' },
      { authorization: `Bearer ${await tokenFor({ sub: boss.id, role: 'authenticated' }, -60)}` },
    ]) {
      for (const answer of await both(undefined, headers)) expect(answer.status).toBe(401);
    }
    expect(stripe.heard()).toEqual([]);
  });

  test('the service, which is nobody who could pay', async () => {
    const headers = { authorization: `Bearer ${api.serviceRoleKey}`, 'x-tenant-id': boss.tenant };
    for (const answer of await both(undefined, headers)) expect([401, 403]).toContain(answer.status);
    expect(stripe.heard()).toEqual([]);
  });

  test('what the functions ask of the database tells nobody else', async () => {
    const { data, error } = await boss.db.rpc('begin_billing_portal');
    expect([data, error]).toEqual([customer, null]);
    const stranger = await somebody();
    expect((await stranger.db.rpc('begin_billing_portal')).error).toMatchObject({ code: 'PT404' });
    expect((await client(api).rpc('begin_checkout', { price: 'price_plain' })).error).not.toBeNull();
    expect((await service.rpc('begin_checkout', { price: 'price_plain' })).error).not.toBeNull();
  });
});

describe('when Stripe does not help', () => {
  const refuse = (status: number, type: string, message = 'No such price: sk_test_***1234') => ({ status, error: { type, message } });
  let person: Person;
  beforeAll(async () => void ({ person } = await withCustomer()));

  test('a request is tried again with the same key', async () => {
    for (const trouble of ['hang up', refuse(500, 'api_error'), refuse(409, 'invalid_request_error')] as const) {
      stripe.next(trouble);
      expect((await checkout(person)).status).toBe(200);
      const [one, two, ...rest] = stripe.heard();
      expect(rest).toEqual([]);
      expect(two).toEqual(one);
      expect(one!.key).toBeTruthy();
    }
  });

  test.each([
    ['refuses', [refuse(400, 'invalid_request_error')], 502, 'provider_error'],
    ['does not know our key', [refuse(401, 'invalid_request_error')], 502, 'provider_error'],
    ['is broken', [refuse(500, 'api_error'), refuse(503, 'api_error')], 502, 'provider_error'],
    ['is busy', [refuse(429, 'rate_limit_error')], 503, 'provider_busy'],
    ['hangs up', ['hang up', 'hang up'], 504, 'provider_timeout'],
    ['says nothing', ['silence', 'silence'], 504, 'provider_timeout'],
  ] as const)('if it %s, the caller hears so and nothing of our account', async (_, troubles, status, reason) => {
    stripe.next(...troubles);
    const answer = await checkout(person);
    expect(answer).toMatchObject({ status, body: { code: `PT${status}`, details: reason } });
    expect(JSON.stringify(answer.body)).not.toMatch(/sk_|No such/);
    stripe.heard();
    stripe.next(...troubles);
    expect((await portal(person)).status).toBe(status);
  });

  test('a customer that was made and not written down is found again', async () => {
    const buyer = await somebody();
    // made, but its name could not be set
    stripe.next('pass', refuse(400, 'invalid_request_error'));
    expect((await checkout(buyer)).status).toBe(502);
    expect(await customers(buyer.tenant)).toEqual([]);
    const [made, named] = stripe.heard();
    expect(made!.path).toBe('/v1/customers');
    await owner(`update public.tenants set name = 'Renamed since' where id = $1`, [buyer.tenant]);
    expect((await checkout(buyer)).status).toBe(200);
    expect(await customers(buyer.tenant)).toEqual([{ customer_id: named!.path.split('/').at(-1) }]);
  });

  test('without a key for Stripe there are no payments', async () => {
    const unset = await useApi({ settings: { APP_ORIGINS: settings.APP_ORIGINS } });
    const alone = await signUp(unset, 'alone');
    await withClient(unset.urls.DATABASE_URL, (db) => db.query(`insert into public.prices (provider_price_id, type, currency) values ('price_plain', 'recurring', 'usd')`));
    expect(await call('checkout', { price: 'price_plain', ...pages }, alone.headers, unset)).toMatchObject({ status: 503, body: { details: 'not_configured' } });
  });
});

describe('what is no request', () => {
  let person: Person;
  beforeAll(async () => void ({ person } = await withCustomer()));

  test.each(['checkout', 'billing-portal'])('%s refuses it', async (name) => {
    for (const body of ['', '{', '[]', 'null', '"price"', JSON.stringify({ ...pages, price: 'x'.repeat(16_384) })])
      expect([400, 413]).toContain((await call(name, body, person.headers)).status);
    const asked = { price: 'price_plain', ...pages, return_url: pages.cancel_url };
    for (const key of ['', 'x'.repeat(101), 'a b'])
      expect((await call(name, asked, { ...person.headers, 'idempotency-key': key })).status, key).toBe(400);
    expect((await fetch(`${api.url}/functions/v1/${name}`, { headers: person.headers })).status).toBe(405);
    expect(stripe.heard()).toEqual([]);
  });

  test('a browser may ask first', async () => {
    const response = await fetch(`${api.url}/functions/v1/checkout`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com', 'access-control-request-headers': 'authorization, idempotency-key' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('idempotency-key');
  });
});
