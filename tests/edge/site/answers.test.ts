// S5 at the HTTP boundary: which answer, with which headers, for whatever the database says. Only the network is made up
// here; visits.test.ts goes through the real thing.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHash } from 'node:crypto';
import * as documents from '../../../supabase/functions/site/document.ts';
import { handle } from '../../../supabase/functions/site/handler.ts';
import { pageOf, site } from './component_samples.ts';
import { readHtml } from './read_html.ts';

const env = { SUPABASE_URL: 'http://api.internal', SUPABASE_ANON_KEY: 'anon-key' };
const calls: Request[] = [];
let deployment = 0;

const live = (given: object = {}) => ({
  status: 200,
  website_id: 'w',
  deployment_id: `deployment ${deployment}`,
  page_id: 'page',
  site,
  page: pageOf('navbar', 'hero', 'custom_html', 'footer'),
  ...given,
});

/** What the API answers from now on. */
function api(answer: object | (() => never), status = 200) {
  vi.stubGlobal('fetch', async (...[input, init]: Parameters<typeof fetch>) => {
    calls.push(new Request(input, init));
    if (typeof answer === 'function') answer();
    return Response.json(answer, { status });
  });
}

beforeEach(() => {
  calls.length = 0;
  deployment++;
  vi.spyOn(console, 'error').mockImplementation(() => {});
  api(live());
});
afterEach(() => void vi.unstubAllGlobals());

const visit = (path = '/', init: RequestInit & { headers?: Record<string, string> } = {}) =>
  handle(
    new Request(`http://edge/site${path}`, { ...init, headers: { 'x-forwarded-host': 'pizza.localhost:3000', ...init.headers } }),
    env,
  );
const form = (body: string, headers = {}) => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
});

describe('a published page', () => {
  test('is asked for by host and path, with the key of anybody', async () => {
    await visit('/menu?x=1');
    expect(calls).toHaveLength(1);
    expect(calls[0]!.method).toBe('GET');
    expect(calls[0]!.url).toBe('http://api.internal/rest/v1/rpc/live_page?host=pizza.localhost%3A3000&path=%2Fmenu');
    expect(calls[0]!.headers.get('apikey')).toBe('anon-key');
    expect(calls[0]!.headers.get('authorization')).toBe('Bearer anon-key');
  });

  test.each([
    ['/site', '/'],
    ['/site/', '/'],
    ['/site/menu', '/menu'],
    ['/functions/v1/site/menu', '/menu'],
    ['/site//evil.example', '/evil.example'],
    ['/site/menu/', '/menu'],
    ['/site/a%20b', '/a b'],
    ['/site/site', '/site'],
  ])('%s is its page %s', async (pathname, path) => {
    await handle(new Request(`http://edge${pathname}`, { headers: { 'x-forwarded-host': 'pizza.localhost' } }), env);
    expect(new URL(calls[0]!.url).searchParams.get('path')).toBe(path);
  });

  test('is HTML that may be stored but is asked about every time', async () => {
    const response = await visit();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
    expect(response.headers.get('etag')).toMatch(/^W\/"[A-Za-z0-9+/]{20,}"$/);
    expect(response.headers.get('vary')).toContain('X-Forwarded-Host');
    expect(await response.text()).toContain('Authentic Italian Pizza');
  });

  test('comes under a policy by which no script runs and only its own stylesheet counts', async () => {
    api(live({ site: { ...site, analytics: false } }));
    const response = await visit();
    const policy = response.headers.get('content-security-policy')!;
    const style = readHtml(await response.text()).find((each) => each.name === 'style')!.text;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|connect-src|unsafe|\*/);
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    for (const rule of ["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]) expect(policy).toContain(rule);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  test('an unchanged page is not sent again', async () => {
    const etag = (await visit()).headers.get('etag')!;
    for (const tag of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const again = await visit('/', { headers: { 'if-none-match': tag } });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
      expect(again.headers.get('etag')).toBe(etag);
    }
    expect((await visit('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('has the address the visitor used, and is rendered once whatever that is', async () => {
    api(live({ page: { ...pageOf('hero'), seo_meta: {} } }));
    const render = vi.spyOn(documents, 'renderPage');
    const sizes = new Set<number>();
    for (const port of [1000, 2000, 3000]) {
      const response = await visit('/', { headers: { 'x-forwarded-host': `Pizza.localhost:${port}` } });
      const html = await response.text();
      sizes.add(html.length);
      expect(html).toContain(`<link rel="canonical" href="http://pizza.localhost:${port}/">`);
      expect(html).not.toContain('.invalid');
    }
    expect(sizes.size).toBe(1);
    expect(render).toHaveBeenCalledOnce();
    const tag = async (host: string) => (await visit('/', { headers: { 'x-forwarded-host': host } })).headers.get('etag');
    expect(await tag('pizza.localhost:1000')).not.toBe(await tag('pizza.localhost:2000'));
  });

  test('does not make the others stay in memory for ever', async () => {
    const content = `<p>${'x'.repeat(90_000)}</p>`;
    const heavy = { ...pageOf(), components: Array.from({ length: 100 }, (_, i) => ({ id: `${i}`, type: 'rich_text', props: { content } })) };
    const render = vi.spyOn(documents, 'renderPage');
    for (let i = 0; i < 6; i++) {
      api(live({ deployment_id: `heavy ${i}`, page: heavy }));
      await visit();
    }
    render.mockClear();
    await visit();
    expect(render).not.toHaveBeenCalled();
    api(live({ deployment_id: 'heavy 0', page: heavy }));
    await visit();
    expect(render).toHaveBeenCalledOnce();
  });

  test('another deployment is seen at once, and the tag follows the content', async () => {
    const first = (await visit()).headers.get('etag')!;
    deployment++;
    const changed = pageOf('hero');
    changed.components[0]!.props.heading = 'New words';
    api(live({ page: changed }));
    const second = await visit('/', { headers: { 'if-none-match': first } });
    expect(second.status).toBe(200);
    expect(await second.text()).toContain('New words');
    deployment++;
    api(live());
    expect((await visit()).headers.get('etag')).toBe(first);
  });

  test('addresses in it are those of the host that was asked', async () => {
    const page = { ...pageOf('hero'), seo_meta: {} };
    api(live({ page }));
    expect(await (await visit()).text()).toContain('<link rel="canonical" href="http://pizza.localhost:3000/">');
    const secure = await visit('/', { headers: { 'x-forwarded-host': 'www.pizza.example', 'x-forwarded-proto': 'https' } });
    expect(await secure.text()).toContain('<link rel="canonical" href="https://www.pizza.example/">');
  });

  test('HEAD answers the same without the page', async () => {
    const [get, head] = [await visit(), await visit('/', { method: 'HEAD' })];
    expect(head.status).toBe(200);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(await head.text()).toBe('');
  });

  test('custom HTML is served to its frame alone, and confined there too', async () => {
    const id = live().page.components[2]!.id;
    const response = await visit(`/?block=${id}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<p>Hello</p>');
    expect(response.headers.get('content-security-policy')).toBe(
      "sandbox allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'",
    );
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    for (const other of ['', 'nope', live().page.components[1]!.id]) expect((await visit(`/?block=${other}`)).status).toBe(404);
  });
});

describe('refusals', () => {
  const unseen = { deployment_id: null, page_id: null, page: null };

  test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s is not a visit: 405', async (method) => {
    const response = await visit('/', { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect(calls).toEqual([]);
  });

  test('no such page: 404 in the site’s own look', async () => {
    api(live({ status: 404, page_id: null, page: null }));
    const response = await visit('/nope');
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await response.text();
    expect(body).toContain('Pizza Palace');
    expect(body).toContain('#FF6B35');
    expect(body).toContain('content="noindex"');
  });

  test('no such site: 404 that says nothing of any', async () => {
    api({ status: 404, website_id: null, site: null, ...unseen });
    const response = await visit();
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('Pizza');
  });

  test('suspended: 403', async () => {
    api({ status: 403, website_id: null, site: null, ...unseen });
    const response = await visit();
    expect(response.status).toBe(403);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test.each(['/%E0%A4%A', '/%00', `/${'a'.repeat(600)}`])(
    'a path no page can have (%s) does not reach the database',
    async (path) => {
      expect((await visit(path)).status).toBe(404);
      expect(calls).toEqual([]);
    },
  );

  test.each(['a b', 'x"><script>', 'user@host', '[::1]', 'a/b', ''])(
    'a host no site can have (%j) does not reach the database',
    async (host) => {
      expect((await visit('/', { headers: { 'x-forwarded-host': host } })).status).toBe(404);
      expect(calls).toEqual([]);
    },
  );

  test.each([
    [
      'the API is away',
      () => {
        throw new TypeError('fetch failed');
      },
      200,
    ],
    ['the API is not well', { code: 'PGRST002', message: 'secret detail' }, 503],
    ['the answer is none', [], 200],
    ['the status is none we know', { ...unseen, status: 500, site: null }, 200],
  ] as [string, object | (() => never), number][])('when %s: 503, without saying why', async (_, answer, status) => {
    api(answer, status);
    const response = await visit();
    expect(response.status).toBe(503);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.text()).not.toContain('secret');
  });
});

describe('a page behind a password', () => {
  const locked = (given = {}) => live({ status: 401, page: null, ...given });

  test('asks for it, and is not stored', async () => {
    api(locked());
    const response = await visit('/club');
    expect(response.status).toBe(401);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('etag')).toBeNull();
    const elements = readHtml(await response.text());
    expect(elements.find((each) => each.name === 'form')!.attributes).toMatchObject({ method: 'post', action: '/club' });
    expect(elements.find((each) => each.attributes.type === 'password')!.attributes).toMatchObject({
      id: 'password',
      name: 'password',
    });
    expect(elements.some((each) => each.attributes.for === 'password')).toBe(true);
  });

  test('opens to the right one, for that answer alone', async () => {
    api(live());
    const response = await visit('/club', form('password=m%26rgherita', { 'x-forwarded-for': '192.0.2.7' }));
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(response.headers.get('etag')).toBeNull();
    expect(await response.text()).toContain('content="noindex"');
    expect(calls[0]!.url).toBe('http://api.internal/rest/v1/rpc/unlock_page');
    expect(calls[0]!.method).toBe('POST');
    expect(await calls[0]!.json()).toEqual({ host: 'pizza.localhost:3000', path: '/club', password: 'm&rgherita' });
    expect(calls[0]!.headers.get('x-forwarded-for')).toBe('192.0.2.7');
  });

  test('an opened page is never what the next visitor gets', async () => {
    api(live());
    await visit('/club', form('password=right'));
    api(locked());
    expect((await visit('/club')).status).toBe(401);
  });

  test('no guess breaks anything', async () => {
    api(live({ status: 401, page: null }));
    for (const guess of ['%00', 'right%00', '%ff', '%zz', '%ud800']) expect((await visit('/club', form(`password=${guess}`))).status, guess).toBe(401);
    expect(await Promise.all(calls.map((call) => call.text()))).not.toContainEqual(expect.stringContaining('\\u0000'));
  });

  test('says when it was the wrong one', async () => {
    api(locked(), 401);
    const response = await visit('/club', form('password=guess'));
    expect(response.status).toBe(401);
    const body = await response.text();
    expect(body).toContain('role="alert"');
    expect(body).not.toContain('guess');
  });

  test('says when there were too many', async () => {
    api(locked({ status: 429 }), 429);
    const response = await visit('/club', form('password=guess'));
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
  });

  test.each([
    ['an empty form', form('')],
    ['a form without a password', form('other=1')],
    ['an endless form', form(`password=${'x'.repeat(10_000)}`)],
    ['JSON', { method: 'POST', body: '{"password":"x"}', headers: { 'content-type': 'application/json' } }],
    ['nothing', { method: 'POST' }],
  ])('%s costs no attempt', async (_, init) => {
    api(locked());
    expect((await visit('/club', init)).status).toBe(401);
    expect(calls.map((call) => new URL(call.url).pathname)).toEqual(['/rest/v1/rpc/live_page']);
  });

  test('a form sent to an open page leads back to it', async () => {
    const response = await visit('/menu', form('other=1'));
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/menu');
  });
});

describe('for search engines', () => {
  test('robots.txt names the sitemap, which names the pages', async () => {
    expect(await (await visit('/robots.txt')).text()).toBe(
      'User-agent: *\nAllow: /\nSitemap: http://pizza.localhost:3000/sitemap.xml\n',
    );
    const map = await visit('/sitemap.xml');
    expect(map.headers.get('content-type')).toBe('application/xml; charset=utf-8');
    expect(await map.text()).toContain('<url><loc>http://pizza.localhost:3000/menu</loc></url>');
  });

  test('a site that is not there has neither', async () => {
    api({ status: 404, deployment_id: null, page_id: null, site: null, page: null });
    expect((await visit('/robots.txt')).status).toBe(404);
    expect((await visit('/sitemap.xml')).status).toBe(404);
  });
});
