// What has to happen outside the database (O5), one thing after the other: by `npm run worker`, and by the function
// work-outbox where nobody runs one. Either may run any number of times at once: the database hands each thing to one of them.
import { createClient } from '@supabase/supabase-js';
import type { Stripe } from 'stripe';
import { type MailEnv, sendMail } from './mail.ts';
import { stripeClient, type StripeEnv } from './stripe.ts';

export type OutboxEnv = MailEnv &
  StripeEnv & {
    SUPABASE_URL?: string;
    SUPABASE_SERVICE_ROLE_KEY?: string;
    CLOUDINARY_URL?: string;
  };

type Payload = Record<string, unknown>;
type Claim = { id: number | string; payload: Payload; attempt: number };

/** The database's side. */
export type Outbox = {
  claim(kind: string): Promise<Claim | undefined>;
  finish(claim: Claim, error: string | null, final: boolean): Promise<unknown>;
};

// A claim is good for five minutes, and a hosted function lives half as long: nothing goes on for longer.
const LONGEST = 120_000;
const REQUEST_TIMEOUT = 30_000;
// Then the other side is away: the rest of that kind waits for the next round.
const FAILURES_IN_A_ROW = 5;

const HOPELESS = 'hopeless';
/** Trying again would change nothing. */
const hopeless = (message: string): Error => new Error(message, { cause: HOPELESS });

type Kind = { settings: (keyof OutboxEnv)[]; act(claim: Claim, env: OutboxEnv): Promise<unknown> };
const storage: Kind['settings'] = ['SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY'];

const kinds: Record<string, Kind> = {
  send_mail: {
    settings: ['SMTP_URL', 'MAIL_FROM'],
    async act({ id, payload }, env) {
      const [to, subject, text] = [string(payload, 'to'), string(payload, 'subject'), string(payload, 'text')];
      const html = payload.html === undefined ? undefined : string(payload, 'html');
      try {
        await sendMail(env, { to, subject, text, html, messageId: `<outbox.${id}@${domainOf(env.MAIL_FROM!)}>` });
      } catch (error) {
        const { code, responseCode, message } = error as { code?: string; responseCode?: number; message: string };
        throw code === 'EENVELOPE' && !(responseCode! < 500) ? hopeless(message) : error;
      }
    },
  },
  delete_object: {
    settings: storage,
    act: ({ payload }, env) => remove(bucket(env, payload), [string(payload, 'path')]),
  },
  delete_files: {
    settings: storage,
    act({ payload }, env) {
      const folder = string(payload, 'prefix').replace(/\/+$/, '');
      if (!folder) throw hopeless('A whole bucket is not deleted');
      return removeFolder(bucket(env, payload), folder, Date.now() + LONGEST);
    },
  },
  cancel_subscription: {
    settings: ['STRIPE_SECRET_KEY'],
    async act({ payload }, env) {
      if (payload.provider !== 'stripe') throw hopeless(`Subscriptions of ${payload.provider} are canceled by hand`);
      try {
        await stripeClient(env).subscriptions.cancel(string(payload, 'provider_subscription_id'));
      } catch (error) {
        // canceled already
        if ((error as Stripe.errors.StripeError).code !== 'resource_missing') throw error;
      }
    },
  },
  delete_asset: {
    settings: ['CLOUDINARY_URL'],
    async act({ payload }) {
      // it reads CLOUDINARY_URL where it begins, and complains of one that is not
      const { v2 } = await import('cloudinary');
      const type = payload.resource_type === undefined ? 'image' : string(payload, 'resource_type');
      const options = { resource_type: type, invalidate: true, timeout: REQUEST_TIMEOUT };
      const { result } = (await v2.uploader.destroy(string(payload, 'public_id'), options)) as { result: string };
      if (!['ok', 'not found'].includes(result)) throw new Error(`Cloudinary answered ${result}`);
    },
  },
};

/** Does what is due until nothing is, or the time is over; kinds without their settings are left. */
export async function workOff(outbox: Outbox, env: OutboxEnv, milliseconds = Infinity): Promise<{ kind: string; done: number; failed: number }[]> {
  const until = Date.now() + milliseconds;
  const report = [];
  for (const [kind, { act }] of Object.entries(kinds).filter(([name]) => missing(name, env).length === 0)) {
    let [done, failed, inARow] = [0, 0, 0];
    while (inARow < FAILURES_IN_A_ROW && Date.now() < until) {
      const claim = await outbox.claim(kind);
      if (!claim) break;
      try {
        await act(claim, env);
      } catch (error) {
        await outbox.finish(claim, messageOf(error), (error as Error).cause === HOPELESS);
        failed++;
        inARow++;
        continue;
      }
      await outbox.finish(claim, null, false);
      done++;
      inARow = 0;
    }
    if (done + failed > 0) report.push({ kind, done, failed });
  }
  return report;
}

/** Why what is due stays so, a line for each kind. */
export function whyWaiting(waiting: { kind: string; waiting: number | string }[], env: OutboxEnv): string[] {
  return waiting.flatMap(({ kind, waiting: count }) => {
    if (!kinds[kind]) return `${kind}: ${count} waiting, nothing here does that`;
    const names = missing(kind, env);
    return names.length > 0 ? `${kind}: ${count} waiting for ${names.join(' and ')} to be set` : [];
  });
}

const missing = (kind: string, env: OutboxEnv) => kinds[kind]!.settings.filter((name) => !env[name]);

function string(payload: Payload, name: string): string {
  const value = payload[name];
  if (typeof value !== 'string' || value === '') throw hopeless(`It names no ${name}`);
  return value;
}

const domainOf = (address: string): string => /@([a-z0-9.-]+)/i.exec(address)?.[1] ?? 'localhost';

/** Libraries reject with errors, and with objects of other shapes. */
function messageOf(error: unknown): string {
  const { message, error: inner } = (error ?? {}) as { message?: string; error?: { message?: string } };
  return message || inner?.message || String(error);
}

type Bucket = ReturnType<typeof bucket>;

function bucket(env: OutboxEnv, payload: Payload) {
  const limited: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT) });
  const client = createClient(env.SUPABASE_URL!, env.SUPABASE_SERVICE_ROLE_KEY!, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: limited },
  });
  return client.storage.from(string(payload, 'bucket'));
}

async function remove(files: Bucket, paths: string[]): Promise<void> {
  const { error } = await files.remove(paths);
  if (error) throw error;
}

async function removeFolder(files: Bucket, folder: string, until: number): Promise<void> {
  for (;;) {
    const { data, error } = await files.list(folder, { limit: 1000 });
    if (error) throw error;
    if (data.length === 0) return;
    if (Date.now() > until) throw new Error('There was more than fits into one go');
    // what has no id is a folder
    for (const { id, name } of data) if (!id) await removeFolder(files, `${folder}/${name}`, until);
    const paths = data.filter(({ id }) => id).map(({ name }) => `${folder}/${name}`);
    if (paths.length > 0) await remove(files, paths);
  }
}
