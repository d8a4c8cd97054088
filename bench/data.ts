// The same rows in every database: who and what there is follows from a tenant's number.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { withClient } from '../scripts/lib/migrate.ts';

type Size = { tenants: number; /** Of these, the first ones have some history, and send the requests. */ active: number };

/** As in data/*.sql: id('page 7 1 3') is the third page of the first website of tenant 7. */
export function id(what: string): string {
  return createHash('md5').update(what).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** What PostgREST sets before it calls begin_request(), for the owner of a tenant. */
export function requestOf(tenant: number, headers: Record<string, string> = {}): Record<string, string> {
  const sub = id(`user ${tenant}`);
  return {
    role: 'authenticated',
    'request.jwt.claims': JSON.stringify({
      iss: 'http://localhost:3000/auth/v1', sub, aud: 'authenticated', role: 'authenticated',
      email: `user-${tenant}@bench.test`, iat: 1767225600, exp: 1767229200, session_id: id(`session ${tenant}`),
    }),
    'request.headers': JSON.stringify({ 'user-agent': 'bench', 'x-forwarded-for': '192.0.2.1', ...headers }),
  };
}

/** Fills a database, as a superuser: no trigger runs, the rows are what they would leave. */
export async function fill(rootUrl: string, file: 'ours' | 'source', size: Size, settings: Record<string, string> = {}): Promise<void> {
  const sql = fs.readFileSync(path.join(import.meta.dirname, 'data', `${file}.sql`), 'utf8');
  await withClient(rootUrl, async (client) => {
    for (const [name, value] of Object.entries({ ...size, ...settings })) {
      await client.query('select set_config($1, $2, false)', [`bench.${name}`, String(value)]);
    }
    await client.query(sql);
    // index-only scans, and plans that do not depend on when somebody last vacuumed
    await client.query('vacuum analyze');
  });
}
