// B2: the same events end in the same tables, whatever order, repetition or company they arrive in.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../run/database.ts';
import { live, type Story, type StripeEvent } from './stripe_life.ts';

const urls = await useDatabase({ helpers: true });
const connect = async () => {
  const client = new pg.Client(urls.DATABASE_URL);
  client.on('error', () => {}); // some are ended on purpose
  await client.connect();
  return client;
};
const owner = await connect();
afterAll(() => owner.end());

await owner.query(`
  create table tests.deliveries (n integer primary key, what jsonb not null);

  create function tests.deliver(p_what jsonb) returns void language plpgsql as $$
  begin
    if p_what ? 'link' then
      perform public.link_customer('stripe', p_what ->> 'link', (p_what ->> 'tenant')::uuid);
    else
      perform public.ingest_webhook('stripe', p_what ->> 'id', p_what ->> 'type', to_timestamp((p_what ->> 'created')::bigint), p_what);
    end if;
  end $$;

  create function tests.deliver_all(p_order integer[]) returns void language plpgsql as $$
  declare
    v_n integer;
  begin
    foreach v_n in array p_order loop
      perform tests.deliver(d.what) from tests.deliveries d where d.n = v_n;
    end loop;
  end $$;

  -- What maintenance would do in time, and what is left of the events after it.
  create function tests.settle(p_tag text) returns table (event_type text, status text, why text) language plpgsql as $$
  begin
    perform private.run_maintenance(t.name) from private.maintenance_tasks() t (name) where t.name <> 'partitions';
    return query
      select e.event_type, e.status::text, coalesce(e.error, e.waits_for) from public.webhook_events e
      where e.event_id like '%\\_' || p_tag and e.status in ('received', 'failed');
  end $$;

  -- Everything a tenant has, and what its life has brought for everybody; but for ids, and for the moments at which
  -- something was written down. As rows, or as a digest of them.
  create table tests.estates as
  select t.name::text as name, format('select to_jsonb(r) as one from (select %s from %s t where %s) r',
    (select string_agg(case when c.type like 'timestamp%' then format('case when %1$I between $3 and clock_timestamp() then ''infinity'' else %1$I end as %1$I', c.name)
       else quote_ident(c.name) end, ', ')
     from tests.our_columns c
     where c.table_oid = t.oid and c.name not in ('created_at', 'updated_at', 'last_active_at')
       and (c.type <> 'uuid' or c.name in ('tenant_id', 'user_id', 'plan_id') or t.name::text in ('tenants', 'plans'))), t.name,
    case when t.name::text = 'plans' then 'true'
         when t.name::text = 'tenants' then 'id = $1'
         when t.name::text = 'prices' then 'provider_price_id like $2'
         when t.name::text = 'private.provider_payloads' then 'object_id like $2 or object_id like $2 || ''\\_%'''
         else 'tenant_id = $1' end) as query
  from tests.our_tables t
  where not t.is_partition and t.name::text not in ('audit_logs', 'webhook_events')
    and (t.name::text in ('tenants', 'plans', 'prices')
      or exists (select from tests.our_columns c where c.table_oid = t.oid and c.name = 'tenant_id'));

  create function tests.estate(p_tenant uuid, p_tag text, p_since timestamptz, p_whole boolean) returns jsonb language plpgsql as $$
  declare
    v_all jsonb := '{}';
    v_rows jsonb;
    v_table record;
  begin
    for v_table in select * from tests.estates loop
      execute format(case when p_whole then 'select jsonb_agg(one order by one::text) from (%s) x where $1 is not null and $2 <> '''' and $3 is not null'
        else 'select to_jsonb(md5(string_agg(one::text, '','' order by one::text))) from (%s) x where $1 is not null and $2 <> '''' and $3 is not null' end, v_table.query)
      into v_rows using p_tenant, '%\\_' || p_tag, p_since;
      if v_rows is not null then v_all := v_all || jsonb_build_object(v_table.name, v_rows); end if;
    end loop;
    return v_all;
  end $$;
  grant execute on all functions in schema tests to public;`);

const started = new Date(Date.now() - 1000);
const now = Math.floor(started.getTime() / 1000) - 60;

type Somebody = { tenant: string; buyer: string; tag: string };

let people = 0;
async function somebody(): Promise<Somebody> {
  const email = `life${++people}@example.com`;
  await owner.query('select tests.sign_up($1)', [email]);
  const { rows } = await owner.query('select tests.user_of($1) as buyer, tests.tenant_of($1) as tenant', [email]);
  return { ...rows[0], tag: `t${people}` };
}

const estate = async ({ tenant, tag }: Somebody, how: 'digest' | 'rows'): Promise<Record<string, unknown>> =>
  (await owner.query('select tests.estate($1, $2, $3, $4) as all', [tenant, tag, started, how === 'rows'])).rows[0].all;

type Delivery = StripeEvent | { link: string; tenant: string };

const inOrder = (events: StripeEvent[], who: Somebody): Delivery[] => [{ link: `cus_${who.tag}`, tenant: who.tenant }, ...events];

const laidOut = async (deliveries: Delivery[]) => {
  await owner.query('delete from tests.deliveries');
  await owner.query(`insert into tests.deliveries select ordinality - 1, value from jsonb_array_elements($1) with ordinality`, [JSON.stringify(deliveries)]);
};

/** What comes of the deliveries that are laid out, in this order; nothing of it stays. */
async function outcome(who: Somebody, order: number[], how: 'digest' | 'rows' = 'digest') {
  await owner.query('begin');
  try {
    await owner.query('select tests.deliver_all($1)', [order]);
    const { rows: unfinished } = await owner.query('select * from tests.settle($1)', [who.tag]);
    await owner.query('set constraints all immediate');
    const { rows: broken } = await owner.query('select * from private.check_invariants()');
    return { unfinished, broken, estate: await estate(who, how) };
  } finally {
    await owner.query('rollback');
  }
}

// ── Lives ──

const flag = fc.boolean();
const story: fc.Arbitrary<Story> = fc.record({
  shape: fc.constantFrom('before 2025-03-31', 'since'),
  gaps: fc.array(fc.constantFrom(0, 0, 0, 1, 40), { minLength: 1, maxLength: 7 }),
  monthsAgo: fc.constantFrom(0, 0, 3, 14),
  trial: flag,
  upgrade: fc.constantFrom('none', 'at once', 'yearly'),
  failure: fc.constantFrom('none', 'recovered', 'unpaid'),
  refund: fc.constantFrom('none', 'some', 'all'),
  disputed: flag,
  paused: flag,
  end: fc.constantFrom('none', 'announced', 'at period end', 'at once', 'never begun'),
  again: flag,
  credits: fc.constantFrom('none', 'paid', 'paid later', 'failed later', 'refunded'),
  lifetime: fc.constantFrom('none', 'none', 'bought', 'refunded'),
  customer: fc.constantFrom('stays', 'renamed', 'deleted'),
  catalogue: fc.constantFrom('first', 'told twice', 'withdrawn'),
  echoes: fc.array(fc.nat(6), { maxLength: 4 }),
});

/** Everything happens. */
const eventful: Story = {
  shape: 'since',
  gaps: [0, 0, 1],
  monthsAgo: 0,
  trial: true,
  upgrade: 'at once',
  failure: 'recovered',
  refund: 'some',
  disputed: true,
  paused: true,
  end: 'at once',
  again: true,
  credits: 'paid later',
  lifetime: 'none',
  customer: 'renamed',
  catalogue: 'told twice',
  echoes: [2, 5],
};

/** Numbers from 0 to below 1 that come out of a seed. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    yield ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

/** Another order, some more than once. Of a seed and not drawn one by one, so that a failure can be read. */
function disordered(count: number, seed: number): number[] {
  const random = numbers(seed);
  const below = (limit: number) => Math.floor(random.next().value * limit);
  const all = [...Array(count).keys(), ...Array.from({ length: below(8) }, () => below(count))];
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

const title = (each: Delivery) =>
  'link' in each ? 'the link' : `${each.type} ${each.data.object.id} ${each.data.object.status ?? ''} ${each.created - now} s`;

// SEED=… in the environment repeats what a failure tells
const SEED = process.env.SEED ? Number(process.env.SEED) : undefined;
const LIVES = 50;
const ORDERS = 20;

test(`${LIVES * ORDERS} random orders of random lives, with repetitions`, async () => {
  const who = await somebody();
  await fc.assert(
    fc.asyncProperty(story, fc.array(fc.integer(), { minLength: ORDERS, maxLength: ORDERS }), async (one, seeds) => {
      const deliveries = inOrder(live(one, { now, ...who }), who);
      await laidOut(deliveries);
      const expected = await outcome(who, [...deliveries.keys()]);
      expect(expected).toMatchObject({ broken: [], unfinished: [] });
      for (const seed of seeds) {
        const order = disordered(deliveries.length, seed);
        if (isDeepStrictEqual(await outcome(who, order), expected)) continue;
        const right = await outcome(who, [...deliveries.keys()], 'rows');
        expect(await outcome(who, order, 'rows'), order.map((n) => title(deliveries[n]!)).join('\n')).toEqual(right);
        throw new Error('the digests differ, the rows do not');
      }
    }),
    { numRuns: LIVES, seed: SEED },
  );
}, 300_000);

describe('over several connections', () => {
  const CONNECTIONS = 6;

  /** A delivery as the APIs do it: a transaction of its own, tried again until it is answered. */
  async function send(connection: { db: pg.Client }, delivery: Delivery) {
    for (let attempt = 0; ; attempt++) {
      try {
        await connection.db.query(`begin; select tests.act_as_service()`);
        await connection.db.query('select tests.deliver($1)', [delivery]);
        await connection.db.query('commit');
        return;
      } catch (error) {
        if (attempt >= 20) throw error;
        await connection.db.end().catch(() => {});
        connection.db = await connect();
      }
    }
  }

  async function sendAll(deliveries: Delivery[], meanwhile?: (connections: { db: pg.Client }[], done: () => boolean) => Promise<void>) {
    const queue = [...deliveries];
    const connections = await Promise.all(Array.from({ length: CONNECTIONS }, async () => ({ db: await connect() })));
    let working = CONNECTIONS;
    const work = connections.map(async (connection) => {
      for (let next = queue.shift(); next; next = queue.shift()) await send(connection, next);
      working--;
    });
    await Promise.all([...work, meanwhile?.(connections, () => working === 0)]);
    for (const { db } of connections) await db.end();
  }

  /** The first orders are those of several lives at once, so that they meet at the catalogue. */
  async function compare(seed: number, stories: Story[], meanwhile?: Parameters<typeof sendAll>[1]) {
    const lives = [];
    for (const one of stories) {
      const who = await somebody();
      const deliveries = inOrder(live(one, { now, ...who }), who);
      await laidOut(deliveries);
      lives.push({ who, deliveries, expected: (await outcome(who, [...deliveries.keys()], 'rows')).estate });
    }
    const all = lives.flatMap(({ deliveries }) => deliveries);
    await sendAll(disordered(all.length, seed).map((n) => all[n]!), meanwhile);
    for (const { who, expected } of lives) {
      const { rows: unfinished } = await owner.query('select * from tests.settle($1)', [who.tag]);
      expect(unfinished).toEqual([]);
      expect(await estate(who, 'rows')).toEqual(expected);
    }
    expect((await owner.query('select * from private.check_invariants()')).rows).toEqual([]);
  }

  const fewStories = fc.array(story, { minLength: 2, maxLength: 3 });

  test('several lives at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fewStories, (seed, stories) => compare(seed, [eventful, ...stories])),
      { numRuns: 5, seed: SEED, endOnFailure: true },
    );
  });

  test('connections that are killed at any moment leave no half effect', async () => {
    let killed = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer(), fewStories, (seed, stories) =>
        compare(seed, [eventful, ...stories], async (_, done) => {
          const random = numbers(seed);
          while (!done()) {
            // whoever is at work, at some moment of it
            await owner.query(`select pg_sleep($1)`, [random.next().value * 0.02]);
            const { rows } = await owner.query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' order by random() limit 1`,
            );
            killed += rows.length;
          }
        }),
      ),
      { numRuns: 5, seed: SEED, endOnFailure: true },
    );
    expect(killed).toBeGreaterThan(10);
  });
});
