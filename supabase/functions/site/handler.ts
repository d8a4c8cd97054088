// A visit to a published site. What may be seen is decided in the database (S5): `live_page` answers with one page of the
// live deployment or says why not, `unlock_page` does the same for a page behind a password. This turns it into HTTP.

import { createHash, randomUUID } from 'node:crypto';
import {
  failurePage,
  notFoundPage,
  passwordPage,
  renderFrame,
  renderPage,
  sitemap,
  suspendedPage,
  type Document,
  type Page,
  type Site,
} from './document.ts';
import { frameSandbox } from './blocks.ts';
import { object, text } from './props.ts';
import { frameHosts } from './safe.ts';
import { beaconPath, scriptPath, serveScript, track, type TrackEnv } from './track.ts';

export type Env = { SUPABASE_URL: string; SUPABASE_ANON_KEY: string } & TrackEnv;

type Live = { status: number; deployment_id: string; page_id: string; site: Site; page: Page };

type Made = { parts: string[]; headers: Record<string, string>; tag: string };

/**
 * Kept rendered: a deployment never changes, so its pages are good for as long as this process lives. The address of the
 * site is put in later: visitors can make up any number of ports, and none of them makes us render a page again.
 */
const rendered = new Map<string, Made>();
const mostKept = 20_000_000; // characters
let kept = 0;
const somewhere = `https://${randomUUID()}.invalid`;

const sizeOf = ({ parts }: Made): number => parts.reduce((sum, part) => sum + part.length, 0);

const sha256 = (content: string) => createHash('sha256').update(content).digest('base64');

export async function handle(request: Request, env: Env): Promise<Response> {
  const { method } = request;
  if (!['GET', 'HEAD', 'POST'].includes(method)) {
    return new Response('Method not allowed\n', {
      status: 405,
      headers: { ...guards, allow: 'GET, HEAD, POST', 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    });
  }
  const answer = await respond(request, env).catch((error: unknown) => {
    console.error('site:', error);
    return page(failurePage(), 503, { 'cache-control': 'no-store', 'retry-after': '5' });
  });
  return method === 'HEAD' ? new Response(null, { status: answer.status, headers: answer.headers }) : answer;
}

async function respond(request: Request, env: Env): Promise<Response> {
  const url = new URL(request.url);
  const host = (request.headers.get('x-forwarded-host') ?? request.headers.get('host') ?? url.host).split(',')[0]!.trim();
  const path = pathOf(url.pathname);
  if (path === undefined || !/^[a-z0-9.-]{1,253}(:\d{1,5})?$/i.test(host)) return notFound({});
  const scheme = (request.headers.get('x-forwarded-proto') ?? url.protocol).startsWith('https') ? 'https' : 'http';
  const origin = `${scheme}://${host.toLowerCase()}`;

  if (path === scriptPath && request.method !== 'POST') return serveScript(guards);
  if (path === beaconPath && request.method === 'POST') return track(request, env, host);
  if (request.method === 'POST') return unlock(request, env, host, path, origin);
  if (path === '/sitemap.xml' || path === '/robots.txt') return forRobots(env, request, host, path, origin);

  const live = await ask(env, request, 'live_page', { host, path });
  if (live.status !== 200) return refusal(live, path);
  const block = url.searchParams.get('block');
  return block === null ? published(request, live, origin, path) : framed(live, block);
}

/** The path within the site: the platform puts the function's own address before it. */
function pathOf(pathname: string): string | undefined {
  const inside = pathname.replace(/^(?:\/functions\/v1)?\/site(?=\/|$)/, '') || '/';
  try {
    // One slash before and none after, as the database reads it too: two would name a host in a link.
    const path = `/${decodeURIComponent(inside).replace(/^\/+|\/+$/g, '')}`;
    // Nothing that a database cannot hold, nor a path that no page can have.
    return path.length > 500 || /[\x00-\x1f\x7f]/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}

async function ask(env: Env, request: Request, fn: 'live_page' | 'unlock_page', args: Record<string, string>): Promise<Live> {
  const target = new URL(`${env.SUPABASE_URL}/rest/v1/rpc/${fn}`);
  const reading = fn === 'live_page';
  if (reading) for (const [key, value] of Object.entries(args)) target.searchParams.set(key, value);
  const visitor = request.headers.get('x-forwarded-for');
  const response = await fetch(target, {
    method: reading ? 'GET' : 'POST',
    headers: {
      apikey: env.SUPABASE_ANON_KEY,
      authorization: `Bearer ${env.SUPABASE_ANON_KEY}`,
      accept: 'application/json',
      ...(!reading && { 'content-type': 'application/json' }),
      // Guesses at a password are counted by the visitor's address.
      ...(visitor && { 'x-forwarded-for': visitor }),
    },
    ...(!reading && { body: JSON.stringify(args) }),
    signal: AbortSignal.timeout(8000),
  });
  const answer = object(await response.json());
  if (typeof answer.status !== 'number' || !('deployment_id' in answer)) {
    throw new Error(`${fn} answered ${response.status}: ${text(answer.message)}`);
  }
  return {
    status: answer.status,
    deployment_id: text(answer.deployment_id),
    page_id: text(answer.page_id),
    site: object(answer.site),
    page: object(answer.page),
  };
}

function published(request: Request, live: Live, origin: string, path: string): Response {
  const key = `${live.deployment_id} ${live.page_id}`;
  let made = rendered.get(key);
  if (!made) {
    const document = renderPage(live.site, live.page, { origin: somewhere, path, private: false });
    const parts = document.body.split(somewhere);
    made = { parts, headers: documentHeaders(document), tag: sha256(parts.join('\0')) };
    rendered.set(key, made);
    kept += sizeOf(made);
    for (const [oldest, page] of rendered) {
      if (kept <= mostKept) break;
      rendered.delete(oldest);
      kept -= sizeOf(page);
    }
  }
  // The tag is the content's own hash: whatever changes it, a publish, a rollback or this renderer, changes the tag.
  const etag = `W/"${sha256(made.tag + origin).slice(0, 27)}"`;
  const headers = {
    ...made.headers,
    etag,
    // May be stored, must be asked about each time: a publish or a rollback shows at the next visit.
    'cache-control': 'public, max-age=0, must-revalidate',
    vary: 'X-Forwarded-Host, X-Forwarded-Proto',
  };
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag.slice(2)) || known.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(made.parts.join(origin), { status: 200, headers });
}

/** One custom HTML block, for its frame. The policy confines it even when it is opened by itself. */
function framed(live: Live, block: string): Response {
  const body = renderFrame(live.site, live.page, block);
  if (body === undefined) return notFound(live.site);
  return new Response(body, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `sandbox ${frameSandbox}; frame-ancestors 'self'`,
      'cache-control': 'public, max-age=0, must-revalidate',
      vary: 'X-Forwarded-Host, X-Forwarded-Proto',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
    },
  });
}

function refusal(live: Live, path: string): Response {
  if (live.status === 401) return page(passwordPage(live.site, path), 401, secret);
  if (live.status === 403) return page(suspendedPage(), 403, { 'cache-control': 'no-store' });
  if (live.status === 404) return notFound(live.site);
  throw new Error(`live_page answered with status ${live.status}`);
}

const notFound = (site: Site): Response => page(notFoundPage(site), 404, { 'cache-control': 'no-store' });

const secret = { 'cache-control': 'private, no-store' };

async function unlock(request: Request, env: Env, host: string, path: string, origin: string): Promise<Response> {
  const password = await passwordIn(request);
  if (password === undefined) {
    const live = await ask(env, request, 'live_page', { host, path });
    return live.status === 200
      ? new Response(null, { status: 303, headers: { location: encodeURI(path), ...secret } })
      : refusal(live, path);
  }
  const live = await ask(env, request, 'unlock_page', { host, path, password });
  if (live.status === 200) return page(renderPage(live.site, live.page, { origin, path, private: true }), 200, secret);
  if (live.status === 401) return page(passwordPage(live.site, path, 'That is not the password.'), 401, secret);
  if (live.status === 429) {
    return page(passwordPage(live.site, path, 'Too many tries. Please wait a minute.'), 429, { ...secret, 'retry-after': '60' });
  }
  return refusal(live, path);
}

/** The password out of a posted form, if that is what was posted; a few hundred bytes hold any. */
async function passwordIn(request: Request): Promise<string | undefined> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') || !request.body) return undefined;
  let form = '';
  const decoder = new TextDecoder();
  for await (const chunk of request.body) {
    form += decoder.decode(chunk as Uint8Array, { stream: true });
    if (form.length > 4096) return undefined;
  }
  // no password holds a NUL, and the database takes none
  return new URLSearchParams(form).get('password')?.replaceAll('\0', '\ufffd') || undefined;
}

async function forRobots(env: Env, request: Request, host: string, path: string, origin: string): Promise<Response> {
  const live = await ask(env, request, 'live_page', { host, path: '/' });
  if (live.status !== 200 && live.status !== 401) return refusal(live, path);
  const map = path === '/sitemap.xml';
  return new Response(map ? sitemap(live.site, origin) : `User-agent: *\nAllow: /\nSitemap: ${origin}/sitemap.xml\n`, {
    headers: {
      ...guards,
      'content-type': map ? 'application/xml; charset=utf-8' : 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=0, must-revalidate',
      vary: 'X-Forwarded-Host, X-Forwarded-Proto',
    },
  });
}

const guards = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
};

/** No script runs on a page but the one that counts its visits; its one stylesheet is known by its hash; pictures may come from anywhere. */
const documentHeaders = (document: Document): Record<string, string> => ({
  ...guards,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    ...(document.counted ? ["script-src 'self'", "connect-src 'self'"] : []),
    `style-src 'sha256-${sha256(document.css)}'`,
    "img-src 'self' data: https: http:",
    `frame-src 'self' ${frameHosts.join(' ')}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
});

const page = (document: Document, status: number, headers: Record<string, string>): Response =>
  new Response(document.body, { status, headers: { ...documentHeaders(document), ...headers } });
