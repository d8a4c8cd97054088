import { command, step } from './lib/cli.ts';
import { currentIsEmpty, migrate } from './lib/migrate.ts';
import { openTarget } from './lib/target.ts';

await command({
  help: `
npm run migrate [-- --current]

Runs the committed migrations that a database has not seen yet: on the server that DATABASE_URL names, Supabase or plain
Postgres, with the role that shall own everything; without DATABASE_URL on the database of \`npm start\`.
Where Supabase's roles and its schemas auth, storage and extensions are missing, they are installed first, if the role may.

  --current   also the migration being written; development only

Connect directly or through a pooler in session mode: the run holds an advisory lock. Any number may run at once.
`,
  options: { current: { type: 'boolean' } },
  async run({ current }) {
    const target = await openTarget();
    try {
      const lines: string[] = [];
      await step(`migrations of ${target.label}`, () =>
        migrate(target.databaseUrl, { upTo: current ? 'current' : 'committed', rootUrl: target.rootUrl, log: (line) => lines.push(line) }),
      );
      for (const line of lines) console.log(line);
      if (!current && !currentIsEmpty()) console.log('The migration being written was left out: commit it (`npm run migrate:commit`), or use --current.');
    } finally {
      await target.close();
    }
  },
});
