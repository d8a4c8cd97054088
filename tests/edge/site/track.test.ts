// S12 at the HTTP boundary: the script that counts visits, and what becomes of whatever is sent to where it reports. The
// network is made up in the first part; the second goes through the gateway, the edge function, PostgREST and the database.
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handle } from '../../../supabase/functions/site/handler.ts';
import { script, scriptAddress } from '../../../supabase/functions/site/track.ts';
import { withClient } from '../../../scripts/lib/migrate.ts';
import { signUp, useApi, visit } from '../../api/support.ts';

const env = { SUPABASE_URL: 'http://api.internal', SUPABASE_ANON_KEY: 'anon-key', SUPABASE_SERVICE_ROLE_KEY: 'service-key', COUNTRY_HEADER: 'cf-ipcountry' };
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('the script', () => {
  /** Runs it in a browser that is only what it asks for. */
  function run(navigator: object = {}, document: object = {}) {
    const listeners: Record<string, (event: object) => void> = {};
    const sent: [string, any][] = [];
    const listen = (name: string, listener: (event: object) => void) => (listeners[name] = listener);
    const page = { referrer: 'https://www.google.com/', visibilityState: 'visible', addEventListener: listen, ...document };
    runInNewContext(script, {
      navigator: { sendBeacon: (path: string, body: string) => sent.push([path, JSON.parse(body)]), ...navigator },
      document: page,
      window: { addEventListener: listen },
      location: { pathname: '/menu' },
      performance: {
        getEntriesByType: (type: string) =>
          type === 'navigation' ? [{ transferSize: 1000, loadEventEnd: 250.4 }] : [{ transferSize: 500 }, { transferSize: 0 }, {}],
      },
    });
    return { sent, page, fire: (name: string, event: object = {}) => listeners[name]?.(event) };
  }

  test('is smaller than 1 KB and keeps nothing in the browser', () => {
    expect(Buffer.byteLength(script)).toBeLessThan(1024);
    expect(script).not.toMatch(/cookie|localStorage|sessionStorage|indexedDB|caches/);
  });

  test('tells of the view at once and of the leave once, with what it took', () => {
    const { sent, page, fire } = run();
    expect(sent).toEqual([['/_t', { e: 'view', p: '/menu', r: 'https://www.google.com/' }]]);
    fire('visibilitychange');
    expect(sent).toHaveLength(1);
    page.visibilityState = 'hidden';
    fire('visibilitychange');
    fire('pagehide');
    expect(sent.slice(1)).toEqual([['/_t', { e: 'leave', p: '/menu', r: 'https://www.google.com/', t: 250, b: 1500 }]]);
  });

  test('counts a page that comes back from memory again, and one that was made ready when it is shown', () => {
    const { sent, fire } = run();
    fire('pagehide');
    fire('pageshow', { persisted: false });
    expect(sent).toHaveLength(2);
    fire('pageshow', { persisted: true });
    fire('pagehide');
    expect(sent.map(([, event]) => event.e)).toEqual(['view', 'leave', 'view', 'leave']);
    const ready = run({}, { prerendering: true });
    expect(ready.sent).toEqual([]);
    ready.fire('prerenderingchange');
    expect(ready.sent).toHaveLength(1);
  });

  test.each([{ doNotTrack: '1' }, { globalPrivacyControl: true }, { sendBeacon: undefined }])('is silent where %o', (navigator) => {
    const { sent, fire } = run(navigator);
    fire('pagehide');
    expect(sent).toEqual([]);
  });

  test('is served for ever, under an address that changes with it', async () => {
    const get = (init: RequestInit = {}) => handle(new Request(`http://edge/site${scriptAddress}`, { ...init, headers: { host: 'pizza.localhost' } }), env);
    const response = await get();
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(script);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
    expect(await (await get({ method: 'HEAD' })).text()).toBe('');
  });
});

describe('what is reported', () => {
  let calls: { url: string; key: string | null; events: any[] }[] = [];
  let answer: () => Response | Promise<Response> = () => Response.json(1);

  beforeEach(() => {
    calls = [];
    answer = () => Response.json(1);
    vi.spyOn(console, 'error').mockImplementation(() => {});
    vi.stubGlobal('fetch', async (...[input, init]: Parameters<typeof fetch>) => {
      const request = new Request(input, init);
      calls.push({ url: request.url, key: request.headers.get('apikey'), ...((await request.json()) as { events: any[] }) });
      return answer();
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const report = (body: string | object, headers: Record<string, string> = {}, path = '/_t') =>
    handle(
      new Request(`http://edge/site${path}`, {
        method: 'POST',
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
        headers: { 'x-forwarded-host': 'pizza.localhost:3000', 'x-forwarded-for': '192.0.2.7', 'user-agent': firefox, 'content-type': 'text/plain', ...headers },
      }),
      env,
    );
  const view = { e: 'view', p: '/menu', r: 'https://news.example/' };

  test('goes to the database with what only the server knows, and is answered with nothing', async () => {
    const response = await report({ ...view, t: 120.6, b: 5000 }, { 'cf-ipcountry': 'DE', 'x-forwarded-for': '192.0.2.7, 10.0.0.1' });
    expect([response.status, await response.text(), response.headers.get('set-cookie')]).toEqual([204, '', null]);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ url: 'http://api.internal/rest/v1/rpc/track_page_views', key: 'service-key' });
    expect(calls[0]!.events).toEqual([
      {
        host: 'pizza.localhost:3000', path: '/menu', event: 'view', referrer: 'https://news.example/', load_time_ms: 121, bytes: 5000,
        user_agent: firefox, address: '192.0.2.7', country: 'DE', at: expect.stringMatching(/^20/),
      },
    ]);
  });

  test('at one moment is one call', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => report({ ...view, p: `/${i}` })));
    expect(calls).toHaveLength(1);
    expect(calls[0]!.events.map(({ path }) => path)).toEqual(Array.from({ length: 50 }, (_, i) => `/${i}`));
    await report(view);
    expect(calls).toHaveLength(2);
  });

  test.each<[string, Record<string, string>]>([
    ['do not track', { dnt: '1' }],
    ['global privacy control', { 'sec-gpc': '1' }],
    ['another site’s page', { origin: 'https://evil.example' }],
    ['a page without origin', { origin: 'null' }],
  ])('%s: is dropped before anybody hears of it', async (_, headers) => {
    expect((await report(view, headers)).status).toBe(204);
    expect(calls).toEqual([]);
  });

  test('its own page may say where it comes from', async () => {
    await report(view, { origin: 'http://PIZZA.localhost:3000' });
    expect(calls).toHaveLength(1);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"e":'],
    ['a list', '[1]'.repeat(10)],
    ['too much', JSON.stringify({ ...view, r: 'x'.repeat(3000) })],
    ['no text', new Uint8Array([0xff, 0xfe, 0x00])],
  ])('%s is dropped', async (_, body) => {
    expect((await report(body)).status).toBe(204);
    expect(calls).toEqual([]);
  });

  test('strange values become none, and spoil no other visit', async () => {
    const odd = [
      { e: 'view', p: 'a\0b\ud800', r: { x: 1 }, t: '5', b: [1] },
      { e: 1, p: null, t: 1e999, host: 'other.localhost', tenant_id: 'x', visitor_id: 'y', address: '10.0.0.1', country: 'XX' },
    ];
    for (const address of ['999.1.1.1', 'fe80::1%eth0', 'unknown', '']) await report(odd[0]!, { 'x-forwarded-for': address });
    await report(odd[1]!);
    const events = calls.flatMap((call) => call.events);
    expect(events).toHaveLength(5);
    for (const event of events) {
      expect(JSON.stringify(event)).not.toMatch(/\\u0000|\\ud800|other\.localhost|visitor_id|tenant_id|10\.0\.0\.1/);
      expect([event.load_time_ms, event.bytes]).toEqual([undefined, undefined]);
    }
    expect(events.slice(0, 4).map(({ address }) => address)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('a database that is away is nobody’s concern but the operator’s', async () => {
    answer = () => Promise.reject(new Error('away'));
    expect((await report(view)).status).toBe(204);
    answer = () => Response.json({ message: 'no' }, { status: 500 });
    expect((await report(view)).status).toBe(204);
    expect(vi.mocked(console.error)).toHaveBeenCalledTimes(2);
    answer = () => Response.json(1);
    await report(view);
    expect(calls).toHaveLength(3);
  });
});

describe('through everything', async () => {
  const api = await useApi();
  const person = await signUp(api, 'tracked');
  const owner = <Row extends object>(sql: string, values: unknown[] = []) =>
    withClient(api.urls.DATABASE_URL, async (client) => (await client.query<Row & Record<string, never>>(sql, values)).rows);
  await owner(`update public.tenants set plan_id = (select id from public.plans where slug = 'growth') where id = $1`, [person.tenant]);
  await person.db.rpc('publish_website', { website: person.website }).throwOnError();
  const host = `${person.subdomain}.localhost`;
  const beacon = (body: object, headers: Record<string, string> = {}, to = host) =>
    visit(api, to, '/_t', { method: 'POST', body: JSON.stringify(body), headers: { 'user-agent': firefox, 'content-type': 'text/plain', ...headers } });
  const events = async () => Number((await owner<{ n: string }>('select count(*) as n from private.raw_page_events'))[0]!.n);

  test('the page carries the script, which is there, and under its policy may run and report', async () => {
    const page = await visit(api, host);
    expect(page.body).toContain(`<script src="${scriptAddress}" defer></script>`);
    expect(page.headers['content-security-policy']).toContain("script-src 'self'; connect-src 'self'");
    expect((await visit(api, host, scriptAddress)).body).toBe(script);
  });

  test('a visit is counted, and its owner reads of it', async () => {
    expect((await beacon({ e: 'view', p: '/', r: '' })).status).toBe(204);
    expect((await beacon({ e: 'leave', p: '/', t: 90, b: 2000 })).status).toBe(204);
    expect(await events()).toBe(2);
    await owner('select private.maintain_page_events()');
    const { data } = await person.db.rpc('website_analytics', { website: person.website }).throwOnError();
    expect(data).toMatchObject({ page_views: 1, unique_visitors: 1, sessions: 1, avg_load_time_ms: 90, top_pages: [{ slug: '/', views: 1 }] });
    const { websiteAnalytics } = await person.get('query ($w: UUID!) { websiteAnalytics(website: $w) { pageViews referrers } }', { w: person.website });
    expect(websiteAnalytics).toEqual({ pageViews: '1', referrers: [{ name: 'direct', sessions: 1 }] });
  });

  test('a front end of one’s own counts through the API; nobody can report many or for others', async () => {
    const before = await events();
    const call = (name: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`${api.url}/rest/v1/rpc/${name}`, { method: 'POST', body: JSON.stringify(body), headers: { apikey: api.anonKey, 'content-type': 'application/json', 'user-agent': firefox, ...headers } });
    expect((await call('track_page_view', { host, path: '/' })).status).toBe(204);
    expect((await call('track_page_view', { host, path: '/' }, { 'sec-gpc': '1' })).status).toBe(204);
    expect((await call('track_page_view', { host, path: '/' }, { 'user-agent': 'curl/8' })).status).toBe(204);
    expect((await call('track_page_views', { events: [{ host, path: '/', event: 'view', user_agent: firefox }] })).status).toBe(401);
    expect(await events()).toBe(before + 1);
  });

  test('neither an unknown host, a page that is not there, a robot nor a flood of events counts', async () => {
    const before = await events();
    await beacon({ e: 'view', p: '/' }, {}, 'nowhere.localhost');
    await beacon({ e: 'view', p: '/nope' });
    await beacon({ e: 'view', p: '/' }, { 'user-agent': 'Googlebot/2.1' });
    await beacon({ e: 'view', p: '/' }, { dnt: '1' });
    expect(await events()).toBe(before);
    const answers = await Promise.all(Array.from({ length: 400 }, () => beacon({ e: 'view', p: '/' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await events()).toBeLessThan(before + 400);
  });

  test('where analytics is switched off nothing counts at once, and the script goes with the next publishing', async () => {
    await person.db.from('websites').update({ analytics_enabled: false }).eq('id', person.website).throwOnError();
    const before = await events();
    await beacon({ e: 'view', p: '/' });
    expect(await events()).toBe(before);
    await person.db.rpc('publish_website', { website: person.website }).throwOnError();
    const page = await visit(api, host);
    expect(page.body).not.toContain('<script src');
    expect(page.headers['content-security-policy']).not.toContain('script-src');
  });
});
