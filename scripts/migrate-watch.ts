import fs from 'node:fs';
import path from 'node:path';
import { command, onStop, Problem } from './lib/cli.ts';
import { migrate } from './lib/migrate.ts';
import { root } from './lib/paths.ts';
import { openTarget } from './lib/target.ts';

const WATCHED = ['migrations', 'functions', 'policies', 'seed'];

await command({
  help: `
npm run migrate:watch

Runs the migration being written, and again whenever a file of ${WATCHED.map((name) => `${name}/`).join(', ')} changes, on the server that
DATABASE_URL names, or on the database of \`npm start\`. Ctrl-C ends it.
`,
  async run() {
    const target = await openTarget();
    onStop(target.close);
    let running = false;
    let again = false;
    const apply = async () => {
      again = running;
      if (running) return;
      running = true;
      const begin = performance.now();
      try {
        await migrate(target.databaseUrl, { upTo: 'current', rootUrl: target.rootUrl });
        console.log(`✓ ${new Date().toLocaleTimeString()} up to date (${((performance.now() - begin) / 1000).toFixed(1)} s)`);
      } catch (error) {
        console.error(error instanceof Problem ? error.message : error);
      }
      running = false;
      if (again) await apply();
    };
    // Editors write a file in several steps.
    let pending: NodeJS.Timeout | undefined;
    for (const name of WATCHED) {
      const folder = path.join(root, name);
      if (!fs.existsSync(folder)) continue;
      fs.watch(folder, { recursive: true }, () => {
        clearTimeout(pending);
        pending = setTimeout(apply, 150);
      });
    }
    await apply();
    console.log(`Watching ${WATCHED.join(', ')} for ${target.label}.`);
    return new Promise<number>(() => {});
  },
});
