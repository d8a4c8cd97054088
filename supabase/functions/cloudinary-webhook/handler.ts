// What Cloudinary tells of uploads. What becomes of them is the database's business (complete_asset).
import { cloudinaryOf, type CloudinaryEnv } from '../_shared/cloudinary.ts';
import { answering, asService, type Env as Platform, json, parseObject, readBody, Refusal, rpc } from '../_shared/http.ts';
import { forged, largest } from '../_shared/webhook.ts';

export type Env = Platform & CloudinaryEnv;

/** Seconds. Cloudinary tries again for less than two hours; clocks differ by less than five minutes. */
const [LATE, EARLY] = [7200, 300];

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const cloudinary = await cloudinaryOf(env);
    const raw = await readBody(request, largest);
    const body = new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw);
    const timestamp = request.headers.get('x-cld-timestamp') ?? '';
    const signature = request.headers.get('x-cld-signature') ?? '';
    const good =
      body !== '' &&
      /^\d{1,12}$/.test(timestamp) &&
      Number(timestamp) <= Date.now() / 1000 + EARLY &&
      cloudinary.utils.verifyNotificationSignature(body, Number(timestamp), signature, LATE);
    if (!good) throw forged();

    const notification = parseObject(raw);
    // eager transformations, deletions, moderation and all else change nothing here
    if (notification.notification_type !== 'upload') return json(200, { received: true, status: 'ignored' });
    const status = await rpc<string>(env, asService(env), 'complete_asset', { notification }).catch((error: unknown) => {
      console.error('cloudinary-webhook:', error);
      throw new Refusal(503, 'The notification could not be kept', 'Send it again.');
    });
    return json(200, { received: true, status });
  });
