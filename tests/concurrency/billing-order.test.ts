// B2: the same events end in the same tables, whatever order, repetition or company they arrive in.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { useDatabase } from '../run/database.ts';
import { live, type Story, type StripeEvent } from './stripe_life.ts';

const started = new Date(Date.now() - 1000);
const now = Math.floor(started.getTime() / 1000) - 60;

const worldSql = `
  create table tests.deliveries (n integer primary key, what jsonb not null);

  create function tests.deliver(p_what jsonb) returns void language plpgsql as $$
  begin
    if p_what ? 'link' then
      perform public.link_customer('stripe', p_what ->> 'link', (p_what ->> 'tenant')::uuid, (p_what ->> 'person')::uuid);
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
         when t.name::text = 'user_subscriptions' then 'provider_customer_id like $2'
         when t.name::text = 'prices' then 'provider_price_id like $2'
         when t.name::text = 'private.provider_payloads' then 'object_id like $2 or object_id like $2 || ''\\_%'''
         else 'tenant_id = $1' end) as query
  from tests.our_tables t
  where not t.is_partition and t.name::text not in ('audit_logs', 'webhook_events')
    and (t.name::text in ('tenants', 'plans', 'prices', 'user_subscriptions')
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
  grant execute on all functions in schema tests to public;`;

type Somebody = { tenant: string; buyer: string; tag: string };

type Delivery = StripeEvent | { link: string; tenant?: string; person?: string };

type Outcome = { unfinished: unknown[]; broken: unknown[]; estate: Record<string, unknown> };

let people = 0;

/** A database where lives are lived. */
async function useWorld() {
  const urls = await useDatabase({ helpers: true });
  const connect = async () => {
    const client = new pg.Client(urls.DATABASE_URL);
    client.on('error', () => {}); // some are ended on purpose
    await client.connect();
    return client;
  };
  const owner = await connect();
  afterAll(() => owner.end());
  await owner.query(worldSql);

  async function somebody(): Promise<Somebody> {
    const email = `life${++people}@example.com`;
    await owner.query('select tests.sign_up($1)', [email]);
    const { rows } = await owner.query('select tests.user_of($1) as buyer, tests.tenant_of($1) as tenant', [email]);
    return { ...rows[0], tag: `t${people}` };
  }

  const estate = async ({ tenant, tag }: Somebody, how: 'digest' | 'rows'): Promise<Record<string, unknown>> =>
    (await owner.query('select tests.estate($1, $2, $3, $4) as all', [tenant, tag, started, how === 'rows'])).rows[0].all;

  async function layOut(deliveries: Delivery[]) {
    await owner.query('delete from tests.deliveries');
    await owner.query(`insert into tests.deliveries select ordinality - 1, value from jsonb_array_elements($1) with ordinality`, [JSON.stringify(deliveries)]);
  }

  /** What comes of the deliveries that are laid out, in this order; nothing of it stays. */
  async function outcome(who: Somebody, order: number[], how: 'digest' | 'rows' = 'digest'): Promise<Outcome> {
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

  return { connect, owner, somebody, estate, layOut, outcome };
}

/** The link of the customer, and then the life. */
const inOrder = (story: Story, who: Somebody): Delivery[] => [
  { link: `cus_${who.tag}`, ...(story.payer === 'tenant' ? { tenant: who.tenant } : { person: who.buyer }) },
  ...live(story, { now, ...who }),
];

// ── Lives ──

const flag = fc.boolean();
const story: fc.Arbitrary<Story> = fc.record({
  shape: fc.constantFrom('before 2025-03-31', 'since'),
  payer: fc.constantFrom('tenant', 'tenant', 'tenant', 'person'),
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
  payer: 'tenant',
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

// two at once, so that no processor waits
const worlds = [await useWorld(), await useWorld()] as const;

test(`${LIVES * ORDERS} random orders of random lives, with repetitions`, async () => {
  const halves = worlds.map(({ somebody, layOut, outcome }) =>
    fc.asyncProperty(story, fc.array(fc.integer(), { minLength: ORDERS, maxLength: ORDERS }), async (one, seeds) => {
      const who = await somebody();
      const deliveries = inOrder(one, who);
      await layOut(deliveries);
      const expected = await outcome(who, [...deliveries.keys()]);
      expect(expected).toMatchObject({ broken: [], unfinished: [] });
      for (const seed of seeds) {
        const order = disordered(deliveries.length, seed);
        const digests = await outcome(who, order);
        if (isDeepStrictEqual(digests, expected)) continue;
        expect(digests).toMatchObject({ broken: [], unfinished: [] });
        const right = await outcome(who, [...deliveries.keys()], 'rows');
        const found = await outcome(who, order, 'rows');
        const said = order.map((n) => title(deliveries[n]!)).join('\n');
        for (const table of new Set([...Object.keys(right.estate), ...Object.keys(found.estate)]))
          expect(found.estate[table], `${table} after\n${said}`).toEqual(right.estate[table]);
        throw new Error('the digests differ, the rows do not');
      }
    }),
  );
  await Promise.all(halves.map((half) => fc.assert(half, { numRuns: LIVES / 2, seed: SEED, endOnFailure: true })));
}, 900_000);

test('a life in which everything happens ends as it should', async () => {
  const { owner, somebody, layOut, outcome } = worlds[0];
  for (const shape of ['before 2025-03-31', 'since'] as const) {
    const who = await somebody();
    const deliveries = inOrder({ ...eventful, shape }, who);
    await layOut(deliveries);
    const { estate } = await outcome(who, disordered(deliveries.length, 1), 'rows');
    const rows = (table: string) => estate[table] as Record<string, any>[];
    const { rows: plans } = await owner.query(`select id, slug from public.plans`);
    const slug = (id: string) => plans.find((plan) => plan.id === id)?.slug;
    // trial, then growth, then pro, which ended at once; growth again
    expect(rows('tenants')).toMatchObject([{ status: 'active', suspended_for: null }]);
    expect(slug(rows('tenants')[0]!.plan_id), shape).toBe('growth');
    const stripe = rows('subscriptions').filter((each) => each.provider_subscription_id);
    expect(stripe.map((each) => [slug(each.plan_id), each.status, each.is_current]).toSorted()).toEqual([
      ['growth', 'active', true],
      ['pro', 'canceled', false],
    ]);
    // three of the first, two of the second; each told of several times
    const invoices = rows('invoices');
    expect(invoices.map((each) => [each.status, each.amount]).toSorted()).toEqual([
      ['paid', 1500],
      ['paid', 1900],
      ['paid', 1900],
      ['paid', 1900],
      ['paid', 4900],
    ]);
    expect(invoices.filter((each) => each.amount_refunded > 0).map((each) => each.amount_refunded)).toEqual([400]);
    expect(invoices.filter((each) => each.disputed_at)).toHaveLength(1);
    // of the price's metadata, or its product's, with each whole period, and of the pack
    const granted = rows('credit_transactions').filter((each) => each.type.startsWith('add:')).map((each) => each.credits);
    expect(granted.toSorted((a, b) => a - b)).toEqual([100, 100, 100, 300, 500]);
    expect(rows('payments')).toMatchObject([{ status: 'paid', amount: 500, provider_price_id: `price_credits_${who.tag}` }]);
  }
});

test('a person who pays for themselves pays for no tenant', async () => {
  const { owner, somebody, layOut, outcome } = worlds[0];
  const who = await somebody();
  const before = JSON.stringify((await outcome(who, [], 'rows')).estate.subscriptions);
  const deliveries = inOrder({ ...eventful, payer: 'person' }, who);
  await layOut(deliveries);
  const { estate, unfinished } = await outcome(who, disordered(deliveries.length, 1), 'rows');
  expect(unfinished).toEqual([]);
  expect(JSON.stringify(estate.subscriptions)).toBe(before);
  const { rows } = await owner.query(`select id from public.plans where slug = 'starter'`);
  expect(estate.tenants).toMatchObject([{ plan_id: rows[0].id }]);
  expect((estate.user_subscriptions as { user_id: string; status: string }[]).map((each) => [each.user_id, each.status]).toSorted()).toEqual([
    [who.buyer, 'active'],
    [who.buyer, 'canceled'],
  ]);
});

test('whoever believed what comes last would be caught', async () => {
  const { owner, somebody, layOut, outcome } = await useWorld();
  const { rows } = await owner.query(`select pg_get_functiondef('private.keep_payload'::regproc) as body`);
  const credulous = (rows[0].body as string).replace(/where \(excluded\.stage,[^;]*;/, ';');
  expect(credulous).not.toBe(rows[0].body);
  await owner.query(credulous);
  const who = await somebody();
  const deliveries = inOrder(eventful, who);
  await layOut(deliveries);
  const ends = new Set<string>();
  for (const seed of [1, 2, 3, 4, 5]) ends.add(JSON.stringify((await outcome(who, disordered(deliveries.length, seed))).estate));
  expect(ends.size).toBeGreaterThan(1);
});

describe('over several connections', () => {
  const { connect, owner, somebody, estate, layOut, outcome } = worlds[0];
  const CONNECTIONS = 6;
  const KILLS = 25;

  /** A delivery as the APIs do it: a transaction of its own, tried again until it is answered. */
  async function send(connection: { db: pg.Client }, delivery: Delivery) {
    for (let attempt = 0; ; attempt++) {
      try {
        await connection.db.query(`begin; select tests.act_as_service()`);
        await connection.db.query('select tests.deliver($1)', [delivery]);
        await connection.db.query('commit');
        return;
      } catch (error) {
        if (attempt >= 50) throw error;
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

  async function compare(seed: number, stories: Story[], meanwhile?: Parameters<typeof sendAll>[1]) {
    const lives = [];
    for (const one of stories) {
      const who = await somebody();
      const deliveries = inOrder(one, who);
      await layOut(deliveries);
      // each life has prices of its own and all have the same plans, which name the prices of one of them
      const { plans, ...expected } = (await outcome(who, [...deliveries.keys()], 'rows')).estate;
      lives.push({ who, deliveries, expected });
    }
    const all = lives.flatMap(({ deliveries }) => deliveries);
    await sendAll(disordered(all.length, seed).map((n) => all[n]!), meanwhile);
    for (const { who, expected } of lives) {
      const { rows: unfinished } = await owner.query('select * from tests.settle($1)', [who.tag]);
      expect(unfinished).toEqual([]);
      const { plans, ...found } = await estate(who, 'rows');
      expect(found).toEqual(expected);
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
          // not for ever: what takes longest has to come through
          for (let kills = 0; kills < KILLS && !done(); ) {
            // whoever is at work, at some moment of it
            await owner.query(`select pg_sleep($1)`, [random.next().value * 0.02]);
            const { rows } = await owner.query(
              `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' order by random() limit 1`,
            );
            kills += rows.length;
            killed += rows.length;
          }
        }),
      ),
      { numRuns: 5, seed: SEED, endOnFailure: true },
    );
    expect(killed).toBeGreaterThan(10);
  });
});
