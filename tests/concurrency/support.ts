// Several people at the same moment: every request is a transaction on a connection of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll } from 'vitest';
import { useDatabase } from '../run/database.ts';

export const CLIENTS = 8;

export type Answer = any[] | string;

export async function useClients() {
  const urls = await useDatabase({ helpers: true });
  const pool = new pg.Pool({ connectionString: urls.DATABASE_URL, max: CLIENTS });
  const opened = new Set<pg.PoolClient>();
  afterAll(async () => {
    for (const client of opened) client.release(true);
    await pool.end();
  });

  /** One transaction; answers its rows, or the reason of the refusal. */
  async function transaction(...statements: [sql: string, values?: unknown[]][]): Promise<Answer> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      let rows: any[] = [];
      for (const [sql, values] of statements) ({ rows } = await client.query(sql, values));
      await client.query('commit');
      return rows;
    } catch (error) {
      await client.query('rollback');
      const { code, detail, message } = error as pg.DatabaseError;
      return code?.startsWith('PT') ? detail! : `${code} ${message}`;
    } finally {
      client.release();
    }
  }

  return {
    /** As the owner of the database, who is nobody in particular. */
    owner: async (sql: string, values: unknown[] = []): Promise<any[]> => (await pool.query(sql, values)).rows,
    /** As the APIs do it for a signed-in person. */
    request: (email: string, sql: string, values: unknown[] = [], tenant: string | null = null) =>
      transaction(['select tests.act_as($1, $2)', [email, tenant]], [sql, values]),
    transaction,
    /** A transaction that stays open, for what must fall between two statements of somebody else. */
    open: async (...statements: [sql: string, values?: unknown[]][]) => {
      const client = await pool.connect();
      opened.add(client);
      await client.query('begin');
      for (const [sql, values] of statements) await client.query(sql, values);
      return async () => {
        await client.query('commit');
        opened.delete(client);
        client.release();
      };
    },
    /** Waits until the work is done, or waits for somebody's lock. */
    doneOrWaiting: async (work: Promise<unknown>) => {
      let done = false;
      void work.finally(() => (done = true));
      for (let waiting = 0; !done && waiting === 0; await sleep(20)) {
        const { rows } = await pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
        waiting = rows.length;
      }
    },
  };
}

export function atOnce<T>(work: (i: number) => Promise<T>, times = CLIENTS): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, i) => work(i)));
}

/** How often each refusal was given; null counts what went through. */
export function tally(answers: Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const key = typeof answer === 'string' ? answer : 'done';
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
