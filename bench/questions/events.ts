// Page events: what taking them in, counting and forgetting them costs.
import { randomUUID } from 'node:crypto';
import { id } from '../data.ts';
import { Connection, median, now, quickest, ratio, rounds, times } from '../measure.ts';
import { cell, type Section } from '../report.ts';
import type { Bench } from '../run.ts';

const HOOK = ['select private.begin_request()'];
const BATCH = 1000;
const service = { role: 'service_role', 'request.jwt.claims': '{"role": "service_role"}', 'request.headers': '{}' };
const agent = (i: number) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${120 + (i % 30)}.0.0.0 Safari/537.36`;

// A hundred visitors' visits to twenty websites; each batch is of others.
const batch = (n: number) =>
  Array.from({ length: BATCH }, (_, i) => ({
    host: `site-${30 + (i % 20)}-1.localhost`, path: i % 3 === 0 ? '/' : '/page-2', event: i % 2 === 0 ? 'view' : 'leave', referrer: 'https://www.google.com/',
    load_time_ms: 200 + i, bytes: 20_000, address: `10.${n % 256}.${(n >> 8) % 256}.${i % 100}`, user_agent: agent(i % 100), country: 'US',
  }));

const columns = {
  created_at: 'timestamptz', tenant_id: 'uuid', website_id: 'uuid', visitor_id: 'uuid', is_view: 'boolean', page_slug: 'text', referrer: 'text', country: 'text', device: 'text',
  load_time_ms: 'integer', bytes: 'bigint',
};
const names = Object.keys(columns).join(', ');

/** The rows that come of such a batch. */
function rowsOf(n: number) {
  const visitors = Array.from({ length: 100 }, () => randomUUID());
  const rows = batch(n).map((event, i) => [
    new Date().toISOString(), id(`tenant ${30 + (i % 20)}`), id(`website ${30 + (i % 20)} 1`), visitors[i % 100], event.event === 'view', event.path, 'google.com', 'US', 'desktop', event.load_time_ms, event.bytes,
  ]);
  return Object.keys(columns).map((_, column) => rows.map((row) => row[column]));
}

export async function events(bench: Bench): Promise<Section> {
  const owner = await Connection.open(bench.big.DATABASE_URL);
  const caller = await Connection.open(bench.big.AUTHENTICATOR_URL);

  const taken = await rounds({
    ours: quickest((n) => caller.request(service, HOOK, { text: 'select public.track_page_views($1)', values: [JSON.stringify(batch(n))] })),
    bare: quickest((n) => owner.request({ role: 'none' }, [], {
      text: `insert into private.raw_page_events (${names}) select * from unnest(${Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`,
      values: rowsOf(n),
    })),
  }, bench.count(40));
  await owner.client.query('truncate private.raw_page_events');

  const count = bench.quick ? 100_000 : 1_000_000;
  await owner.client.query(`
    insert into private.raw_page_events (${names})
    select date_trunc('day', now(), 'UTC') + ((hashint4(v)::bigint + 2147483648) / 4294967296.0) * interval '23 hours' + (i % 7) * interval '3 minutes',
      md5('tenant ' || 1 + v % 300)::uuid, md5('website ' || 1 + v % 300 || ' 1')::uuid, md5('visitor ' || v)::uuid, i % 2 = 0, case i % 3 when 0 then '/' else '/page-' || 1 + i % 5 end,
      case when i % 5 = 0 then (array['google.com', 't.co', 'blog.example'])[1 + v % 3] end, (array['US', 'DE', 'IN'])[1 + v % 3], (array['mobile', 'desktop'])[1 + v % 2], i % 900, 20000
    from (select i, hashint4(i) & 131071 as v from generate_series(1, ${count}) i) g`);
  await owner.client.query('vacuum analyze private.raw_page_events');
  const day = `(now() at time zone 'UTC')::date`;
  const counted: number[] = [];
  for (let round = 0; round < 3; round++) {
    await owner.client.query(`delete from public.usage_metrics where date = ${day}`);
    const begin = now();
    await owner.client.query(`select private.aggregate_page_events(${day})`);
    counted.push(now() - begin);
  }
  const plan = await owner.client.query(`select page_views, sessions, unique_visitors from (select sum(page_views) as page_views, sum(sessions) as sessions, sum(unique_visitors) as unique_visitors from public.usage_metrics where date = ${day}) t`);

  const wal = async (statement: string) => {
    const at = async () => (await owner.client.query('select pg_current_wal_insert_lsn() as at')).rows[0].at as string;
    const before = await at();
    await owner.client.query(statement);
    return Number((await owner.client.query('select pg_wal_lsn_diff($1, $2) as bytes', [await at(), before])).rows[0].bytes);
  };
  const partition = (await owner.client.query(`select 'private.raw_page_events_' || to_char(now() at time zone 'UTC', 'YYYY_MM_DD') as name`)).rows[0].name as string;
  const deleted = await wal(`delete from ${partition}`);
  const dropped = await wal(`drop table ${partition}`);
  await owner.client.query('select private.ensure_partitions()');
  await owner.client.query(`delete from public.usage_metrics where date = ${day}; delete from private.page_event_days; delete from private.rate_limit_buckets where key like 'track %'`);
  await Promise.all([owner.close(), caller.close()]);

  const per = (list: { statement: number }[]) => (BATCH / median(list.map(({ statement }) => statement))) * 1000;
  const speed = ratio(times(taken.bare!, 'statement'), times(taken.ours!, 'statement'));
  const { page_views, sessions, unique_visitors } = plan.rows[0];
  return {
    title: 'Events',
    text: `Page events by the thousand, as the edge function reports them, ÷ the same rows as bare arrays by \`unnest\`; a day of ${count.toLocaleString('en-US')} events of 300 websites made into its numbers; what forgetting a day writes to the log, dropped ÷ deleted.`,
    columns: ['found'],
    rows: [
      { name: 'speed of track_page_views ÷ bare unnest', cells: [cell(speed, { min: 0.8 })] },
      { name: 'track_page_views, events', cells: [{ value: per(taken.ours!), unit: '/s' }] },
      { name: `counting ${count.toLocaleString('en-US')} events`, cells: [{ value: median(counted), unit: 'ms', goal: { max: 3000 } }] },
      { name: 'log of a day dropped ÷ deleted', cells: [{ value: dropped / deleted, goal: { max: 0.001 } }] },
    ],
    notes: [
      'What each event costs beyond its row: reading JSON, its website and plan and page looked up, robots known, its network’s limit, an HMAC.',
      `The day: ${Number(page_views).toLocaleString('en-US')} views in ${Number(sessions).toLocaleString('en-US')} sessions of ${Number(unique_visitors).toLocaleString('en-US')} visitors.`,
    ],
  };
}
