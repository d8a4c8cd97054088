import { Logger, parseCrontab, run } from 'graphile-worker';
import type pg from 'pg';
import { whyWaiting, workOff } from '../supabase/functions/_shared/outbox.ts';
import { lookUp } from '../supabase/functions/verify-domain/dns.ts';
import { command, onStop, step } from './lib/cli.ts';
import { withClient } from './lib/migrate.ts';
import { openTarget } from './lib/target.ts';

const PURGES_AT_ONCE = 5;
const DOMAINS_AT_ONCE = 20;
// Why things wait, as far as it was said.
const said = new Set<string>();

await command({
  help: `
npm run worker [-- --once]

Does the periodic work (partitions, purges, sweeping; private.run_maintenance does the same) at the start and every five
minutes, and what has to happen outside the database (mail, deletions, cancellations, asking DNS about domains) every minute, and
says what it did. Any number may run; graphile-worker's tables, in a schema of its own, say whose turn it is. Where pg_cron runs the maintenance
and a scheduler calls the edge functions work-outbox and verify-domain, this is not needed.

  --once   do what is due and end; the status tells whether all went well

Works on the database of DATABASE_URL, connected directly or through a pooler in session mode, or on the data of npm start.
The settings of mail servers and providers are those of edge functions, from the environment: docs/edge-functions.md lists
them. What lacks its settings waits. Files on Supabase take SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY too.
`,
  options: { once: { type: 'boolean' } },
  async run({ once }) {
    const target = await openTarget();
    if (once) {
      try {
        const maintained = await step(`maintenance of ${target.label}`, () => maintain(target.databaseUrl));
        const worked = await step('outbox', () => workOutbox(target.databaseUrl));
        await step('domains', () => checkDomains(target.databaseUrl));
        return maintained && worked ? 0 : 1;
      } finally {
        await target.close();
      }
    }
    const runner = await run({
      connectionString: target.databaseUrl,
      concurrency: 2,
      noHandleSignals: true,
      logger: new Logger(() => (level, message) => {
        if (level === 'error' || level === 'warning') console.error(message);
      }),
      taskList: {
        maintain: async () => void (await maintain(target.databaseUrl)),
        work_outbox: async () => void (await workOutbox(target.databaseUrl)),
        check_domains: async () => void (await checkDomains(target.databaseUrl)),
      },
      parsedCronItems: parseCrontab('*/5 * * * * maintain ?jobKey=maintain&max=1\n* * * * * work_outbox ?jobKey=work_outbox&max=1\n* * * * * check_domains ?jobKey=check_domains&max=1'),
    });
    onStop(async () => {
      await runner.stop();
      await target.close();
    });
    for (const task of ['maintain', 'work_outbox', 'check_domains']) await runner.addJob(task, {}, { jobKey: task, maxAttempts: 1 });
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

/** What is due outside; whether all of it went well. What waits for settings is said once. */
async function workOutbox(databaseUrl: string): Promise<boolean> {
  return withClient(databaseUrl, async (client) => {
    const query = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await client.query<Row>(sql, values)).rows;
    const report = await workOff(
      {
        claim: async (kind) => (await query<{ id: string; payload: Record<string, unknown>; attempt: number }>('select * from private.claim_outbox($1)', [kind]))[0],
        finish: ({ id, attempt }, error, final) => query('select private.finish_outbox($1, $2, $3, $4)', [id, attempt, error, final]),
      },
      process.env,
    );
    for (const { kind, done, failed } of report) {
      if (done) console.log(`${new Date().toISOString()} ${kind}: ${done}`);
      if (failed) console.error(`${new Date().toISOString()} ${kind}: ${failed} failed`);
    }
    for (const line of whyWaiting(await query<{ kind: string; waiting: string }>('select * from private.waiting_outbox()'), process.env)) {
      const reason = line.replace(/\d+ /, '');
      if (!said.has(reason)) console.error(`${new Date().toISOString()} ${line}`);
      said.add(reason);
    }
    return report.every(({ failed }) => failed === 0);
  });
}

/** What DNS says of the domains that are due. What was changed meanwhile is no news. */
async function checkDomains(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    type Domain = { id: string; tenant_id: string; domain: string; cname_target: string };
    const settings = { url: process.env.DNS_URL || undefined, timeout: Number(process.env.DNS_TIMEOUT) || undefined };
    let sum = 0;
    for (let more = true; more; ) {
      const { rows } = await client.query<Domain>('select * from private.due_domain_checks($1)', [DOMAINS_AT_ONCE]);
      const found = await Promise.all(rows.map(({ domain, cname_target }) => lookUp(domain, cname_target, settings)));
      for (const [i, { tenant_id, id }] of rows.entries()) {
        const { cnames, error } = found[i]!;
        await client.query('select private.record_domain_check($1, $2, $3, $4)', [tenant_id, id, cnames, error]).catch((refusal: pg.DatabaseError) => {
          if (!/^PT4/.test(refusal.code ?? '')) throw refusal;
        });
      }
      sum += rows.length;
      more = rows.length === DOMAINS_AT_ONCE;
    }
    if (sum) console.log(`${new Date().toISOString()} domains: ${sum}`);
  });
}
