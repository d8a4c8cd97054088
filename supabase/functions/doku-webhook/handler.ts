// Doku's notifications: an HMAC over who sends it, when, whereto, and a digest of the raw body.
import { createHash, createHmac } from 'node:crypto';
import { answering, type Env as Platform, type Json, parseObject, readBody, Refusal } from '../_shared/http.ts';
import { forged, ingest, largest, moment, same, secrets, word } from '../_shared/webhook.ts';

export type Env = Platform & { DOKU_CLIENT_ID?: string; DOKU_SECRET_KEYS?: string; DOKU_NOTIFICATION_PATH?: string };

/** Milliseconds between their clock and ours, beyond which a notification is an old one that somebody sends again. */
const tolerance = 5 * 60_000;

export const handle = (request: Request, env: Env): Promise<Response> =>
  answering(request, async () => {
    const keys = secrets(env.DOKU_SECRET_KEYS, 'Doku');
    const body = await readBody(request, largest);
    const header = (name: string) => request.headers.get(name) ?? '';
    const signed = [
      `Client-Id:${header('client-id')}`,
      `Request-Id:${header('request-id')}`,
      `Request-Timestamp:${header('request-timestamp')}`,
      `Request-Target:${env.DOKU_NOTIFICATION_PATH || '/functions/v1/doku-webhook'}`,
      `Digest:${createHash('sha256').update(body).digest('base64')}`,
    ].join('\n');
    const good = keys.some((key) =>
      same(`HMACSHA256=${createHmac('sha256', key).update(signed).digest('base64')}`, header('signature')),
    );
    if (!good || header('client-id') !== env.DOKU_CLIENT_ID) throw forged('Is DOKU_NOTIFICATION_PATH the path Doku calls?');
    const age = Math.abs(Date.now() - Date.parse(header('request-timestamp')));
    if (!(age <= tolerance)) throw forged('Request-Timestamp is too far from now.');

    const payload = parseObject(body);
    const [order, transaction] = [payload.order, payload.transaction].map((part) => (part ?? {}) as Json);
    const [invoice, status] = [word(order!.invoice_number), word(transaction!.status)];
    if (!invoice || !status) throw new Refusal(400, 'That is not a notification of Doku', null, 'invalid_input');
    return ingest(env, 'doku', {
      // of the content, not of the request, which is another one when they send the same again
      event_id: [invoice, status, word(transaction!.type), word(transaction!.date), word(transaction!.original_request_id)].join(':'),
      type: `transaction.${status.toLowerCase()}`,
      occurred_at: moment(transaction!.date),
      payload,
    });
  });
