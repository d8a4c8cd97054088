// A visit to a published site. What may be seen is decided in the database (S5): `live_page` answers with one page of the
// live deployment or says why not, `unlock_page` does the same for a page behind a password. This turns it into HTTP.

import { createHash, randomUUID } from 'node:crypto';
import {
  failurePage,
  notFoundPage,
  passwordPage,
  previewOverPage,
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

type Live = { status: number; deployment_id: string; page_id: string; site: Site; page: Page; pass: string };

/** A page, ready to be sent. The address of the site is put in when it is known. */
type Made = { parts: string[]; headers: Record<string, string>; tag: string; sent?: Sent };
type Sent = { origin: string; etag: string; body: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

/**
 * Kept rendered: a deployment never changes, so its pages are good for as long as this process lives. The address of the
 * site is put in later: visitors can make up any number of ports, and none of them makes us render a page again.
 */
const rendered = new Map<string, Made>();
const mostKept = 20_000_000; // characters
let kept = 0;
const somewhere = `https://${randomUUID()}.invalid`;

/**
 * Which rendered page a visit was answered with, and when it was asked for. For a second nobody asks again: what is
 * published, protected, archived or suspended is so for every visitor a second later at the latest, and at once for those
 * who reload. Only what everybody may see stands here, never a password page, a refusal or a draft.
 */
const visited = new Map<string, { asked: number; page: string }>();
const freshFor = 1000; // ms
/** Visits to the same page at the same moment ask once. */
const asking = new Map<string, Asked>();
type Asked = { asked: number; answer: Promise<Live> };

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
  const visit: Visit = { request, env, host: host.toLowerCase().replace(/:\d+$/, ''), path, origin };

  const link = url.searchParams.get('preview');
  if (link !== null && request.method !== 'POST') return changePreview(visit, url, link);
  const token = cookie(request, 'preview');
  const forRobot = path === '/sitemap.xml' || path === '/robots.txt';
  if (token && !forRobot) return preview(visit, token);
  if (request.method === 'POST') return unlock(visit);
  if (forRobot) return forRobots(visit);

  const block = url.searchParams.get('block');
  const hurried = /no-cache|max-age=0/.test(request.headers.get('cache-control') ?? '');
  const known = visited.get(keyOf(visit));
  const made = known && !hurried && block === null && performance.now() - known.asked < freshFor && rendered.get(known.page);
  if (made) return send(visit, made);

  const { asked, answer } = look(visit, hurried);
  const live = await answer;
  remember(visit, asked, live);
  if (live.status === 401) return (await openedBefore(visit, live)) ?? refusal(live, path);
  if (live.status !== 200) return refusal(live, path);
  if (block !== null) return framed(live, block);
  return send(visit, render(live, path));
}

type Visit = { request: Request; env: Env; host: string; path: string; origin: string };

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

async function ask({ request, env, host, path }: Visit, fn: string, more?: Record<string, string>): Promise<Live> {
  const target = new URL(`${env.SUPABASE_URL}/rest/v1/rpc/${fn}`);
  const args = { host, path, ...more };
  if (!more) for (const [key, value] of Object.entries(args)) target.searchParams.set(key, value);
  const visitor = request.headers.get('x-forwarded-for');
  const response = await fetch(target, {
    method: more ? 'POST' : 'GET',
    headers: {
      apikey: env.SUPABASE_ANON_KEY,
      authorization: `Bearer ${env.SUPABASE_ANON_KEY}`,
      accept: 'application/json',
      ...(more && { 'content-type': 'application/json' }),
      // Guesses at a password are counted by the visitor's address.
      ...(more && visitor && { 'x-forwarded-for': visitor }),
    },
    ...(more && { body: JSON.stringify(args) }),
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
    pass: text(answer.pass),
  };
}

const keyOf = ({ host, path }: Visit): string => `${host} ${path}`;

/** What visitors see just now. Who is in a hurry wants no answer that was asked for before they came. */
function look(visit: Visit, hurried: boolean): Asked {
  const key = keyOf(visit);
  const underWay = hurried ? undefined : asking.get(key);
  if (underWay) return underWay;
  const begun = { asked: performance.now(), answer: ask(visit, 'live_page') };
  if (!hurried) {
    asking.set(key, begun);
    begun.answer.finally(() => asking.delete(key)).catch(() => {});
  }
  return begun;
}

function remember(visit: Visit, asked: number, live: Live): void {
  const key = keyOf(visit);
  if ((visited.get(key)?.asked ?? -Infinity) > asked) return;
  visited.delete(key);
  if (live.status === 200) visited.set(key, { asked, page: `${live.deployment_id} ${live.page_id}` });
  // those that are over stand first
  for (const [oldest, each] of visited) {
    if (asked - each.asked < freshFor && visited.size <= 10_000) break;
    visited.delete(oldest);
  }
}

function render(live: Live, path: string): Made {
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
  return made;
}

const encoder = new TextEncoder();

function send({ request, origin }: Visit, made: Made): Response {
  let sent = made.sent;
  if (sent?.origin !== origin) {
    // The tag is the content's own hash: whatever changes it, a publish, a rollback or this renderer, changes the tag.
    const etag = `W/"${sha256(made.tag + origin).slice(0, 27)}"`;
    const body = encoder.encode(made.parts.join(origin));
    const headers = {
      ...made.headers,
      etag,
      // May be stored, must be asked about each time: a publish or a rollback shows within a second.
      'cache-control': 'public, max-age=0, must-revalidate',
      vary: 'X-Forwarded-Host, X-Forwarded-Proto, Cookie',
    };
    // the address that most visits use; one is enough
    sent = made.sent = { origin, etag, body, headers };
  }
  const wanted = request.headers.get('if-none-match');
  if (wanted !== null) {
    const known = wanted.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known.includes(sent.etag.slice(2)) || known.includes('*')) return new Response(null, { status: 304, headers: sent.headers });
  }
  return new Response(sent.body, { status: 200, headers: sent.headers });
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
      vary: 'X-Forwarded-Host, X-Forwarded-Proto, Cookie',
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

async function unlock(visit: Visit): Promise<Response> {
  const { request, path } = visit;
  const password = await passwordIn(request);
  if (password === undefined) {
    const live = await look(visit, true).answer;
    return live.status === 200
      ? new Response(null, { status: 303, headers: { location: encodeURI(path), ...secret } })
      : refusal(live, path);
  }
  const live = await ask(visit, 'unlock_page', { password });
  return opened(live, visit, false);
}

/** What came of a password: the page, which stays open to this visitor for a day, or the form again. */
function opened(live: Live, visit: Visit, preview: boolean): Response {
  const { path } = visit;
  if (live.status === 200) {
    const pass = live.pass && setCookie(visit, passOf(live), live.pass, 86_400, encodeURI(path));
    return page(renderPage(live.site, live.page, { ...visit, private: true, preview }), 200, { ...secret, ...(pass && { 'set-cookie': pass }) });
  }
  if (live.status === 401) return page(passwordPage(live.site, path, 'That is not the password.'), 401, secret);
  if (live.status === 429) {
    return page(passwordPage(live.site, path, 'Too many tries. Please wait a minute.'), 429, { ...secret, 'retry-after': '60' });
  }
  return refusal(live, path);
}

/** A page whose password this visitor has given before. */
async function openedBefore(visit: Visit, locked: Live): Promise<Response | undefined> {
  const pass = cookie(visit.request, passOf(locked));
  if (!pass) return undefined;
  const live = await ask(visit, 'unlock_page', { pass });
  if (live.status !== 200) return undefined;
  return page(renderPage(live.site, live.page, { ...visit, private: true }), 200, secret);
}

const passOf = (live: Live): string => `page-${live.page_id}`;

/** A preview link puts its token into a cookie and out of the address, which people copy; an empty one ends the preview. */
function changePreview(visit: Visit, url: URL, token: string): Response {
  const others = new URLSearchParams(url.searchParams);
  others.delete('preview');
  const location = encodeURI(visit.path) + (others.size > 0 ? `?${others}` : '');
  // as long as a link can last: whether this one is over, the database says
  const set = isToken(token) ? setCookie(visit, 'preview', token, 30 * 86_400) : setCookie(visit, 'preview', '', 0);
  return new Response(null, { status: 303, headers: { ...guards, ...secret, location, 'set-cookie': set } });
}

const isToken = (value: string): boolean => /^[0-9a-f]{64}$/.test(value);

/** The draft, for who has a preview link. Nothing of it is stored anywhere or found by a search engine. */
async function preview(visit: Visit, token: string): Promise<Response> {
  const { request, path } = visit;
  const password = request.method === 'POST' ? await passwordIn(request) : undefined;
  let live = await ask(visit, 'preview_page', { token, ...(password !== undefined && { password }) });
  const pass = live.status === 401 && password === undefined && cookie(request, passOf(live));
  if (pass) live = await ask(visit, 'preview_page', { token, pass });

  let answer: Response;
  if (live.status === 429 && !live.page_id) {
    answer = page(failurePage(), 429, { ...secret, 'retry-after': '10' });
  } else if (live.status === 404 && Object.keys(live.site).length === 0) {
    answer = page(previewOverPage(path), 404, { ...secret, 'set-cookie': setCookie(visit, 'preview', '', 0) });
  } else if (live.status === 200 || password !== undefined) {
    answer = opened(live, visit, true);
  } else {
    answer = refusal(live, path);
  }
  answer.headers.set('x-robots-tag', 'noindex, nofollow');
  return answer;
}

function cookie(request: Request, name: string): string | undefined {
  const prefix = `${name}=`;
  return request.headers.get('cookie')?.split('; ').find((each) => each.startsWith(prefix))?.slice(prefix.length) || undefined;
}

const setCookie = ({ origin }: Visit, name: string, value: string, seconds: number, path = '/'): string =>
  `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`;

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

async function forRobots(visit: Visit): Promise<Response> {
  const { path, origin } = visit;
  const live = await look({ ...visit, path: '/' }, false).answer;
  if (live.status !== 200 && live.status !== 401) return refusal(live, path);
  const map = path === '/sitemap.xml';
  return new Response(map ? sitemap(live.site, origin) : `User-agent: *\nAllow: /\nSitemap: ${origin}/sitemap.xml\n`, {
    headers: {
      ...guards,
      'content-type': map ? 'application/xml; charset=utf-8' : 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=0, must-revalidate',
      vary: 'X-Forwarded-Host, X-Forwarded-Proto, Cookie',
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
