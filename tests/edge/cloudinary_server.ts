// Cloudinary, as far as uploads go: it takes a file for an hour after a good signature, says what it found, and tells the
// notification address the same, signed by its own library.
import http from 'node:http';
import { v2 as cloudinary } from 'cloudinary';
import { afterAll } from 'vitest';

export const [KEY, SECRET, CLOUD] = ['123456789012345', 'a-secret_of-Cloudinary', 'demo'];

export type Notification = Record<string, unknown>;

/** What a file is, to a server that looks at names only. */
const FORMATS: Record<string, object> = {
  png: { resource_type: 'image', width: 640, height: 480 },
  svg: { resource_type: 'image', width: 10, height: 10 },
  mp4: { resource_type: 'video', width: 1920, height: 1080, duration: 1.5 },
  mp3: { resource_type: 'video', is_audio: true, duration: 1.5 },
};

export const now = () => Math.floor(Date.now() / 1000);

/** The headers of a notification. */
export const signed = (body: string, timestamp = now(), secret = SECRET): Record<string, string> => ({
  'content-type': 'application/json',
  'x-cld-timestamp': String(timestamp),
  'x-cld-signature': cloudinary.utils.webhook_signature(body, timestamp, { api_secret: secret, signature_algorithm: 'sha1' }),
});

/** What it tells of an upload; field by field as the real one. */
export function notificationOf(changes: Notification): Notification {
  const { public_id, resource_type = 'image', format, version = now() } = changes;
  const address = `res.cloudinary.com/${CLOUD}/${resource_type}/upload/v${version}/${public_id}${resource_type === 'raw' ? '' : `.${format}`}`;
  return {
    notification_type: 'upload',
    timestamp: new Date().toISOString(),
    request_id: '1e8e4c3a',
    asset_id: '2a54bc7c4b1bd8e7e4c4',
    version,
    version_id: '2a54bc7c',
    resource_type,
    created_at: new Date().toISOString(),
    tags: [],
    type: 'upload',
    etag: 'd41d8cd98f00b204e9800998ecf8427e',
    placeholder: false,
    url: `http://${address}`,
    secure_url: `https://${address}`,
    original_filename: 'file',
    api_key: KEY,
    ...changes,
  };
}

export async function useCloudinary() {
  const kept = new Map<string, Notification>();
  /** What the notification address answered. */
  const answers: { status: number; body: unknown }[] = [];

  async function upload(request: Request, resource_type: string): Promise<[number, object]> {
    const form = await request.formData();
    const { api_key, signature, ...params } = Object.fromEntries([...form].filter(([name]) => name !== 'file')) as Record<string, string>;
    const file = form.get('file') as File;
    const error = (message: string): [number, object] => [400, { error: { message } }];
    if (api_key !== KEY || cloudinary.utils.api_sign_request(params, SECRET) !== signature) return error('Invalid Signature');
    if (Math.abs(now() - Number(params.timestamp) - 1800) > 1800) return error('Stale request');
    const extension = file.name.split('.').pop()!;
    const format = resource_type === 'raw' ? params.public_id!.split('.').pop()! : extension;
    if (!params.allowed_formats!.split(',').includes(format)) return error(`${format} is not allowed`);
    const known = kept.get(params.public_id!);
    const found = known && params.overwrite === 'false' ? known : notificationOf({
      public_id: params.public_id,
      bytes: file.size,
      ...(resource_type === 'raw' ? { resource_type } : { format, ...FORMATS[format] }),
    });
    if (found.resource_type !== resource_type) return error(`Unsupported ${resource_type} format or file`);
    kept.set(params.public_id!, found);
    const body = JSON.stringify(found);
    const told = await fetch(params.notification_url!, { method: 'POST', body, headers: signed(body) });
    answers.push({ status: told.status, body: await told.json() });
    return [200, found];
  }

  const server = http.createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const [, resource_type] = /^\/v1_1\/demo\/(image|video|raw)\/upload$/.exec(req.url ?? '') ?? [];
    const request = new Request('http://cloudinary.test', { method: 'POST', body: Buffer.concat(chunks), headers: { 'content-type': req.headers['content-type'] ?? '' } });
    const [status, answer] = resource_type ? await upload(request, resource_type).catch((error: Error): [number, object] => [500, { error: { message: error.message } }]) : [404, {}];
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return { setting: `cloudinary://${KEY}:${SECRET}@${CLOUD}?upload_prefix=${url}`, url, kept, answers };
}
