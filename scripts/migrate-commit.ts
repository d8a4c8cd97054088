import fs from 'node:fs';
import path from 'node:path';
import { commit } from 'graphile-migrate';
import { command, Problem, step } from './lib/cli.ts';
import { prepareDatabase } from './lib/database.ts';
import { currentFiles, currentIsEmpty, explain, migrateSettings, platformFiles, releaseConnections, withClient } from './lib/migrate.ts';
import { root } from './lib/paths.ts';
import { startPostgres } from './lib/postgres.ts';

const migrations = path.join(root, 'migrations');

await command({
  help: `
npm run migrate:commit -- "what it does"

Turns the migration being written into the next file of migrations/committed/, includes inlined, after it has run twice on
throw-away databases: no database of yours is touched. Then run \`npm run generate\` and commit everything.
`,
  async run(_, words) {
    const message = words.join(' ');
    if (!message) throw new Problem('What does it do? `npm run migrate:commit -- "adds invoices"`');
    if (currentIsEmpty()) throw new Problem('There is nothing to commit: the migration being written is empty.');
    const before = committed();
    const server = await step('Postgres', () => startPostgres({ durable: false }));
    try {
      const main = await prepareDatabase(server, { name: 'main', upTo: 'committed' });
      const settings = migrateSettings(main.DATABASE_URL);
      const restore = remember();
      const work = () => commit({
        ...settings,
        rootConnectionString: settings.connectionString!.replace(main.DATABASE_URL, server.rootUrl),
        shadowConnectionString: settings.connectionString!.replace('/main?', '/shadow?'),
        // The shadow database is made from nothing and needs the platform's parts as well.
        pgSettings: { ...settings.pgSettings, 'shim.owner': 'postgres' },
        afterReset: platformFiles.map((file) => `!${path.relative(migrations, file)}`),
      }, message);
      await step('commit', work)
        .catch(async (error) => {
          restore();
          throw new Problem(`Not committed: ${await explain(error, settings)}`);
        })
        .finally(() => withClient(server.rootUrl, (client) => releaseConnections(client, settings)));
    } finally {
      await server.stop();
    }
    leaveOneFile();
    for (const name of committed().filter((each) => !before.includes(each))) console.log(`wrote migrations/committed/${name}`);
    console.log('Next: `npm run generate`, look at `git diff`, commit.');
  },
});

function committed(): string[] {
  const folder = path.join(migrations, 'committed');
  return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
}

// A commit that fails leaves the migration behind with its includes inlined.
function remember(): () => void {
  const files = currentFiles().map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
  return () => files.forEach(({ file, text }) => fs.writeFileSync(file, text));
}

// A migration written as a folder of several files leaves an empty folder's worth of one; the next begins as one file.
function leaveOneFile(): void {
  const folder = path.join(migrations, 'current');
  if (!fs.existsSync(folder)) return;
  const [only, ...others] = fs.readdirSync(folder);
  if (others.length > 0 || !only || !currentIsEmpty()) return;
  fs.renameSync(path.join(folder, only), path.join(migrations, 'current.sql'));
  fs.rmdirSync(folder);
}
