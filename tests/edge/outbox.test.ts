// O5: what is to happen outside happens, once: mail, cancellations, deletions, worked off by the function and by programs alike.
import { v2 as cloudinary } from 'cloudinary';
import { afterEach, describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { whyWaiting, workOff, type Outbox } from '../../supabase/functions/_shared/outbox.ts';
import { signUp, useApi } from '../api/support.ts';
import { useMailbox } from './mailbox.ts';
import { type Said, useServer } from './server.ts';

const field = (body: string, name: string) => new RegExp(`name="${name}"\\r\\n\\r\\n(.*)\\r\\n`).exec(body)?.[1];
let destroyed: unknown = { result: 'ok' };
const assets = await useServer(({ body, url }) => {
  const signed = { public_id: field(body, 'public_id'), timestamp: field(body, 'timestamp'), invalidate: field(body, 'invalidate') };
  const right = field(body, 'signature') === cloudinary.utils.api_sign_request(signed, 'sign-secret') && field(body, 'api_key') === '123';
  return right && url.startsWith('/v1_1/cloud/') ? { body: destroyed } : { status: 401, body: { error: { message: 'Invalid signature' } } };
});
let subscriptionAnswer: Said = { body: {} };
const stripe = await useServer(({ headers }) =>
  headers.authorization === 'Bearer sk_test_tenantry' ? subscriptionAnswer : { status: 401, body: { error: { type: 'invalid_request_error', message: 'Invalid API key' } } },
);
const mailbox = await useMailbox();
const settings = {
  SMTP_URL: mailbox.url,
  MAIL_FROM: 'mail@tenantry.test',
  STRIPE_SECRET_KEY: 'sk_test_tenantry',
  STRIPE_API_URL: stripe.url,
  CLOUDINARY_URL: `cloudinary://123:sign-secret@cloud?upload_prefix=${assets.url}`,
};
const api = await useApi({ settings });
const sql = async <T = any>(query: string, values: unknown[] = []): Promise<T[]> => withClient(api.urls.DATABASE_URL, async (db) => (await db.query(query, values)).rows);
const put = (kind: string, payload: unknown) => sql('insert into private.outbox (kind, payload) values ($1, $2)', [kind, payload]);
const state = () => sql('select kind, attempts, last_error, done_at is not null as done, failed_at is not null as failed from private.outbox order by id');
afterEach(async () => {
  await sql('delete from private.outbox');
  mailbox.mails.length = 0;
  mailbox.trouble = undefined;
  mailbox.pause = 0;
});

const call = (key = api.serviceRoleKey, method = 'POST') => fetch(`${api.url}/functions/v1/work-outbox`, { method, headers: { authorization: `Bearer ${key}` } });
const work = async (): Promise<any> => (await call()).json();

describe('mail', () => {
  test('is sent, and said no more', async () => {
    await put('send_mail', { to: 'ann@example.com', subject: 'Grüße', text: 'Hello\n', html: '<p>Hello</p>' });
    expect(await work()).toEqual({ worked: [{ kind: 'send_mail', done: 1, failed: 0 }], waiting: [] });
    expect(await work()).toEqual({ worked: [], waiting: [] });
    expect(mailbox.mails).toHaveLength(1);
    const [mail] = mailbox.mails;
    expect(mail).toMatchObject({ from: 'mail@tenantry.test', to: ['ann@example.com'] });
    expect([mail!.header('subject'), mail!.header('message-id')]).toEqual(['Grüße', expect.stringMatching(/^<outbox\.\d+@tenantry\.test>$/)]);
    expect(mail!.body).toContain('<p>Hello</p>');
    expect(await sql('select payload from private.outbox')).toEqual([{ payload: { to: 'ann@example.com', subject: 'Grüße' } }]);
  });

  test('goes once, however many work and however slow the server is', async () => {
    await sql(`insert into private.outbox (kind, payload) select 'send_mail', jsonb_build_object('to', i || '@example.com', 'subject', 's', 'text', 't') from generate_series(1, 24) i`);
    mailbox.pause = 30;
    const answers = await Promise.all(Array.from({ length: 6 }, work));
    expect(answers.flatMap(({ worked }) => worked).reduce((sum, { done }) => sum + done, 0)).toBe(24);
    expect(mailbox.mails.flatMap(({ to }) => to).sort()).toEqual(Array.from({ length: 24 }, (_, i) => `${i + 1}@example.com`).sort());
  });

  test('waits while the server is away, and comes when it is back', async () => {
    await put('send_mail', { to: 'ann@example.com', subject: 's', text: 't' });
    mailbox.trouble = { at: 'message', status: 451 };
    expect(await work()).toEqual({ worked: [{ kind: 'send_mail', done: 0, failed: 1 }], waiting: [] });
    expect(await state()).toEqual([{ kind: 'send_mail', attempts: 1, last_error: expect.stringContaining('451'), done: false, failed: false }]);
    mailbox.trouble = undefined;
    expect(await work()).toEqual({ worked: [], waiting: [] });
    await sql('update private.outbox set due_at = now()');
    expect((await work()).worked).toEqual([{ kind: 'send_mail', done: 1, failed: 0 }]);
    expect(mailbox.mails).toHaveLength(1);
  });

  test('to a mailbox that does not exist is given up', async () => {
    await put('send_mail', { to: 'nobody@example.com', subject: 's', text: 't' });
    mailbox.trouble = { at: 'recipient', status: 550 };
    await work();
    expect(await state()).toMatchObject([{ attempts: 1, failed: true, last_error: expect.stringContaining('550') }]);
  });

  test('five failures in a row end the round', async () => {
    await sql(`insert into private.outbox (kind, payload) select 'send_mail', '{"to": "a@example.com", "subject": "s", "text": "t"}' from generate_series(1, 8)`);
    mailbox.trouble = { at: 'message', status: 451 };
    expect((await work()).worked).toEqual([{ kind: 'send_mail', done: 0, failed: 5 }]);
  });

  test.each([
    [{ to: 'ann@example.com\r\nBcc: eve@example.com', subject: 's', text: 't' }],
    [{ to: 'ann@example.com', subject: 's\r\nBcc: eve@example.com\r\n\r\nhello', text: 't' }],
    [{ to: 'ann@example.com, eve@example.com', subject: 's', text: 't' }],
    [{ to: 'Ann <eve@example.com>, ann@example.com', subject: 's', text: '.\r\nQUIT\r\n' }],
  ])('is nobody else’s: %j', async (payload) => {
    await put('send_mail', payload);
    await work();
    for (const mail of mailbox.mails) {
      expect(mail.to).toHaveLength(1);
      expect(mail.to).not.toContain('eve@example.com');
      expect(mail.header('bcc')).toBe('');
      expect(mail.header('subject')).not.toContain('\n');
    }
  });

  test.each([{}, { to: 'a@example.com', subject: 's' }, { to: 7, subject: 's', text: 't' }, { to: '', subject: 's', text: 't' }])('that is none is given up: %j', async (payload) => {
    await put('send_mail', payload);
    await work();
    expect(await state()).toMatchObject([{ failed: true, last_error: expect.stringMatching(/^It names no/) }]);
    expect(mailbox.mails).toEqual([]);
  });
});

describe('subscriptions', () => {
  const subscription = (provider_subscription_id: string, provider = 'stripe') => put('cancel_subscription', { tenant_id: 'any', provider, provider_subscription_id });

  test('are canceled at Stripe', async () => {
    subscriptionAnswer = { body: { id: 'sub_1', object: 'subscription', status: 'canceled' } };
    await subscription('sub_1');
    await work();
    expect(await state()).toMatchObject([{ done: true }]);
    expect(stripe.asked).toMatchObject([{ method: 'DELETE', url: '/v1/subscriptions/sub_1' }]);
  });

  test('that are canceled already are done', async () => {
    await subscription('sub_2');
    subscriptionAnswer = { status: 404, body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such subscription' } } };
    await work();
    expect(await state()).toMatchObject([{ done: true }]);
  });

  test('wait while Stripe is away', async () => {
    await subscription('sub_3');
    subscriptionAnswer = { status: 500, body: { error: { type: 'api_error', message: 'Away' } } };
    await work();
    expect(await state()).toMatchObject([{ done: false, failed: false, attempts: 1 }]);
  });

  test('of a provider that takes no cancellation are for people', async () => {
    await subscription('order-1', 'midtrans');
    await work();
    expect(await state()).toMatchObject([{ failed: true, last_error: 'Subscriptions of midtrans are canceled by hand' }]);
  });
});

describe('assets', () => {
  test.each([
    ['deleted', { result: 'ok' }, { done: true }],
    ['gone before', { result: 'not found' }, { done: true }],
    ['not deleted', { result: 'error' }, { done: false, failed: false, last_error: 'Cloudinary answered error' }],
  ])('%s', async (_, answer, expected) => {
    destroyed = answer;
    await put('delete_asset', { public_id: 'tenants/1/a b', resource_type: 'video' });
    await work();
    expect(await state()).toMatchObject([expected]);
    expect(assets.asked.at(-1)!.url).toBe('/v1_1/cloud/video/destroy');
    expect(field(assets.asked.at(-1)!.body, 'public_id')).toBe('tenants/1/a b');
  });
});

describe('files on Supabase', async () => {
  const KEY = 'the service key';
  let objects: string[] = [];
  let refuse = false;
  const storage = await useServer(({ method, url, headers, body }) => {
    const bucket = url.split('/').at(-1);
    if (headers.authorization !== `Bearer ${KEY}` || bucket !== 'sites') return { status: 400, body: { statusCode: '404', error: 'not_found', message: 'Bucket not found' } };
    const { prefix, prefixes, limit } = JSON.parse(body) as { prefix: string; prefixes: string[]; limit: number };
    if (method === 'DELETE') {
      if (refuse) return { status: 500, body: { message: 'Storage is away' } };
      objects = objects.filter((name) => !prefixes.includes(name));
      return { body: prefixes.map((name) => ({ name })) };
    }
    const inside = objects.filter((name) => name.startsWith(`${prefix}/`)).map((name) => name.slice(prefix.length + 1));
    const names = [...new Set(inside.map((name) => name.split('/')[0]!))].sort().slice(0, limit);
    return { body: names.map((name) => ({ name, id: inside.includes(name) ? name : null })) };
  });
  const env = { SUPABASE_URL: storage.url, SUPABASE_SERVICE_ROLE_KEY: KEY };
  const outbox: Outbox = {
    claim: async (kind) => (await sql('select * from private.claim_outbox($1)', [kind]))[0],
    finish: ({ id, attempt }, error, final) => sql('select private.finish_outbox($1, $2, $3, $4)', [id, attempt, error, final]),
  };
  // what tells the database that files are somebody else's
  await withClient(api.urls.ROOT_DATABASE_URL, (db) => db.query('create table storage.migrations ()'));
  const work = () => workOff(outbox, env);

  test('one is deleted by its path', async () => {
    objects = ['a/1', 'a/2'];
    await put('delete_object', { bucket: 'sites', path: 'a/1' });
    expect(await work()).toEqual([{ kind: 'delete_object', done: 1, failed: 0 }]);
    expect(objects).toEqual(['a/2']);
    expect(await sql('select private.maintain_files() as done')).toEqual([{ done: '0' }]);
  });

  test('a folder goes with what is below it, more than one page of it, and nothing beside it', async () => {
    objects = [...Array.from({ length: 2345 }, (_, i) => `t/${i}`), 't/x/y/1', 't/x/2', 'tt/1', 'u'];
    await put('delete_files', { bucket: 'sites', prefix: 't/' });
    await work();
    expect(objects).toEqual(['tt/1', 'u']);
    expect(await state()).toMatchObject([{ done: true, attempts: 1 }]);
  });

  test('a whole bucket does not', async () => {
    objects = ['a/1'];
    await put('delete_files', { bucket: 'sites', prefix: '/' });
    await work();
    expect([objects, await state()]).toEqual([['a/1'], [expect.objectContaining({ failed: true })]]);
  });

  test('what Storage refuses is tried again', async () => {
    refuse = true;
    await put('delete_object', { bucket: 'sites', path: 'a/1' });
    await put('delete_files', { bucket: 'elsewhere', prefix: 'a/' });
    await work();
    expect(await state()).toMatchObject([{ done: false, failed: false, last_error: 'Storage is away' }, { done: false, failed: false, last_error: 'Bucket not found' }]);
  });
});

describe('who may have it worked off', () => {
  test.each([
    ['nobody', async () => undefined, 401],
    ['the public', async () => api.anonKey, 401],
    ['a person', async () => (await signUp(api, 'ann')).token, 403],
  ])('not %s', async (_, token, status) => {
    await put('send_mail', { to: 'ann@example.com', subject: 's', text: 't' });
    const key = await token();
    const response = await fetch(`${api.url}/functions/v1/work-outbox`, { method: 'POST', headers: key ? { authorization: `Bearer ${key}` } : {} });
    expect(response.status).toBe(status);
    expect(mailbox.mails).toEqual([]);
    expect(await state()).toMatchObject([{ attempts: 0 }]);
  });

  test('nor by an address somebody opens', async () => {
    expect((await call(undefined, 'GET')).status).toBe(405);
  });
});

test('kinds without their settings wait, and it is said which and why', async () => {
  await put('send_mail', { to: 'ann@example.com', subject: 's', text: 't' });
  await put('delete_asset', { public_id: 'a' });
  await put('feed_the_cat', {});
  const outbox: Outbox = { claim: () => expect.unreachable(), finish: () => expect.unreachable() };
  expect(await workOff(outbox, { MAIL_FROM: 'mail@tenantry.test' })).toEqual([]);
  expect(whyWaiting(await sql('select * from private.waiting_outbox()'), { MAIL_FROM: 'mail@tenantry.test' })).toEqual([
    'delete_asset: 1 waiting for CLOUDINARY_URL to be set',
    'feed_the_cat: 1 waiting, nothing here does that',
    'send_mail: 1 waiting for SMTP_URL to be set',
  ]);
});
