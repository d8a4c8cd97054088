// The database a migration command works on: DATABASE_URL's, or the one of `npm start`, which need not be running.
import { step } from './cli.ts';
import { createDatabase } from './database.ts';
import { shown } from './migrate.ts';
import { localServer } from './paths.ts';
import { runningPostgres, startPostgres } from './postgres.ts';

export type Target = {
  databaseUrl: string;
  /** Superuser of the same database; only where the server is ours. */
  rootUrl?: string;
  label: string;
  close(): Promise<void>;
};

export async function openTarget(): Promise<Target> {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL) return { databaseUrl: DATABASE_URL, label: shown(DATABASE_URL), close: async () => {} };
  const { dataDir, database } = localServer;
  const running = runningPostgres(dataDir);
  const started = running ? undefined : await step('Postgres', () => startPostgres({ dataDir, durable: true }));
  const urls = await createDatabase(running ?? started!, database);
  return {
    databaseUrl: urls.DATABASE_URL,
    rootUrl: urls.ROOT_DATABASE_URL,
    label: `the database of ${running ? 'the running ' : ''}\`npm start\``,
    close: async () => started?.stop(),
  };
}
