// R1, S6: what a template publishes can be read by everybody: no page of any has a serious finding of axe, on a desk or a
// phone, and none asks another host for anything.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { type Running, signUp, useApi } from '../api/support.ts';
import { samples } from '../edge/site/component_samples.ts';
import { chrome, desk, flags, phone, there } from './support.ts';

const checker = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const templates = ['restaurant', 'portfolio', 'business'];

describe.skipIf(!there)('in Chromium', async () => {
  let api: Running;
  let browser: Browser;
  const sites = new Map<string, { address: string; pages: string[] }>();
  if (there) api = await useApi();

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chrome, args: flags });
    const person = await signUp(api, 'templates');
    await withClient(api.urls.DATABASE_URL, (client) =>
      client.query(`update public.tenants set plan_id = (select id from public.plans where slug = 'pro') where id = $1`, [person.tenant]),
    );
    const add = async (name: string, website: string, subdomain: string) => {
      await person.db.rpc('publish_website', { website }).throwOnError();
      const { data } = await person.db.from('pages').select('slug').eq('website_id', website).order('nav_order').throwOnError();
      sites.set(name, { address: `http://${subdomain}.localhost:${api.port}`, pages: data!.map(({ slug }) => slug) });
    };
    for (const template of templates) {
      const { data } = await person.db.rpc('create_website', { name: 'Linden & Rye', template }).single().throwOnError();
      const made = data as { id: string; subdomain: string };
      await add(template, made.id, made.subdomain);
    }
    // every kind of block, as it comes and filled in
    const home = (await person.db.from('pages').select('id').eq('website_id', person.website).single().throwOnError()).data!.id;
    for (const [type, props] of Object.entries(samples)) {
      if (type !== 'navbar' && type !== 'footer') await person.db.from('components').insert([{ page_id: home, type }, { page_id: home, type, props }], { defaultToNull: false }).throwOnError();
    }
    await add('every kind of block', person.website, person.subdomain);
  });
  afterAll(() => browser?.close());

  test.each([...templates, 'every kind of block'].flatMap((name) => [[name, 'a desk', desk], [name, 'a phone', phone]] as const))('%s on %s', async (name, _, options) => {
    const { address, pages } = sites.get(name)!;
    expect(pages.length).toBeGreaterThanOrEqual(templates.includes(name) ? 4 : 1);
    // the checker is a script, which the page's own policy refuses, like every other
    const context = await browser.newContext({ ...options, bypassCSP: true, reducedMotion: 'reduce' });
    const elsewhere: string[] = [];
    await context.route(
      (url) => url.origin !== address,
      (route) => (elsewhere.push(route.request().url()), route.abort()),
    );
    const page = await context.newPage();
    for (const path of pages) {
      expect((await page.goto(address + path))!.status(), path).toBe(200);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'), path).toBeLessThanOrEqual(0);
      await page.addScriptTag({ content: checker });
      const { violations, passes } = await page.evaluate<axe.AxeResults>('axe.run()');
      expect(passes.length).toBeGreaterThan(10);
      const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(found.map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join('; ')}`)).toEqual([]);
    }
    if (templates.includes(name)) expect(elsewhere).toEqual([]);
    await context.close();
  });
});
