import { checks } from './lib/checks.ts';
import { command, step } from './lib/cli.ts';
import { prepareDatabase } from './lib/database.ts';
import { startPostgres } from './lib/postgres.ts';

const TEMPLATE = 'migrated';

await command({
  help: `
npm run lint [-- <words of a check's name>]

Everything that must hold besides the tests:
${checks.map(({ name }) => `  - ${name}`).join('\n')}
`,
  async run(_, words) {
    const chosen = checks.filter(({ name }) => name.includes(words.join(' ')));
    const server = await step('Postgres', () => startPostgres({ durable: false }));
    let wrong = 0;
    try {
      await step('migrations', () => prepareDatabase(server, { name: TEMPLATE }));
      for (const { name, run } of chosen) {
        const findings = await run({ server, template: TEMPLATE });
        console.log(`${findings.length === 0 ? '✓' : '✗'} ${name}`);
        for (const finding of findings) console.log(finding.replace(/^/gm, '    '));
        wrong += findings.length;
      }
    } finally {
      await server.stop();
    }
    console.log(wrong === 0 ? 'Nothing found.' : `${wrong} found.`);
    return wrong === 0 ? 0 : 1;
  },
});
