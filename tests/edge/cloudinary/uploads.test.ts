// S11: from leave to upload, through a server that speaks Cloudinary's HTTP, to an asset that is ready: and what happens to
// notifications that are forged, late, repeated or of something else.
import { v2 as cloudinary } from 'cloudinary';
import { beforeEach, describe, expect, test } from 'vitest';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { type Person, signUp, useApi } from '../../api/support.ts';
import { KEY, notificationOf, now, SECRET, signed, useCloudinary } from '../cloudinary_server.ts';

const files = await useCloudinary();
const api = await useApi({ settings: { CLOUDINARY_URL: files.setting } });
const unset = await useApi();

type Answer = { status: number; body: any };

async function call(name: string, body: string | Uint8Array | object, headers: Record<string, string> = {}, to = api): Promise<Answer> {
  const response = await fetch(`${to.url}/functions/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: (typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)) as string,
  });
  return { status: response.status, body: await response.json() };
}

let ann: Person;
let people = 0;
beforeEach(async () => {
  files.answers.length = 0;
  ann = await signUp(api, `uploader${++people}`);
});

const png = { filename: 'Our Logo.png', bytes: 1000, type: 'image/png' };
const sign = (asked: object = {}, headers: Record<string, string> = ann.headers) => call('cloudinary-sign', { ...png, ...asked }, headers);

/** What a front end does with the answer. */
async function upload(leave: any, file: File, changes: Record<string, string> = {}): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...leave.fields, ...changes })) form.append(name, String(value));
  form.append('file', file);
  const response = await fetch(leave.url, { method: 'POST', body: form });
  return { status: response.status, body: await response.json() };
}
const fileOf = (size: number, name = 'x.png') => new File([new Uint8Array(size)], name);

const asset = async (id: string) => (await ann.db.from('assets').select('*, used_in_websites').eq('id', id).maybeSingle()).data;
const used = async () => (await ann.db.rpc('tenant_usage', { tenant: ann.tenant })).data.find((row: any) => row.resource === 'storage_bytes').used;
const queued = (publicId: string) =>
  withClient(api.urls.DATABASE_URL, async (db) => (await db.query(`select payload from private.outbox where kind = 'delete_asset' and payload ->> 'public_id' = $1`, [publicId])).rows.map(({ payload }) => payload));

describe('cloudinary-sign', () => {
  test('leads to an asset that is ready', async () => {
    const { status, body } = await sign();
    expect(status).toBe(200);
    expect(body).toEqual({
      asset: expect.any(String),
      url: `${files.url}/v1_1/demo/image/upload`,
      fields: {
        public_id: `tenantry/${ann.tenant}/${body.asset}/our-logo`,
        timestamp: expect.any(Number),
        allowed_formats: 'avif,gif,jpg,png,webp',
        overwrite: 'false',
        notification_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/functions\/v1\/cloudinary-webhook$/),
        api_key: KEY,
        signature: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
      max_bytes: 1000,
      expires_at: expect.any(String),
    });
    // good for fifteen minutes, by Cloudinary's hour
    expect(body.fields.timestamp + 3600).toBe(Math.floor(Date.parse(body.expires_at) / 1000));
    expect(Math.abs(body.fields.timestamp + 3600 - now() - 900)).toBeLessThan(60);
    const { signature, api_key, ...params } = body.fields;
    expect(cloudinary.utils.api_sign_request(params, SECRET)).toBe(signature);

    expect(await asset(body.asset)).toMatchObject({ status: 'pending', secure_url: null, size_bytes: 1000 });
    expect((await upload(body, fileOf(700))).status).toBe(200);
    expect(files.answers).toEqual([{ status: 200, body: { received: true, status: 'ready' } }]);
    const ready = await asset(body.asset);
    expect(ready).toMatchObject({ status: 'ready', format: 'png', size_bytes: 700, width: 640, height: 480, original_filename: 'Our Logo.png', uploaded_by: ann.id, used_in_websites: [] });
    expect(ready.secure_url).toContain(`/upload/v`);
    expect(await used()).toBe(700);
  });

  test.each([
    ['sound', { filename: 'a.mp3', type: 'audio/mpeg' }, 'video', { asset_type: 'audio', format: 'mp3', width: null }],
    ['a film', { filename: 'a.mp4', type: 'video/mp4' }, 'video', { asset_type: 'video', format: 'mp4', width: 1920 }],
    ['a document', { filename: 'Menu.pdf', type: 'application/pdf' }, 'raw', { asset_type: 'raw', format: 'pdf', width: null }],
  ])('%s goes where Cloudinary keeps it', async (_, asked, resourceType, expected) => {
    const { body } = await sign(asked);
    expect(body.url).toBe(`${files.url}/v1_1/demo/${resourceType}/upload`);
    expect((await upload(body, fileOf(10, asked.filename))).status).toBe(200);
    expect(await asset(body.asset)).toMatchObject({ status: 'ready', ...expected });
  });

  test('nothing in it can be changed, and it is good once', async () => {
    const { body } = await sign();
    const others: Record<string, string>[] = [
      { public_id: 'sample' }, { overwrite: 'true' }, { allowed_formats: 'svg' }, { notification_url: 'http://evil.test' }, { timestamp: String(now()) }, { invalidate: 'true' },
    ];
    for (const changes of others) {
      expect(await upload(body, fileOf(10), changes), JSON.stringify(changes)).toEqual({ status: 400, body: { error: { message: 'Invalid Signature' } } });
    }
    expect((await upload(body, fileOf(10, 'x.svg'))).status).toBe(400);
    expect((await upload(body, fileOf(10))).status).toBe(200);
    // a larger file afterwards: the first one stays, and so does its size
    expect((await upload(body, fileOf(900))).body.bytes).toBe(10);
    expect(await asset(body.asset)).toMatchObject({ status: 'ready', size_bytes: 10 });
  });

  test('a file larger than was said is rejected and deleted', async () => {
    const { body } = await sign({ bytes: 100 });
    expect((await upload(body, fileOf(101))).status).toBe(200);
    expect(files.answers).toEqual([{ status: 200, body: { received: true, status: 'rejected' } }]);
    expect(await asset(body.asset)).toMatchObject({ status: 'rejected', rejection: 'The file is larger than the 100 bytes it was to be', secure_url: null });
    expect(await used()).toBe(0);
    expect(await queued(body.fields.public_id)).toEqual([{ public_id: body.fields.public_id, resource_type: 'image' }]);
  });

  test('what the database refuses is refused in its words, and nothing is signed', async () => {
    expect(await sign({ bytes: 200 * 1024 * 1024, type: 'video/mp4' })).toMatchObject({
      status: 402, body: { details: 'quota_exceeded', message: 'Plan limit reached: storage_limit_mb (0 of 104857600 used)', hint: 'The Growth plan allows more.' },
    });
    expect(await sign({ type: 'image/svg+xml' })).toMatchObject({ status: 400, body: { details: 'file_type_refused' } });
    expect(await sign({ type: 'text/html', filename: 'logo.png' })).toMatchObject({ status: 400, body: { details: 'file_type_refused' } });
    expect(await sign({ filename: '../../' })).toMatchObject({ status: 400, body: { details: 'invalid_input' } });
    expect(await sign({ bytes: -1 })).toMatchObject({ status: 400, body: { details: 'invalid_input' } });
    for (const bytes of ['many', 1e400, 1e30, 1.5, {}]) expect((await sign({ bytes })).status, String(bytes)).toBe(400);
    const bob = await signUp(api, `other${people}`);
    expect(await sign({ website: bob.website })).toMatchObject({ status: 404, body: { details: 'not_found' } });
    expect(await sign({}, { ...ann.headers, 'x-tenant-id': bob.tenant })).toMatchObject({ status: 403, body: { details: 'tenant_not_allowed' } });
    expect((await ann.db.from('assets').select('id')).data).toEqual([]);
  });

  test('a traversing name goes nowhere', async () => {
    const { body } = await sign({ filename: '../../../other tenant/%2e%2e/Logo.png' });
    expect(body.fields.public_id).toBe(`tenantry/${ann.tenant}/${body.asset}/logo`);
  });

  test('is for people who are signed in', async () => {
    expect((await sign({}, {})).status).toBe(401);
    expect((await sign({}, { authorization: 'Bearer nonsense' })).status).toBe(401);
    expect((await sign({}, { authorization: `Bearer ${api.anonKey}` })).status).toBe(401);
  });

  test('without settings it reserves nothing', async () => {
    const eve = await signUp(unset, 'eve');
    expect(await call('cloudinary-sign', png, eve.headers, unset)).toMatchObject({ status: 503, body: { details: 'not_configured' } });
    expect((await eve.db.from('assets').select('id')).data).toEqual([]);
    const body = JSON.stringify(notificationOf({ public_id: 'x' }));
    expect(await call('cloudinary-webhook', body, signed(body), unset)).toMatchObject({ status: 503, body: { details: 'not_configured' } });
  });
});

describe('cloudinary-webhook', () => {
  const reserve = async () => (await sign()).body;
  const notify = (told: object, headers?: (body: string) => Record<string, string>) => {
    const body = JSON.stringify(told);
    return call('cloudinary-webhook', body, (headers ?? signed)(body));
  };
  const about = (leave: any, changes = {}) => notificationOf({ public_id: leave.fields.public_id, format: 'png', bytes: 900, width: 10, height: 10, ...changes });
  const received = (status: string) => ({ status: 200, body: { received: true, status } });
  const forged = { status: 400, body: { details: 'invalid_signature' } };

  test('believes nobody but Cloudinary', async () => {
    const leave = await reserve();
    const told = about(leave);
    for (const headers of [
      () => ({}),
      (body: string) => signed(body, now(), 'another secret'),
      (body: string) => signed(`${body} `),
      (body: string) => ({ ...signed(body), 'x-cld-timestamp': String(now() - 1) }),
      (body: string) => ({ ...signed(body), 'x-cld-signature': '' }),
      (body: string) => ({ ...signed(body), 'x-cld-timestamp': '' }),
      (body: string) => ({ ...signed(body), 'x-cld-timestamp': 'NaN' }),
      (body: string) => ({ ...signed(body), 'x-cld-timestamp': '1e9' }),
      // later than Cloudinary tries again, and from a clock that is wrong
      (body: string) => signed(body, now() - 7210),
      (body: string) => signed(body, now() + 400),
      () => ({ authorization: `Bearer ${api.serviceRoleKey}` }),
    ]) {
      expect(await notify(told, headers as never), headers.toString()).toMatchObject(forged);
    }
    expect(await call('cloudinary-webhook', '', signed(' '))).toMatchObject(forged);
    expect(await asset(leave.asset)).toMatchObject({ status: 'pending' });
    // the signature is over the bytes as they came
    const body = JSON.stringify(told);
    expect(await call('cloudinary-webhook', JSON.stringify(told, null, 1), signed(body))).toMatchObject(forged);
    expect(await call('cloudinary-webhook', new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(body)]), signed(body))).toMatchObject(forged);
    expect(await call('cloudinary-webhook', JSON.stringify(told, null, 1), signed(JSON.stringify(told, null, 1)))).toEqual(received('ready'));
  });

  test('an hour late is in time, and again changes nothing', async () => {
    const leave = await reserve();
    const told = about(leave);
    expect(await notify(told, (body) => signed(body, now() - 3600))).toEqual(received('ready'));
    const before = await asset(leave.asset);
    for (const changes of [{}, { width: 5 }, { bytes: 1 }, { version: 7 }]) expect(await notify(about(leave, changes))).toEqual(received('ready'));
    expect(await asset(leave.asset)).toEqual(before);
    expect(await queued(leave.fields.public_id)).toEqual([]);
  });

  test('what is not an upload changes nothing', async () => {
    const leave = await reserve();
    for (const notification_type of ['eager', 'delete', 'moderation', 'rename', 'resource_tags_changed', 'info', null, 'UPLOAD', ['upload']]) {
      expect(await notify(about(leave, { notification_type })), String(notification_type)).toEqual(received('ignored'));
    }
    expect(await asset(leave.asset)).toMatchObject({ status: 'pending' });
    expect(await queued(leave.fields.public_id)).toEqual([]);
  });

  test('uploads of something else are unknown; ours without a row are deleted', async () => {
    expect(await notify(notificationOf({ public_id: 'sample', format: 'jpg', bytes: 5 }))).toEqual(received('unknown'));
    expect(await queued('sample')).toEqual([]);
    const leave = await reserve();
    const bob = await signUp(api, `forger${people}`);
    const elsewhere = leave.fields.public_id.replace(ann.tenant, bob.tenant);
    expect(await notify(about(leave, { public_id: elsewhere }))).toEqual(received('unknown'));
    expect(await queued(elsewhere)).toHaveLength(1);
    expect(await asset(leave.asset)).toMatchObject({ status: 'pending' });
    await ann.db.rpc('delete_asset', { asset: leave.asset });
    expect(await notify(about(leave))).toEqual(received('unknown'));
    expect((await queued(leave.fields.public_id)).length).toBeGreaterThan(1);
  });

  test('impossible dimensions and sizes are rejected, whatever the number', async () => {
    for (const text of ['"width":99999999999999999999', '"width":1e300,"height":1e300', '"height":-1', '"bytes":1e300', '"bytes":901']) {
      const leave = await reserve();
      const body = JSON.stringify(about(leave, { bytes: 900 })).replace(/}$/, `,${text}}`).replace('"bytes":901', '"bytes":1001');
      expect(await call('cloudinary-webhook', body, signed(body)), text).toEqual(received('rejected'));
    }
    const leave = await reserve();
    const body = JSON.stringify(about(leave)).replace(/}$/, ',"width":1e400}');
    expect((await call('cloudinary-webhook', body, signed(body))).status).toBe(200);
    expect(await asset(leave.asset)).toMatchObject({ status: 'rejected' });
  });

  test('a signed body that is no notification, or has no end, is refused', async () => {
    for (const body of ['[]', 'null', '"x"', '{', 'x']) expect(await call('cloudinary-webhook', body, signed(body)), body).toMatchObject({ status: 400, body: { details: 'invalid_input' } });
    const large = 'x'.repeat(600_000);
    expect((await call('cloudinary-webhook', large, signed(large))).status).toBe(413);
  });

  test('what the database cannot take now is sent again', async () => {
    const leave = await reserve();
    await withClient(api.urls.DATABASE_URL, (db) => db.query('revoke execute on function public.complete_asset(jsonb) from service_role'));
    try {
      expect((await notify(about(leave))).status).toBe(503);
    } finally {
      await withClient(api.urls.DATABASE_URL, (db) => db.query('grant execute on function public.complete_asset(jsonb) to service_role'));
    }
    expect(await notify(about(leave))).toEqual(received('ready'));
  });
});

test('a picture that is used shows where, and stays until somebody insists', async () => {
  const { body } = await sign();
  await upload(body, fileOf(10));
  const { secure_url } = await asset(body.asset);
  const { data: hero } = await ann.db.from('components').select('id, props').eq('type', 'hero').single();
  const sized = secure_url.replace('/upload/', '/upload/w_1200,f_auto/');
  await ann.db.from('components').update({ props: { ...hero!.props, background_type: 'image', background_image: sized } }).eq('id', hero!.id).throwOnError();
  expect(await asset(body.asset)).toMatchObject({ used_in_websites: [ann.website] });
  const graph = await ann.get(`{ assets { nodes { id usedInWebsites } } }`);
  expect(graph.assets.nodes).toEqual([{ id: body.asset, usedInWebsites: [ann.website] }]);
  const refused = await ann.db.rpc('delete_asset', { asset: body.asset });
  expect(refused.error).toMatchObject({ code: 'PT409', details: 'asset_in_use' });
  expect((await ann.db.rpc('delete_asset', { asset: body.asset, force: true })).data).toMatchObject({ id: body.asset });
  expect(await queued(body.fields.public_id)).toHaveLength(1);
});
