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
    // as somebody who reloads: each test has another idea of what the database says
    new Request(`http://edge/site${path}`, { ...init, headers: { 'x-forwarded-host': 'pizza.localhost:3000', 'cache-control': 'no-cache', ...init.headers } }),
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
    expect(calls[0]!.url).toBe('http://api.internal/rest/v1/rpc/live_page?host=pizza.localhost&path=%2Fmenu');
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
    await handle(new Request(`http://edge${pathname}`, { headers: { 'x-forwarded-host': 'pizza.localhost', 'cache-control': 'no-cache' } }), env);
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

  test('another deployment is seen at once by who reloads, and the tag follows the content', async () => {
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

describe('for a second nobody asks again', () => {
  const calm = { headers: { 'cache-control': '' } };
  const words = (heading: string) => live({ deployment_id: `deployment ${heading}`, page: { ...pageOf('hero'), components: [{ id: 'a', type: 'hero', props: { heading } }] } });
  const sees = async (path = '/', init: object = calm) => (await (await visit(path, init)).text()).match(/(?:Old|New) words/)?.[0];
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.advanceTimersByTime(10_000 * deployment);
    api(words('Old words'));
    await visit('/', calm);
    calls.length = 0;
  });
  afterEach(() => void vi.useRealTimers());

  test('visitors within it share an answer, and those after it do not', async () => {
    api(words('New words'));
    vi.advanceTimersByTime(999);
    expect(await sees()).toBe('Old words');
    expect(calls).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(await sees()).toBe('New words');
    expect(calls).toHaveLength(1);
  });

  test.each(['no-cache', 'max-age=0'])('who reloads (%s) asks, and others see what came of it', async (header) => {
    api(words('New words'));
    expect(await sees('/', { headers: { 'cache-control': header } })).toBe('New words');
    expect(await sees()).toBe('New words');
    expect(calls).toHaveLength(1);
  });

  test('the second begins with the question, not with the answer', async () => {
    vi.advanceTimersByTime(5_000);
    let answer!: (value: object) => void;
    vi.stubGlobal('fetch', () => new Promise((resolve) => (answer = (value) => resolve(Response.json(value)))));
    const first = visit('/', calm);
    vi.advanceTimersByTime(900);
    const second = visit('/', calm);
    await vi.waitFor(() => expect(answer).toBeDefined());
    answer(words('Old words'));
    await Promise.all([first, second]);
    api(words('New words'));
    vi.advanceTimersByTime(100);
    expect(await sees()).toBe('New words');
  });

  test('an answer that comes late undoes no newer one', async () => {
    vi.advanceTimersByTime(5_000);
    let answer!: (value: object) => void;
    vi.stubGlobal('fetch', () => new Promise((resolve) => (answer = (value) => resolve(Response.json(value)))));
    const slow = visit('/', calm);
    await vi.waitFor(() => expect(answer).toBeDefined());
    vi.advanceTimersByTime(10);
    api(words('New words'));
    expect(await sees('/', { headers: { 'cache-control': 'no-cache' } })).toBe('New words');
    answer(words('Old words'));
    await slow;
    expect(await sees()).toBe('New words');
  });

  test('visits at the same moment ask once, each for its own page and host', async () => {
    vi.advanceTimersByTime(5_000);
    await Promise.all(Array.from({ length: 20 }, () => visit('/', calm)));
    expect(calls).toHaveLength(1);
    await visit('/other', calm);
    await visit('/', { headers: { ...calm.headers, 'x-forwarded-host': 'other.localhost' } });
    expect(calls).toHaveLength(3);
  });

  test.each([401, 403, 404])('a refusal (%i) is never kept', async (status) => {
    vi.advanceTimersByTime(5_000);
    api(live({ status, page: null }));
    for (const _ of [1, 2]) expect((await visit('/', calm)).status).toBe(status);
    expect(calls).toHaveLength(2);
    api(words('New words'));
    expect(await sees()).toBe('New words');
  });

  test('and one that somebody finds out by reloading holds for all', async () => {
    api(live({ status: 403, page: null, site: null }));
    expect((await visit('/', { headers: { 'cache-control': 'no-cache' } })).status).toBe(403);
    expect((await visit('/', calm)).status).toBe(403);
  });

  test('somebody with a preview link sees no shared answer, and leaves none', async () => {
    api(words('New words'));
    expect(await sees('/', { headers: { ...calm.headers, cookie: `preview=${'a'.repeat(64)}` } })).toBe('New words');
    expect(await sees()).toBe('Old words');
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
    expect(await calls[0]!.json()).toEqual({ host: 'pizza.localhost', path: '/club', password: 'm&rgherita' });
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

describe('a page that was opened', () => {
  const pass = '1800000000.' + 'f'.repeat(64);
  const opening = { ...live(), page_id: 'abc', pass };

  test('stays open to that visitor for a day, at its own address', async () => {
    api(opening);
    const response = await visit('/our club', form('password=right'));
    expect(response.headers.get('set-cookie')).toBe(`page-abc=${pass}; Path=/our%20club; Max-Age=86400; HttpOnly; SameSite=Lax`);
    const secure = await visit('/club', form('password=right', { 'x-forwarded-proto': 'https' }));
    expect(secure.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  test('is shown to who has the pass, and stored nowhere', async () => {
    const answers = [live({ status: 401, page: null, page_id: 'abc' }), { ...opening, pass: null }];
    vi.stubGlobal('fetch', async (...[input, init]: Parameters<typeof fetch>) => {
      calls.push(new Request(input, init));
      return Response.json(answers.shift());
    });
    const response = await visit('/club', { headers: { cookie: `other=1; page-abc=${pass}` } });
    expect([response.status, response.headers.get('cache-control'), response.headers.get('etag')]).toEqual([200, 'private, no-store', null]);
    expect(await calls[1]!.json()).toEqual({ host: 'pizza.localhost', path: '/club', pass });
  });

  test('is closed to who has another one', async () => {
    api(live({ status: 401, page: null, page_id: 'abc' }));
    expect((await visit('/club', { headers: { cookie: 'page-abc=made-up' } })).status).toBe(401);
    calls.length = 0;
    expect((await visit('/club', { headers: { cookie: `page-abcd=${pass}; xpage-abc=${pass}` } })).status).toBe(401);
    expect(calls).toHaveLength(1);
  });
});

describe('a preview', () => {
  const token = 'a1'.repeat(32);
  const guest = (more = {}) => ({ headers: { cookie: `preview=${token}`, ...more } });

  test('begins with a link, whose token goes from the address into a cookie', async () => {
    const response = await visit(`/menu?preview=${token}&x=1`);
    expect([response.status, response.headers.get('location'), response.headers.get('cache-control')]).toEqual([303, '/menu?x=1', 'private, no-store']);
    expect(response.headers.get('set-cookie')).toBe(`preview=${token}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax`);
    expect((await visit(`/?preview=${token}`, { headers: { 'x-forwarded-proto': 'https' } })).headers.get('set-cookie')).toMatch(/; Secure$/);
    expect(calls).toEqual([]);
  });

  test.each(['', 'short', 'A'.repeat(64), `${'a'.repeat(63)};`, `${'a'.repeat(64)}%0d%0aset-cookie: x=1`])('ends with %j', async (link) => {
    const response = await visit(`/?preview=${link}`);
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toBe('preview=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
  });

  test('leads nowhere else', async () => {
    for (const path of ['//evil.example', '/%2f%2fevil.example', '/\\\\evil.example']) {
      const location = (await visit(`${path}?preview=`)).headers.get('location')!;
      expect(new URL(location, 'http://pizza.localhost').host, path).toBe('pizza.localhost');
    }
  });

  test('shows the draft, says so, and is stored and found nowhere', async () => {
    api(live({ deployment_id: null }));
    const response = await visit('/menu', guest({ 'if-none-match': '*', 'x-forwarded-for': '192.0.2.7' }));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex, nofollow' });
    expect(response.headers.get('etag')).toBeNull();
    const body = await response.text();
    expect(body).toContain('Preview: not published yet');
    expect(body).toContain('content="noindex"');
    expect(body).not.toContain(token);
    // an author's own HTML has no address of its own there
    expect(readHtml(body).find((each) => each.name === 'iframe')!.attributes.srcdoc).toContain('<p>Hello</p>');
    expect(calls.map((call) => [call.method, new URL(call.url).pathname])).toEqual([['POST', '/rest/v1/rpc/preview_page']]);
    expect(await calls[0]!.json()).toEqual({ host: 'pizza.localhost', path: '/menu', token });
    expect(calls[0]!.headers.get('x-forwarded-for')).toBe('192.0.2.7');
  });

  test('a page that is not there is 404 in the site’s own look, and the preview goes on', async () => {
    api(live({ status: 404, deployment_id: null, page_id: null, page: null }), 404);
    const response = await visit('/nope', guest());
    expect([response.status, response.headers.get('set-cookie')]).toEqual([404, null]);
    expect(await response.text()).toContain('Pizza Palace');
  });

  test('that is over says so, and the next visit is a visitor’s', async () => {
    api({ status: 404, deployment_id: null, page_id: null, site: null, page: null }, 404);
    const response = await visit('/', guest());
    expect(response.status).toBe(404);
    expect(response.headers.get('set-cookie')).toContain('preview=; ');
    expect(await response.text()).toContain('This preview has ended');
  });

  test.each([403, 429])('that is refused (%i) shows nothing', async (status) => {
    api({ status, deployment_id: null, page_id: null, site: null, page: null }, status);
    const response = await visit('/', guest());
    expect([response.status, response.headers.get('x-robots-tag')]).toEqual([status, 'noindex, nofollow']);
  });

  test('asks for a page’s password, and opens to it', async () => {
    api(live({ status: 401, deployment_id: null, page_id: 'abc', page: null }), 401);
    expect((await visit('/club', guest())).status).toBe(401);
    api(live({ deployment_id: null, page_id: 'abc', pass: 'p' }));
    const response = await visit('/club', form('password=right', guest().headers));
    expect([response.status, response.headers.get('set-cookie')]).toEqual([200, 'page-abc=p; Path=/club; Max-Age=86400; HttpOnly; SameSite=Lax']);
    expect(await calls.at(-1)!.json()).toEqual({ host: 'pizza.localhost', path: '/club', token, password: 'right' });
  });

  test('is nothing to robots', async () => {
    await visit('/robots.txt', guest());
    expect(new URL(calls[0]!.url).pathname).toBe('/rest/v1/rpc/live_page');
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
