import { Logger, parseCrontab, run } from 'graphile-worker';
import type pg from 'pg';
import { command, onStop, step } from './lib/cli.ts';
import { withClient } from './lib/migrate.ts';
import { openTarget } from './lib/target.ts';

const PURGES_AT_ONCE = 5;

await command({
  help: `
npm run worker [-- --once]

Does the periodic work (partitions, purges, sweeping; private.run_maintenance does the same) at the start and every five
minutes, and says what it did. Any number may run; graphile-worker's tables, in a schema of its own, say whose turn it is.
Where pg_cron runs the maintenance, this is not needed.

  --once   do what is due and end; the status tells whether all went well

Works on the database of DATABASE_URL, connected directly or through a pooler in session mode, or on the data of npm start.
`,
  options: { once: { type: 'boolean' } },
  async run({ once }) {
    const target = await openTarget();
    if (once) {
      try {
        return (await step(`maintenance of ${target.label}`, () => maintain(target.databaseUrl))) ? 0 : 1;
      } finally {
        await target.close();
      }
    }
    const runner = await run({
      connectionString: target.databaseUrl,
      concurrency: 1,
      noHandleSignals: true,
      logger: new Logger(() => (level, message) => {
        if (level === 'error' || level === 'warning') console.error(message);
      }),
      taskList: { maintain: async () => void (await maintain(target.databaseUrl)) },
      parsedCronItems: parseCrontab('*/5 * * * * maintain ?jobKey=maintain&max=1'),
    });
    onStop(async () => {
      await runner.stop();
      await target.close();
    });
    await runner.addJob('maintain', {}, { jobKey: 'maintain', maxAttempts: 1 });
    console.log(`Looking after ${target.label}. Ctrl-C stops it.`);
    await runner.promise;
    // it ends when it is asked to, which ends the process
    return new Promise<never>(() => {});
  },
});

/** Each task in a transaction of its own, so that none holds its locks for another; whether all went well. */
async function maintain(databaseUrl: string): Promise<boolean> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>('select t.name from private.maintenance_tasks() t (name)');
    let fine = true;
    for (const { name } of rows) {
      for (let more = true; more; ) {
        const { done, problem } = await once(client, name);
        if (done) console.log(`${new Date().toISOString()} ${name}: ${done}`);
        if (problem && problem !== 'busy elsewhere') console.error(`${new Date().toISOString()} ${name}: ${problem}`);
        if (problem && problem !== 'busy elsewhere') fine = false;
        more = name === 'purges' && done === PURGES_AT_ONCE;
      }
    }
    return fine;
  });
}

async function once(client: pg.Client, name: string): Promise<{ done: number; problem: string | null }> {
  const { rows: [row] } = await client.query<{ done: string | null; problem: string | null }>('select m.done, m.problem from private.run_maintenance($1) m', [name]);
  return { done: Number(row?.done ?? 0), problem: row?.problem ?? null };
}
