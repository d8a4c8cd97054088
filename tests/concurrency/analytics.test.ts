// S12: visits that come while they are counted, and counting in several places at once.
import { beforeAll, expect, test } from 'vitest';
import { atOnce, CLIENTS, tally, useClients } from './support.ts';

const { owner, transaction, open, doneOrWaiting } = await useClients();
const firefox = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0';
let host = '';

beforeAll(async () => {
  [{ host }] = (await owner(`select tests.counted_site('ann@a.test') as host`)) as [{ host: string }];
});

const batch = (i: number, n = 20) =>
  JSON.stringify(Array.from({ length: n }, (_, k) => ({ host, path: '/', event: 'view', address: `10.${i}.${k % 10}.1`, user_agent: firefox })));
const record = (i: number) => transaction(['select private.record_page_events($1) as n', [batch(i)]]);
const today = `(now() at time zone 'UTC')::date`;
const aggregate = () => transaction([`select private.aggregate_page_events(${today}) as n`]);
const counts = async () => (await owner(`select (select count(*)::int from private.raw_page_events) as events, (select coalesce(sum(page_views), 0)::int from public.usage_metrics where date = ${today}) as counted`))[0];

test('visits at once all count, with one salt', async () => {
  const answers = await atOnce((i) => record(i), 3 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 3 * CLIENTS });
  expect((await counts()).events).toBe(3 * CLIENTS * 20);
  expect(await owner('select count(*)::int as salts from private.visitor_salts')).toEqual([{ salts: 1 }]);
  expect(await owner('select count(distinct visitor_id)::int as visitors from private.raw_page_events')).toEqual([{ visitors: 3 * CLIENTS * 10 }]);
});

test('networks that send in opposite order do not deadlock', async () => {
  const events = (turn: boolean) => {
    const all = Array.from({ length: 40 }, (_, k) => ({ host, path: '/', event: 'leave', address: `172.16.${k}.1`, user_agent: firefox }));
    return JSON.stringify(turn ? all.reverse() : all);
  };
  const answers = await atOnce((i) => transaction(['select private.record_page_events($1)', [events(i % 2 === 0)]]), 6 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 6 * CLIENTS });
});

test('counting in many places at once, while visits come, counts each once in the end', async () => {
  const answers = await atOnce((i) => (i % 3 === 0 ? record(100 + i) : aggregate()), 4 * CLIENTS);
  expect(tally(answers)).toEqual({ done: 4 * CLIENTS });
  await aggregate();
  const { counted } = await counts();
  expect(await owner('select count(*)::int as n from private.raw_page_events where is_view')).toEqual([{ n: counted }]);
  expect(await owner(`select count(*)::int as n from public.usage_metrics where date = ${today}`)).toEqual([{ n: 1 }]);
});

test('a visit that is not committed yet is counted the next time', async () => {
  const before = (await counts()).counted;
  const commit = await open(['select private.record_page_events($1)', [batch(200)]]);
  await aggregate();
  expect((await counts()).counted).toBe(before);
  await commit();
  await aggregate();
  expect((await counts()).counted).toBe(before + 20);
});

test('the second who counts waits for the first', async () => {
  await record(210);
  const commit = await open([`select private.aggregate_page_events(${today})`]);
  const second = aggregate();
  await doneOrWaiting(second);
  await record(211);
  await commit();
  expect(tally([await second])).toEqual({ done: 1 });
  expect((await counts()).counted).toBe((await owner('select count(*)::int as n from private.raw_page_events where is_view'))[0].n);
});

test('a day that somebody still writes to is not waited for: it is dropped the next time', async () => {
  await owner(`insert into private.raw_page_events select now() - interval '9 days', tenant_id, website_id, visitor_id, is_view, page_slug, referrer, country, device, load_time_ms, bytes from private.raw_page_events limit 1`);
  await owner('select private.ensure_partitions()');
  const old = async () => (await owner(`select count(*)::int as n from private.page_event_partitions() p where p.day < ${today} - 8`))[0].n;
  const commit = await open([`select from private.raw_page_events where created_at < now() - interval '8 days' limit 1`]);
  for (let rest = 1; rest > 0; ) {
    const answer = await transaction(['select private.maintain_page_events() as n']);
    expect(tally([answer])).toEqual({ done: 1 });
    rest = Number((answer as { n: string }[])[0]!.n);
  }
  expect(await old()).toBe(1);
  await commit();
  await transaction(['select private.maintain_page_events()']);
  expect(await old()).toBe(0);
});
