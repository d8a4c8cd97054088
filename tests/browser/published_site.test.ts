// R1, S5: the published site in a real browser. It is usable by keyboard, by touch and by screen reader, asks nobody else for
// anything, and what an author's own HTML does stays in its frame.
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { type Person, type Running, signUp, useApi } from '../api/support.ts';
import { samples } from '../edge/site/component_samples.ts';
import { chrome, desk, flags, phone, there } from './support.ts';

describe.skipIf(!there)('in Chromium', async () => {
  let api: Running;
  let browser: Browser;
  /** Addresses of the demo site and of a page with every kind of block. */
  let demo: string;
  let all: string;
  let person: Person;
  if (there) api = await useApi({ demo: true });

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chrome, args: flags });
    person = await signUp(api, 'everything');
    const home = (await person.db.from('pages').select('id').single().throwOnError()).data!.id as string;
    const [demoHost] = await withClient(api.urls.DATABASE_URL, async (client) => {
      await client.query(`update public.tenants set plan_id = (select id from public.plans where slug = 'pro') where id = $1`, [
        person.tenant,
      ]);
      return (await client.query(`select subdomain from public.websites where name = 'Pizza Palace'`)).rows;
    });
    await person.db.from('components').delete().eq('page_id', home).throwOnError();
    for (const [type, props] of Object.entries(samples)) {
      const content = type === 'custom_html' ? { ...props, html: hostile } : props;
      await person.db.from('components').insert({ page_id: home, type, props: content }).throwOnError();
    }
    await person.db.rpc('publish_website', { website: person.website }).throwOnError();
    demo = `http://${demoHost.subdomain}.localhost:${api.port}`;
    all = `http://${person.subdomain}.localhost:${api.port}/`;
  });
  afterAll(() => browser?.close());

  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const context of open.splice(0)) await context.close();
  });

  /** A page, what its console complained of, and whom but the site itself it asked. */
  async function visit(address: string, options = desk) {
    const context = await browser.newContext(options);
    open.push(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(error.message));
    page.on('dialog', (dialog) => void complaints.push(`dialog: ${dialog.message()}`));
    await context.route(
      (url) => url.origin !== new URL(address).origin,
      (route) => {
        elsewhere.push(route.request().url());
        return route.request().resourceType() === 'image'
          ? route.fulfill({ contentType: 'image/svg+xml', body: picture })
          : route.abort();
      },
    );
    const response = await page.goto(address);
    return { page, complaints, elsewhere, status: response!.status() };
  }
  const overflow = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

  test.each(['/', '/menu', '/contact'])('%s of the demo site loads without a complaint and asks nobody else', async (path) => {
    const { page, complaints, elsewhere, status } = await visit(demo + path);
    expect(status).toBe(200);
    expect(await page.title()).toContain('Pizza Palace');
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    for (const landmark of ['banner', 'main', 'contentinfo'] as const) expect(await page.getByRole(landmark).count()).toBe(1);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.waitForLoadState('networkidle');
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });

  test('its own stylesheet counts, with the site’s colours', async () => {
    const { page } = await visit(demo);
    const colour = await page.evaluate(`getComputedStyle(document.querySelector('main .button')).backgroundColor`);
    expect(colour).toBe('rgb(194, 64, 28)');
  });

  test('the navigation leads from page to page and says where one is', async () => {
    const { page } = await visit(demo);
    const main = page.getByRole('navigation', { name: 'Main' });
    expect(await main.getByRole('link').allTextContents()).toEqual(['Home', 'Menu', 'Contact', 'Book a table']);
    await main.getByRole('link', { name: 'Menu' }).click();
    await page.waitForURL(`${demo}/menu`);
    expect(await main.locator('[aria-current=page]').textContent()).toBe('Menu');
  });

  test('the navigation stays in sight', async () => {
    for (const path of ['/', '/menu']) {
      const { page } = await visit(demo + path);
      await page.evaluate('scrollTo({ top: 900, behavior: "instant" })');
      expect(await page.evaluate(`document.querySelector('.navbar').getBoundingClientRect().top`), path).toBe(0);
    }
  });

  test('on a phone the navigation opens, closes and fits', async () => {
    const { page, complaints } = await visit(demo, phone);
    const menu = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Contact' });
    expect(await menu.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).tap();
    expect(await menu.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await menu.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Menu' }).tap();
    await menu.tap();
    await page.waitForURL(`${demo}/contact`);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
  });

  test('the keyboard reaches the content first', async () => {
    const { page } = await visit(demo);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  test('every field of a form has its label', async () => {
    const { page } = await visit(`${demo}/contact`);
    for (const label of ['Your name', 'E-mail', 'Phone (optional)', 'Guests (optional)', 'Message']) {
      expect(await page.getByLabel(label, { exact: true }).count(), label).toBe(1);
    }
    const nameless = await page.evaluate<number>(
      `[...document.querySelectorAll('main input, main select, main textarea')].filter((field) => field.labels.length === 0).length`,
    );
    expect(nameless).toBe(0);
  });

  test('a question opens its answer', async () => {
    const { page } = await visit(`${demo}/contact`);
    const answer = page.getByText('Behind the house');
    expect(await answer.isVisible()).toBe(false);
    await page.getByText('Is there parking?').click();
    expect(await answer.isVisible()).toBe(true);
  });

  test('a map asks its host only when the visitor does', async () => {
    const { page, elsewhere } = await visit(`${demo}/contact`);
    expect(elsewhere).toEqual([]);
    const asked = page.waitForRequest(/^https:\/\/www\.google\.com\/maps\?q=123%20Main%20St/);
    await page.getByText('Show the map').click();
    await asked;
  });

  test('a password opens its page, and a wrong one says so', async () => {
    const { page, status } = await visit(`${demo}/tasting-club`);
    expect(status).toBe(401);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Open the page' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('That is not the password.');
    await page.getByLabel('Password').fill('margherita');
    await page.getByRole('button', { name: 'Open the page' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Welcome to the club');
    // and stays open: elsewhere and back without being asked
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Menu' }).click();
    await page.waitForURL(`${demo}/menu`);
    await page.goto(`${demo}/tasting-club`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Welcome to the club');
  });

  test('a preview link leads through the draft, and out of it again', async () => {
    const { data } = await person.db.rpc('create_preview_link', { website: person.website }).single().throwOnError();
    const { page, complaints } = await visit(all);
    expect(await page.getByRole('complementary', { name: 'Preview' }).count()).toBe(0);
    await page.goto(`${all}?preview=${(data as { token: string }).token}`);
    expect(page.url()).toBe(all);
    const note = page.getByRole('complementary', { name: 'Preview' });
    expect(await note.isVisible()).toBe(true);
    await note.getByRole('link', { name: 'Leave' }).click();
    await page.waitForURL(all);
    expect(await note.count()).toBe(0);
    // an author's own HTML has no address of its own in a preview, and runs nothing
    for (const complaint of complaints) expect(complaint).toMatch(/^Executing inline script violates/);
  });

  test('a page that is not there leads back', async () => {
    const { page, status } = await visit(`${demo}/nope`);
    expect(status).toBe(404);
    await page.getByRole('link', { name: 'Go to the first page' }).click();
    await page.waitForURL(`${demo}/`);
  });

  test.each([
    ['a desk', desk],
    ['a phone', phone],
    ['a small phone', { ...phone, viewport: { width: 320, height: 600 } }],
  ])('all kinds of blocks fit on %s', async (_, options) => {
    const { page, elsewhere, complaints } = await visit(all, options);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('main > section').count()).toBe(Object.keys(samples).length - 2);
    await page.waitForLoadState('networkidle');
    expect(complaints).toEqual([]);
    for (const url of elsewhere) expect(url).toMatch(/^https:\/\/res\.cloudinary\.com\//);
  });

  test('a picture opens large and closes again', async () => {
    const { page } = await visit(all);
    await page.getByRole('button', { name: 'Enlarge: Margherita Pizza' }).click();
    const large = page.getByRole('dialog', { name: 'Margherita Pizza' });
    expect(await large.isVisible()).toBe(true);
    await large.getByRole('button', { name: 'Close' }).click();
    expect(await large.isVisible()).toBe(false);
  });

  test('an author’s own HTML runs in its frame and reaches nothing outside it', async () => {
    const { page, complaints } = await visit(all);
    const element = page.locator('iframe[title="A widget"]');
    await element.scrollIntoViewIfNeeded();
    const frame = (await (await element.elementHandle())!.contentFrame())!;
    await expect.poll(() => frame.locator('#ran').textContent()).toBe('origin null; page closed; cookies closed; storage closed');
    await frame.locator('#leave').click();
    expect(page.url()).toBe(all);
    expect(await page.title()).not.toBe('taken');
    // opened by itself it is no closer
    await page.goto(new URL((await element.getAttribute('src'))!, all).href);
    expect(await page.locator('#ran').textContent()).toContain('origin null');
    expect(complaints.filter((each) => each.startsWith('dialog'))).toEqual([]);
  });
});

const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="tomato"/></svg>';

const hostile = `<p id="ran"></p><a id="leave" target="_top" href="https://evil.example/">leave</a>
<script>
  const closed = (attempt) => { try { attempt(); return 'open' } catch { return 'closed' } };
  alert(1);
  document.getElementById('ran').textContent = [
    'origin ' + origin,
    'page ' + closed(() => { parent.document.title = 'taken'; if (parent === self) throw 0 }),
    'cookies ' + closed(() => document.cookie),
    'storage ' + closed(() => localStorage.length),
  ].join('; ');
</script>`;
