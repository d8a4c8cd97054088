// S12: in a real browser a visit makes its events, without a cookie; who asks not to be tracked makes none; and what came of
// the demo site's visits is a picture on the first page that can be read in every way.
import fs from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { type Running, useApi } from '../api/support.ts';

const chrome = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const there = fs.existsSync(chrome);
if (!there) console.log(`skipped: there is no Chromium at ${chrome} (set CHROMIUM_PATH, or apt-get install chromium)`);
// What headless Chromium calls itself is a robot's name; what a page sends on its way out bears that of the whole browser.
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

describe.skipIf(!there)('in Chromium', async () => {
  let api: Running;
  let browser: Browser;
  let site: string;
  if (there) api = await useApi({ demo: true });

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chrome, args: [...flags, `--user-agent=${userAgent}`] });
    site = api.demoSites![0]!;
    await withClient(api.urls.DATABASE_URL, (client) => client.query('delete from private.raw_page_events'));
  });
  afterAll(() => browser?.close());

  const events = () =>
    withClient(api.urls.DATABASE_URL, async (client) =>
      (await client.query(`select is_view, page_slug, referrer, device, load_time_ms, bytes, visitor_id from private.raw_page_events order by created_at, is_view`)).rows);

  /** Opens the first page, follows a link, leaves; answers what was sent and what was kept. */
  async function tour(expected: number, options: { script?: string }, visitor = browser) {
    const context = await visitor.newContext();
    if (options.script) await context.addInitScript(options.script);
    const page = await context.newPage();
    const complaints: string[] = [];
    const reports: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    context.on('request', (request) => void (new URL(request.url()).pathname === '/_t' && reports.push(request.postData() ?? '')));
    await page.goto(site);
    await page.waitForLoadState('networkidle');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Menu' }).click();
    await page.waitForURL(`${site}menu`);
    await page.waitForLoadState('networkidle');
    await page.goto(api.url);
    // what is sent on the way out goes on without the page
    await page.waitForLoadState('networkidle');
    await expect.poll(events).toHaveLength(expected);
    const kept = { cookies: await context.cookies(), storage: (await context.storageState()).origins };
    await context.close();
    expect(complaints).toEqual([]);
    return { reports, kept };
  }

  test('a visit is two views and two leaves of one visitor, and nothing is kept in the browser', async () => {
    const { kept } = await tour(4, {});
    const all = await events();
    expect(new Set(all.map((event) => event.visitor_id)).size).toBe(1);
    expect(all.filter((event) => event.is_view).map((event) => [event.page_slug, event.referrer, event.device])).toEqual([['/', null, 'desktop'], ['/menu', null, 'desktop']]);
    for (const leave of all.filter((event) => !event.is_view)) {
      expect(leave.load_time_ms).toBeGreaterThan(0);
      expect(Number(leave.bytes)).toBeGreaterThan(1000);
    }
    expect(kept).toEqual({ cookies: [], storage: [] });
  });

  test.each([
    ['do not track', { script: `Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })` }],
    ['global privacy control', { script: `Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })` }],
  ])('%s: nothing is even sent', async (_, options) => {
    const before = (await events()).length;
    expect((await tour(before, options)).reports).toEqual([]);
    expect((await events()).length).toBe(before);
  });

  test('a robot that says so is not counted, whatever it sends', async () => {
    const before = (await events()).length;
    const robot = await chromium.launch({ executablePath: chrome, args: flags });
    const { reports } = await tour(before, {}, robot);
    await robot.close();
    expect(reports.length).toBeGreaterThan(0);
  });

  test('the demo site’s visits are a chart that can be read in every way', async () => {
    const page = await browser.newPage();
    await page.goto(api.url);
    expect(await page.getByRole('heading', { name: 'Visits to Pizza Palace' }).count()).toBe(1);
    const chart = page.getByRole('img', { name: 'Visits to Pizza Palace, day by day' });
    expect(await chart.locator('rect.views').count()).toBeGreaterThan(25);
    await page.getByText('The numbers', { exact: true }).click();
    expect(await page.getByRole('row').count()).toBe(31);
    const tallest = await chart.locator('rect.views').evaluateAll((all) => Math.max(...all.map((each: any) => each.getBoundingClientRect().height)));
    expect(tallest).toBeGreaterThan(50);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<any>(`axe.run('.visits')`);
    expect(violations.filter(({ impact }: any) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }: any) => [id, nodes[0].html])).toEqual([]);
    await page.close();
  });
});
