import fs from 'node:fs';
import { command, Problem, step } from './lib/cli.ts';
import { withClient } from './lib/migrate.ts';
import { openTarget } from './lib/target.ts';
import { importTenant, linesOf } from './lib/tenant-file.ts';

await command({
  help: `
npm run tenant:import -- <file>

Brings a tenant that \`npm run tenant:export\` has written (- reads it from the standard input) into a migrated database that
does not have it: with the same ids and times, in one transaction.

People come with it who are not there yet: those the tenant knows by name with name and address, unconfirmed and without a
password (let them set one by "forgot password"); others as somebody who has left. Nobody can write meanwhile.

Works on the database of DATABASE_URL, or on the data of npm start.
`,
  async run(_flags, [file, ...more]) {
    if (!file || more.length > 0) throw new Problem('Which file? `npm run tenant:import -- --help` shows how.');
    if (file !== '-' && !fs.existsSync(file)) throw new Problem(`There is no file ${file}.`);
    const target = await openTarget();
    try {
      const lines = linesOf(file === '-' ? process.stdin : fs.createReadStream(file));
      const { slug, rows } = await step(`import into ${target.label}`, () => withClient(target.databaseUrl, (client) => importTenant(client, lines)));
      console.log(`${slug}: ${rows} rows are there. Copy its files to the storage, and let its people set passwords.`);
    } finally {
      await target.close();
    }
  },
});
