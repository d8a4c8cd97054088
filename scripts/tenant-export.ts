import { once } from 'node:events';
import { command, Problem, step } from './lib/cli.ts';
import { withClient } from './lib/migrate.ts';
import { openTarget } from './lib/target.ts';
import { exportTenant } from './lib/tenant-file.ts';

await command({
  help: `
npm run tenant:export -- <slug> [--public] > file.ndjson

Writes everything a tenant has, as of one moment, a JSON object a line, in an order that \`npm run tenant:import\` can use.
Keep the file as safe as the database: it holds the hashes of page passwords, and whatever else stands in private tables.

  --public   only what the tenant's owner gets through the API (export_tenant)

Works on the database of DATABASE_URL, or on the data of npm start. Files in storage are not in it.
`,
  options: { public: { type: 'boolean' } },
  async run({ public: open }, [slug, ...more]) {
    if (!slug || more.length > 0) throw new Problem('Which tenant? `npm run tenant:export -- --help` shows how.');
    const target = await openTarget();
    try {
      const rows = await step(`export of ${slug}`, () =>
        withClient(target.databaseUrl, async (client) => {
          let count = 0;
          for await (const line of exportTenant(client, slug, { secrets: !open })) {
            count++;
            if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
          }
          // a pipe takes what it is given later, and a process that ends waits for nothing
          await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
          return count - 2;
        }),
      );
      console.error(`${rows} rows. npm run tenant:import -- <file> brings them into another database.`);
    } finally {
      await target.close();
    }
  },
});
