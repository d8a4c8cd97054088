import fs from 'node:fs';
import path from 'node:path';
import { command, step } from './lib/cli.ts';
import { prepareDatabase } from './lib/database.ts';
import { generatedFiles, SUPABASE_MIGRATIONS } from './lib/generated.ts';
import { root } from './lib/paths.ts';
import { startPostgres } from './lib/postgres.ts';

await command({
  help: `
npm run generate

Writes what is made from the migrations: schema.sql, schema.graphql, types/database.ts, docs/errors.md, docs/definers.md,
docs/schema.md and supabase/migrations/; and docs/rules.md, from the rules and the tests. Commit the result; \`npm run lint\`
compares.
`,
  async run() {
    const server = await step('Postgres', () => startPostgres({ durable: false }));
    try {
      await step('migrations', () => prepareDatabase(server, { name: 'migrated' }));
      const files = await step('generated files', () => generatedFiles(server, 'migrated'));
      fs.rmSync(path.join(root, SUPABASE_MIGRATIONS), { recursive: true, force: true });
      for (const [name, content] of files) {
        const file = path.join(root, name);
        if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === content) continue;
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, content);
        console.log(`wrote ${name}`);
      }
    } finally {
      await server.stop();
    }
    console.log('Everything generated is in step: look at `git diff`.');
  },
});
