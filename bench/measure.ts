// Only ratios of what ran at the same moment say anything on a machine that does other things too: each round runs every
// variant, in random order, and the ratio is the median of the rounds' ratios.
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { execute } from './paths.ts';

export const now = () => performance.now();

export type Statement = { text: string; values?: unknown[] };
/** Milliseconds. */
export type Times = { statement: number; request: number };

/** What one round measures of each variant; `n` is another number each time. */
export type Variants<T> = Record<string, (n: number) => Promise<T>>;

let calls = 0;

export async function rounds<T>(variants: Variants<T>, count: number, warmUp = 8): Promise<Record<string, T[]>> {
  const results: Record<string, T[]> = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
  for (let round = -warmUp; round < count; round++) {
    const order = Object.keys(variants).sort(() => Math.random() - 0.5);
    for (const name of order) {
      const result = await variants[name]!(++calls);
      if (round >= 0) results[name]!.push(result);
    }
  }
  return results;
}

export const quantile = (values: number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at % 1);
};
export const median = (values: number[]) => quantile(values, 0.5);

export type Ratio = { ratio: number; quartiles: [number, number]; /** Median of the divisor, in milliseconds. */ base: number };

export function ratio(of: number[], to: number[]): Ratio {
  const ratios = of.map((value, i) => value / to[i]!);
  return { ratio: median(ratios), quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)], base: median(to) };
}

export const times = (results: Times[], what: keyof Times) => results.map((each) => each[what]);

/** The quickest of three: what else the machine does only ever adds. */
export function quickest(run: (n: number) => Promise<Times>): (n: number) => Promise<Times> {
  return async (n) => {
    const runs = [await run(n), await run(++calls), await run(++calls)];
    return { statement: Math.min(...times(runs, 'statement')), request: Math.min(...times(runs, 'request')) };
  };
}

// Requests ------------------------------------------------------------------------------------------------------------

/** One connection that sends requests the way an API does: a message each for begin, who asks, the statement, commit. */
export class Connection {
  readonly client: pg.Client;
  private names = new Map<string, string>();

  private constructor(client: pg.Client) {
    this.client = client;
  }

  static async open(url: string): Promise<Connection> {
    const client = new pg.Client(url);
    client.on('error', () => {});
    await client.connect();
    return new Connection(client);
  }

  close = () => this.client.end();

  /** Prepared on first use. */
  query({ text, values = [] }: Statement): Promise<pg.QueryResult> {
    let name = this.names.get(text);
    if (!name) this.names.set(text, (name = `s${this.names.size}`));
    return this.client.query({ name, text, values });
  }

  /** A transaction with these settings, after the hooks given; times of the statement and of it all. */
  async request(settings: Record<string, string>, hooks: string[], statement: Statement): Promise<Times> {
    const entries = Object.entries(settings);
    const set = {
      text: `select ${entries.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, true)`).join(', ')}`,
      values: entries.flat(),
    };
    const begin = now();
    await this.client.query('begin');
    await this.query(set);
    for (const text of hooks) await this.query({ text });
    const before = now();
    await this.query(statement);
    const after = now();
    await this.client.query('commit');
    return { statement: after - before, request: now() - begin };
  }

  /**
   * The same seen by the server itself, without the network and the client: the time of one execution of the prepared
   * statement. Needs bench.timed().
   */
  async inServer(settings: Record<string, string>, hooks: string[], { text, values = [] }: Statement, repeat: number): Promise<number> {
    await this.client.query('begin');
    const entries = Object.entries(settings);
    await this.query({ text: `select ${entries.map((_, i) => `set_config($${2 * i + 1}, $${2 * i + 2}, true)`).join(', ')}`, values: entries.flat() });
    for (const hook of hooks) await this.query({ text: hook });
    let name = this.names.get(text);
    if (!name) {
      await this.query({ text, values });
      name = this.names.get(text)!;
    }
    const { rows } = await this.query({
      text: 'select bench.timed($1, $2) as us',
      values: [execute(name, values), repeat],
    });
    await this.client.query('commit');
    return Number(rows[0].us) / 1000;
  }
}

export const TIMED = `
  create schema if not exists bench;
  grant usage on schema bench to public;
  create or replace function bench.timed(p_statement text, p_times integer) returns double precision language plpgsql as $$
  declare
    v_begin timestamptz := clock_timestamp();
  begin
    for i in 1..p_times loop
      execute p_statement;
    end loop;
    return extract(epoch from clock_timestamp() - v_begin) * 1e6 / p_times;
  end
  $$`;

/** Transactions a second that `workers` of them get through side by side. */
export async function throughput(workers: ((n: number) => Promise<unknown>)[], milliseconds: number): Promise<number> {
  let done = 0;
  const begin = now();
  const end = begin + milliseconds;
  await Promise.all(
    workers.map(async (work) => {
      while (now() < end) {
        await work(++calls);
        done++;
      }
    }),
  );
  return done / ((now() - begin) / 1000);
}
