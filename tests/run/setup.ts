// Before all tests: one throw-away server with a template of the migrated database. After them: nothing broken in any database.
import fs from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { Problem, step } from '../../scripts/lib/cli.ts';
import { brokenInvariants, cloneDatabase, prepareDatabase, type ServerAddress } from '../../scripts/lib/database.ts';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { startPostgres } from '../../scripts/lib/postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    server: ServerAddress;
  }
}

/** Just migrated. */
export const TEMPLATE = 'template_migrated';
/** The same with pgTAP (schema tap) and the helpers of tests/database/helpers.sql (schema tests). */
export const PGTAP_TEMPLATE = 'template_pgtap';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await step('Postgres', () => startPostgres({ durable: false, pgtap: true }));
  try {
    await step('migrations', () => prepareDatabase(server, { name: TEMPLATE }));
    await step('pgTAP', () => installPgtap(server));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('server', { rootUrl: server.rootUrl, password: server.password });
  return async () => {
    try {
      const broken = await invariantsBrokenAnywhere(server);
      if (broken.length > 0) throw new Error(`Broken invariants after the tests:\n${broken.join('\n')}`);
    } finally {
      await server.stop();
    }
  };
}

async function installPgtap(server: ServerAddress): Promise<void> {
  const urls = await cloneDatabase(server, { template: TEMPLATE, name: PGTAP_TEMPLATE });
  await withClient(urls.ROOT_DATABASE_URL, (client) =>
    client.query('create schema tap; create extension pgtap schema tap; grant usage on schema tap to public'),
  );
  const helpers = path.join(root, 'tests', 'database', 'helpers.sql');
  if (!fs.existsSync(helpers)) return;
  await withClient(urls.DATABASE_URL, (client) => client.query(fs.readFileSync(helpers, 'utf8'))).catch((error) => {
    throw new Problem(`tests/database/helpers.sql: ${error.message}`);
  });
}

async function invariantsBrokenAnywhere(server: ServerAddress): Promise<string[]> {
  const names = await withClient(server.rootUrl, async (client) => {
    const { rows } = await client.query(`select datname from pg_database where datallowconn and datname not in ('postgres', 'template1')`);
    return rows.map((row) => row.datname as string);
  });
  const broken: string[] = [];
  for (const name of names) {
    await withClient(server.rootUrl.replace(/\/postgres$/, `/${name}`), async (client) => {
      for (const each of await brokenInvariants(client)) broken.push(`${name}: ${each}`);
    });
  }
  return broken;
}
