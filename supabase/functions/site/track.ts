// Visits are counted without cookies: a page's script says that it was opened and left, this adds what only the server
// knows, and the database decides what counts (S12) and forgets address and agent.

import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { object, text } from './props.ts';

export type TrackEnv = {
  SUPABASE_URL: string;
  SUPABASE_SERVICE_ROLE_KEY?: string;
  /** The request header in which a proxy in front of us tells a visitor's country; unset, none is believed. */
  COUNTRY_HEADER?: string;
};

/** No page can have these addresses: slugs have no dot and no underscore. */
export const scriptPath = '/_t.js';
export const beaconPath = '/_t';

/** Who does not want to be tracked says so, and nothing is sent. A page that comes back from the browser's memory is opened again. */
export const script = `(function(n,d,w){if(n.doNotTrack==1||w.doNotTrack==1||n.globalPrivacyControl||!n.sendBeacon)return
var gone
function send(e){e.p=location.pathname;e.r=d.referrer;n.sendBeacon('${beaconPath}',JSON.stringify(e))}
function view(){gone=0;send({e:'view'})}
function leave(){if(gone)return
gone=1
var p=performance,t=p.getEntriesByType('navigation')[0]||{},b=t.transferSize||0
p.getEntriesByType('resource').forEach(function(r){b+=r.transferSize||0})
send({e:'leave',t:t.loadEventEnd>0?Math.round(t.loadEventEnd):null,b:b})}
if(d.prerendering)d.addEventListener('prerenderingchange',view,{once:true})
else view()
w.addEventListener('pagehide',leave)
d.addEventListener('visibilitychange',function(){if(d.visibilityState=='hidden')leave()})
w.addEventListener('pageshow',function(e){if(e.persisted)view()})})(navigator,document,window)
`;

/** With its content in its address it may be kept for ever. */
export const scriptAddress = `${scriptPath}?${createHash('sha256').update(script).digest('hex').slice(0, 12)}`;

export const serveScript = (headers: Record<string, string>): Response =>
  new Response(script, {
    headers: { ...headers, 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' },
  });

const mostBytes = 2048;
const mostWaiting = 1000;
const patience = 200; // milliseconds, in which others may join

let waiting: object[] = [];
let flushed: Promise<void> | undefined;

/** Whatever comes of it, the answer is the same. */
export async function track(request: Request, env: TrackEnv, host: string): Promise<Response> {
  const event = await eventIn(request, env, host);
  if (event && waiting.length < mostWaiting) {
    waiting.push(event);
    // as long as somebody waits for the answer the platform lets us live
    await (flushed ??= new Promise((resolve) => setTimeout(resolve, patience)).then(() => flush(env)));
  }
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}

async function eventIn(request: Request, env: TrackEnv, host: string): Promise<object | undefined> {
  const header = (name: string) => request.headers.get(name) ?? undefined;
  if (header('dnt') === '1' || header('sec-gpc') === '1') return undefined;
  // other sites don't count for this one
  const origin = header('origin');
  if (origin && origin.replace(/^https?:\/\//, '').toLowerCase() !== host.toLowerCase()) return undefined;
  const sent = await read(request);
  if (!sent) return undefined;
  const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : undefined);
  return {
    host,
    path: clean(text(sent.p)),
    event: clean(text(sent.e)),
    referrer: clean(text(sent.r)),
    load_time_ms: number(sent.t),
    bytes: number(sent.b),
    user_agent: clean(header('user-agent') ?? ''),
    address: address(header('x-forwarded-for')),
    country: env.COUNTRY_HEADER && clean(header(env.COUNTRY_HEADER) ?? ''),
    at: new Date().toISOString(),
  };
}

/** The database takes no NUL and no half of a character. */
const clean = (value: string): string => value.slice(0, 1000).toWellFormed().replaceAll('\0', '');

/** The first entry is the client; what is no address is none. */
const address = (forwarded: string | undefined): string | undefined => {
  const first = forwarded?.split(',')[0]!.trim() ?? '';
  return isIP(first) !== 0 && !first.includes('%') ? first : undefined;
};

async function read(request: Request): Promise<Record<string, unknown> | undefined> {
  if (!request.body) return undefined;
  let body = '';
  const decoder = new TextDecoder();
  for await (const chunk of request.body) {
    body += decoder.decode(chunk as Uint8Array, { stream: true });
    if (body.length > mostBytes) return undefined;
  }
  try {
    return object(JSON.parse(body));
  } catch {
    return undefined;
  }
}

async function flush(env: TrackEnv): Promise<void> {
  const events = waiting;
  waiting = [];
  flushed = undefined;
  try {
    const key = env.SUPABASE_SERVICE_ROLE_KEY ?? '';
    const response = await fetch(`${env.SUPABASE_URL}/rest/v1/rpc/track_page_views`, {
      method: 'POST',
      headers: { apikey: key, authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
      signal: AbortSignal.timeout(8000),
    });
    if (!response.ok) throw new Error(`track_page_views answered ${response.status}: ${await response.text()}`);
  } catch (error) {
    console.error('track:', error);
  }
}
