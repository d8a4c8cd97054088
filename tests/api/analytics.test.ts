// S12: what aggregation makes of any traffic is what a plain reading of the rules makes of it: sessions, bounces, durations,
// breakdowns, and days of the tenant's time zone, midnights and changes of the clock included.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { useDatabase } from '../run/database.ts';

const urls = await useDatabase({ helpers: true });
const db = new pg.Client(urls.DATABASE_URL);
await db.connect();
afterAll(() => db.end());
const sites: { tenant: string; website: string }[] = [];
for (const email of ['ann@a.test', 'bob@b.test', 'cid@c.test']) {
  await db.query('select tests.sign_up($1)', [email]);
  sites.push((await db.query('select tests.tenant_of($1) as tenant, tests.website_of($1) as website', [email])).rows[0]);
}

// ── The rules, as plainly as they can be said ──

type Event = {
  site: number; visitor: number; at: number; isView: boolean; page: string; referrer: string | null; country: string | null;
  device: string; loadTime: number | null; bytes: number | null;
};
type Metrics = Record<string, unknown>;

const HALF_AN_HOUR = 30 * 60_000;
const KEPT = 20;

const formats = new Map<string, Intl.DateTimeFormat>();
function localDate(at: number, timeZone: string): string {
  if (!formats.has(timeZone)) formats.set(timeZone, new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }));
  return formats.get(timeZone)!.format(at);
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
/** Of a fraction, half up. */
const rounded = (above: number, below: number) => Math.floor((2 * above + below) / (2 * below));
const byText = (a: string | null, b: string | null) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);
const inOrder = (a: Event, b: Event) => a.at - b.at || Number(b.isView) - Number(a.isView) || byText(a.referrer, b.referrer) || byText(a.page, b.page);

function sessionsOf(events: Event[]): Event[][] {
  const sessions: Event[][] = [];
  for (const own of Map.groupBy(events, ({ visitor }) => visitor).values()) {
    let last = -Infinity;
    for (const event of own.sort(inOrder)) {
      if (event.at - last > HALF_AN_HOUR) sessions.push([]);
      sessions.at(-1)!.push(event);
      last = event.at;
    }
  }
  return sessions.filter((session) => session.some(({ isView }) => isView));
}

const known: Record<string, string> = { 'google.com': 'google', 'google.de': 'google', 't.co': 'twitter', 'x.com': 'twitter' };

function breakdown(names: string[]): Record<string, number> {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => ({ name, count: all.length }));
  counts.sort((a, b) => Number(a.name === 'other') - Number(b.name === 'other') || b.count - a.count || byText(a.name, b.name));
  const result: Record<string, number> = {};
  counts.forEach(({ name, count }, i) => {
    const key = i < KEPT ? name : 'other';
    result[key] = (result[key] ?? 0) + count;
  });
  return result;
}

function metricsOf(events: Event[]): Metrics | undefined {
  const views = events.filter(({ isView }) => isView);
  if (views.length === 0) return undefined;
  const sessions = sessionsOf(events);
  const loads = events.flatMap(({ loadTime }) => (loadTime === null ? [] : [loadTime]));
  const pages = [...Map.groupBy(views, ({ page }) => page)].map(([slug, all]) => ({ slug, views: all.length }));
  pages.sort((a, b) => b.views - a.views || byText(a.slug, b.slug));
  return {
    page_views: views.length,
    unique_visitors: new Set(views.map(({ visitor }) => visitor)).size,
    sessions: sessions.length,
    bandwidth_mb: rounded(sum(events.map(({ bytes }) => bytes ?? 0)) * 1000, 1_048_576) / 1000,
    avg_load_time_ms: loads.length > 0 ? rounded(sum(loads), loads.length) : null,
    bounce_rate: rounded(10_000 * sessions.filter((session) => session.filter(({ isView }) => isView).length === 1).length, sessions.length) / 100,
    avg_session_duration_s: rounded(sum(sessions.map((session) => session.at(-1)!.at - session[0]!.at)), 1000 * sessions.length),
    referrer_breakdown: breakdown(sessions.map(([first]) => (first!.referrer === null ? 'direct' : (known[first!.referrer] ?? first!.referrer)))),
    top_pages: pages.slice(0, KEPT),
    country_breakdown: breakdown(sessions.map(([{ country }]) => country ?? 'other')),
    device_breakdown: breakdown(sessions.map(([{ device }]) => device)),
  };
}

function expected(events: Event[], zones: string[]): Record<string, Metrics> {
  const days = Map.groupBy(events, ({ site, at }) => `${site} ${localDate(at, zones[site]!)}`);
  return Object.fromEntries([...days].map(([day, own]) => [day, metricsOf(own)] as const).filter(([, metrics]) => metrics)) as Record<string, Metrics>;
}

// ── What the database makes of them ──

const insert = `
  insert into private.raw_page_events (created_at, tenant_id, website_id, visitor_id, is_view, page_slug, referrer, country, device, load_time_ms, bytes)
  select to_timestamp(e.at / 1000.0), e.tenant, e.website, md5(e.site || ' ' || e.visitor)::uuid, e."isView", e.page, e.referrer, e.country, e.device, e."loadTime", e.bytes
  from jsonb_to_recordset($1) e (at bigint, tenant uuid, website uuid, site integer, visitor integer, "isView" boolean, page text, referrer text, country text, device text, "loadTime" integer, bytes bigint)`;

async function found(events: Event[], zones: string[]): Promise<Record<string, Metrics>[]> {
  await db.query('begin');
  try {
    for (const [i, { tenant }] of sites.entries()) await db.query('update public.tenants set timezone = $2 where id = $1', [tenant, zones[i]]);
    await db.query(insert, [JSON.stringify(events.map((event) => ({ ...event, ...sites[event.site] })))]);
    const results: Record<string, Metrics>[] = [];
    for (let round = 0; round < 2; round++) {
      const { rows: [{ changed }] } = await db.query(
        `select sum(private.aggregate_page_events(d::date)) as changed
         from (select generate_series(min(created_at) - interval '2 days', max(created_at) + interval '2 days', interval '1 day') as d from private.raw_page_events) d`);
      if (round === 1) expect(Number(changed), 'counting again changes nothing').toBe(0);
      // days long past count as closed: once more all the same
      await db.query('delete from private.page_event_days');
      const { rows } = await db.query(`select website_id, date::text, to_jsonb(m) - '{tenant_id,id,website_id,date,created_at,updated_at}'::text[] as metrics from public.usage_metrics m`);
      results.push(Object.fromEntries(rows.map((row) => [`${sites.findIndex(({ website }) => website === row.website_id)} ${row.date}`, row.metrics])));
    }
    return results;
  } finally {
    await db.query('rollback');
  }
}

// ── Any traffic ──

const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'America/Havana', 'Asia/Beirut', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Etc/GMT+12', 'Australia/Lord_Howe', 'America/Santiago');
// clocks change in one of those places, or it is somebody's midnight
const moment = fc.constantFrom(
  '2025-03-29T22:00Z', '2025-03-30T01:00Z', '2025-10-25T21:00Z', '2025-10-26T01:00Z', '2025-11-02T04:00Z', '2025-11-02T05:00Z', '2025-11-02T06:00Z',
  '2025-03-09T05:00Z', '2025-04-05T15:00Z', '2025-04-06T03:00Z', '2025-09-07T04:00Z', '2026-01-01T00:00Z', '2026-01-01T10:00Z', '2026-01-01T12:00Z', '2025-12-31T18:15Z',
).map((text) => Date.parse(text));
const distance = fc.oneof(
  fc.constantFrom(0, 1, -1, HALF_AN_HOUR, HALF_AN_HOUR + 1, HALF_AN_HOUR - 1, 2 * HALF_AN_HOUR, -HALF_AN_HOUR),
  fc.integer({ min: -3 * HALF_AN_HOUR, max: 3 * HALF_AN_HOUR }),
  fc.integer({ min: -26 * 3_600_000, max: 26 * 3_600_000 }),
);
const referrer = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(null, 'google.com', 'google.de', 't.co', 'x.com', 'blog.example') }, fc.integer({ min: 1, max: 40 }).map((n) => `site-${n}.example`));
const traffic = fc.tuple(moment, fc.tuple(zone, zone, zone)).chain(([base, zones]) =>
  fc.record({
    zones: fc.constant(zones),
    events: fc.array(
      fc.record({
        site: fc.integer({ min: 0, max: 2 }),
        visitor: fc.integer({ min: 0, max: 4 }),
        at: distance.map((by) => base + by),
        isView: fc.boolean(),
        page: fc.oneof(fc.constantFrom('/', '/menu'), fc.integer({ min: 1, max: 30 }).map((n) => `/page-${n}`)),
        referrer,
        loadTime: fc.option(fc.integer({ min: 0, max: 600_000 })),
        bytes: fc.option(fc.integer({ min: 0, max: 104_857_600 })),
      }),
      { minLength: 1, maxLength: 120 },
    ),
  }),
);
// who they are follows from the visitor, as it does from address and agent
const whole = (events: Omit<Event, 'country' | 'device'>[]): Event[] =>
  events.map((event) => ({ ...event, country: [null, 'US', 'DE', 'DE', 'IN'][event.visitor]!, device: ['mobile', 'desktop', 'tablet', 'mobile', 'desktop'][event.visitor]! }));

test('any traffic', async () => {
  await fc.assert(
    fc.asyncProperty(traffic, async ({ zones, events }) => {
      const all = whole(events);
      const [first, second] = await found(all, zones);
      expect(first).toEqual(expected(all, zones));
      expect(second).toEqual(first);
    }),
    { numRuns: 200, endOnFailure: true },
  );
});

test('a crowd', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 199 }), fc.integer({ min: 0, max: 86_400_000 }), fc.boolean(), referrer), { minLength: 1000, maxLength: 2000, size: 'max' }), zone, async (rows, timezone) => {
      const all = rows.map(([visitor, offset, isView, from]): Event => ({
        site: visitor % 3, visitor, at: Date.parse('2025-10-25T22:00Z') + offset, isView, page: `/page-${offset % 25}`, referrer: from, country: `A${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[visitor % 26]}`,
        device: 'desktop', loadTime: offset % 1000, bytes: offset,
      }));
      const [first] = await found(all, [timezone, timezone, timezone]);
      expect(first).toEqual(expected(all, [timezone, timezone, timezone]));
    }),
    { numRuns: 8, endOnFailure: true },
  );
});
