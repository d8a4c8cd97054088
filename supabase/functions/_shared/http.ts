// What functions that speak JSON share: whom they act for, how they refuse, how they call the database.

export type Env = { SUPABASE_URL: string; SUPABASE_ANON_KEY: string; SUPABASE_SERVICE_ROLE_KEY: string };

/** An answer that says no, in the shape the database's own refusals have. */
export class Refusal extends Error {
  status: number;
  reason: string | null;
  hint: string | null;
  constructor(status: number, message: string, hint: string | null = null, reason: string | null = null) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.hint = hint;
  }
}

// Tokens travel in headers and never in cookies, so any page may call.
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'authorization, apikey, content-type, idempotency-key, x-client-info, x-tenant-id',
};

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers: { ...cors, 'cache-control': 'no-store', ...headers } });

const refused = ({ status, message, reason, hint }: Refusal): Response =>
  json(status, { code: `PT${status}`, message, details: reason, hint }, status === 503 ? { 'retry-after': '30' } : {});

/** Does the work of a POST; what it refuses, or cannot help, becomes an answer. */
export async function answering(request: Request, work: () => Promise<Response>): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
  if (request.method !== 'POST') {
    const { status, message } = new Refusal(405, 'Only POST');
    return json(status, { code: 'PT405', message, details: null, hint: null }, { allow: 'POST, OPTIONS' });
  }
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    console.error(`${new URL(request.url).pathname}:`, error);
    return refused(new Refusal(500, 'Something went wrong on our side'));
  }
}

/** The body as it came: signatures are made over bytes. */
export async function readBody(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLarge = new Refusal(413, `The body is larger than ${limit} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limit) throw tooLarge;
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

export type Json = Record<string, unknown>;

/** The JSON object in a body. */
export function parseObject(body: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, 'The body is not valid JSON', null, 'invalid_input');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(400, 'The body is not a JSON object', null, 'invalid_input');
  return value as Json;
}

/** The headers that say for whom a request is made; the database looks up what they may. */
export function asCaller(request: Request, env: Env): Record<string, string> {
  const names = ['authorization', 'x-tenant-id', 'x-forwarded-for', 'user-agent'];
  const said = names.flatMap((name) => {
    const value = request.headers.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { apikey: env.SUPABASE_ANON_KEY, ...Object.fromEntries(said) };
}

export const asService = (env: Env): Record<string, string> => ({
  apikey: env.SUPABASE_SERVICE_ROLE_KEY,
  authorization: `Bearer ${env.SUPABASE_SERVICE_ROLE_KEY}`,
});

/** Calls a function of the database. What it refuses is refused here in its words. */
export async function rpc<Answer>(env: Env, who: Record<string, string>, name: string, args: Json): Promise<Answer> {
  const response = await fetch(`${env.SUPABASE_URL}/rest/v1/rpc/${name}`, {
    method: 'POST',
    headers: { ...who, accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(args),
    signal: AbortSignal.timeout(15_000),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Answer;
  const { message, hint, details } = (answer ?? {}) as Partial<Record<'message' | 'hint' | 'details', string>>;
  if (response.status >= 500) throw new Error(`${name} answered ${response.status}: ${message}`);
  throw new Refusal(response.status, message ?? 'Refused', hint ?? null, details ?? null);
}
