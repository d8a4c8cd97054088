// What the providers' notifications have in common: they land in the ledger, and only a ledger that cannot be written is a
// reason to send them again. What they mean is the database's business.
import { createHash, timingSafeEqual } from 'node:crypto';
import { asService, type Env, json, type Json, Refusal, rpc } from './http.ts';

/** No notification is near this. */
export const largest = 512 * 1024;

/** Settings that are being rotated hold the new and the old, separated by commas. */
export function secrets(setting: string | undefined, provider: string): string[] {
  const found = (setting ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  if (found.length === 0) throw new Refusal(503, `${provider} is not set up here`, null, 'not_configured');
  return found;
}

export const forged = (hint: string | null = null): Refusal =>
  new Refusal(400, 'The signature is not good', hint, 'invalid_signature');

/** Whether both are the same, in a time that tells nothing of where they differ. */
export function same(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a!, b!);
}

type Notification = { event_id: string; type: string; occurred_at: string; payload: Json };

export async function ingest(env: Env, provider: 'stripe' | 'midtrans' | 'doku', event: Notification): Promise<Response> {
  const landed = await rpc<{ status: string }>(env, asService(env), 'ingest_webhook', { provider, ...event }).catch(
    (error: unknown) => {
      console.error(`${provider} ${event.event_id}:`, error);
      throw new Refusal(503, 'The notification could not be kept', 'Send it again.');
    },
  );
  return json(200, { received: true, status: landed.status });
}

/** A moment as providers write it, or now where they leave it out: a notification is kept whatever it says. */
export function moment(text: unknown): string {
  const time = typeof text === 'string' ? Date.parse(text) : NaN;
  return new Date(Number.isNaN(time) ? Date.now() : time).toISOString();
}

export const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
