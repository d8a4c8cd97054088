// What callers say along with a request that costs money.
import { type Json, Refusal } from './http.ts';

/** A page of the app's own: a payment never leads to somebody else's. */
export function pageOf(asked: Json, name: string, env: { APP_ORIGINS?: string }): string {
  const origins = (env.APP_ORIGINS ?? '').split(',').map((each) => each.trim()).filter(Boolean);
  const url = asked[name];
  // no sign that one reader of addresses skips and another does not
  if (typeof url === 'string' && url.length <= 2000 && /^[!-[\]-~]+$/.test(url) && URL.canParse(url)) {
    const { origin, username } = new URL(url);
    if (origins.includes(origin) && !username) return url;
  }
  throw new Refusal(400, `Invalid input: ${name}`, 'Send the address of a page whose origin is one of APP_ORIGINS.', 'invalid_input');
}

/** What makes two requests the same one; without it each is another. */
export function keyOf(request: Request): string {
  const key = request.headers.get('idempotency-key') ?? crypto.randomUUID();
  if (/^[!-~]{1,100}$/.test(key)) return key;
  throw new Refusal(400, 'Invalid input: Idempotency-Key', 'Up to 100 letters, digits and signs.', 'invalid_input');
}
