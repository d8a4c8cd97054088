import { command, Problem, step } from './lib/cli.ts';
import { dropDatabase, isLocal, prepareDatabase, prepareExternal } from './lib/database.ts';
import { shown, withClient } from './lib/migrate.ts';
import { localServer } from './lib/paths.ts';
import { runningPostgres, startPostgres } from './lib/postgres.ts';

await command({
  help: `
npm run db:reset [-- --empty] [--yes]

Drops the database of \`npm start\` (which must not be running) and makes it again: everything migrated, with the demo tenant.
With DATABASE_URL the database it names, on this machine only, and only with --yes.

  --empty   without the demo tenant
  --yes     yes, drop the database that DATABASE_URL names
`,
  options: { empty: { type: 'boolean' }, yes: { type: 'boolean' } },
  async run({ empty, yes }) {
    const { DATABASE_URL } = process.env;
    await (DATABASE_URL ? resetExternal(DATABASE_URL, !empty, yes ?? false) : resetLocal(!empty));
    console.log('The database is new.');
  },
});

async function resetLocal(demo: boolean): Promise<void> {
  const { dataDir, database } = localServer;
  if (runningPostgres(dataDir)) throw new Problem('`npm start` is running on this data: stop it first (Ctrl-C there).');
  const server = await step('Postgres', () => startPostgres({ dataDir, durable: true }));
  try {
    await dropDatabase(server, database);
    await step('migrations', () => prepareDatabase(server, { name: database, demo }));
  } finally {
    await server.stop();
  }
}

async function resetExternal(databaseUrl: string, demo: boolean, sure: boolean): Promise<void> {
  const { hostname, pathname } = new URL(databaseUrl);
  if (!isLocal(hostname)) throw new Problem(`${shown(databaseUrl)} is not on this machine: this command leaves it alone.`);
  if (!sure) throw new Problem(`This drops everything in ${shown(databaseUrl)}. If that is what you want, add --yes.`);
  const name = decodeURIComponent(pathname.slice(1));
  const elsewhere = new URL(databaseUrl);
  elsewhere.pathname = name === 'postgres' ? '/template1' : '/postgres';
  await withClient(elsewhere.toString(), async (client) => {
    await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
  await step('migrations', () => prepareExternal(databaseUrl, { demo }));
}
