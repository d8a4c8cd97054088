import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import { command, onStop, Problem, step } from './lib/cli.ts';
import { prepareDatabase } from './lib/database.ts';
import { freePort, startPostgres } from './lib/postgres.ts';

await command({
  help: `
npm run with-db -- [--demo] [--api] <command …>

Runs a command against a throw-away database with everything migrated, and ends with the command's exit status.

  --demo   fill the database with the demo tenant
  --api    also start the APIs

The command finds in its environment:
  DATABASE_URL        the owner, who is not a superuser
  ROOT_DATABASE_URL   a superuser of the same database
  AUTHENTICATOR_URL   PostgREST's login role
  GRAPHQL_URL         PostGraphile's login role
  JWT_SECRET          what tokens are signed with
and with --api:
  API_URL, ANON_KEY, SERVICE_ROLE_KEY

Example: npm run with-db -- --api sh -c 'curl -s "$API_URL/rest/v1/plans" -H "apikey: $ANON_KEY"'
`,
  options: { demo: { type: 'boolean' }, api: { type: 'boolean' } },
  wraps: true,
  async run({ demo, api }, [file, ...args]) {
    if (!file) throw new Problem('Which command? `npm run with-db -- --help` shows how.');
    const open: (() => Promise<void>)[] = [];
    const close = async () => {
      for (const each of open.splice(0).reverse()) await each();
    };
    onStop(close);
    try {
      const server = await step('Postgres', () => startPostgres({ durable: false, pgtap: true }));
      open.push(server.stop);
      const urls = await step('migrations', () => prepareDatabase(server, { name: 'tenantry', demo }));
      const jwtSecret = randomBytes(32).toString('hex');
      const env: Record<string, string> = { ...urls, JWT_SECRET: jwtSecret };
      if (api) {
        const { startApi } = await import('./lib/api.ts');
        const running = await step('APIs', async () => startApi({ urls, jwtSecret, port: await freePort(), localAuth: true, settings: process.env }));
        open.push(running.stop);
        Object.assign(env, { API_URL: running.url, ANON_KEY: running.anonKey, SERVICE_ROLE_KEY: running.serviceRoleKey });
      }
      const { child, status } = runCommand(file, args, env);
      open.push(async () => void child.kill());
      return await status;
    } finally {
      await close();
    }
  },
});

function runCommand(file: string, args: string[], env: Record<string, string>) {
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env }, cwd: process.env.INIT_CWD, shell: process.platform === 'win32' });
  const status = new Promise<number>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Problem(error.code === 'ENOENT' ? `There is no command ${file}.` : `${file}: ${error.message}`)),
    );
    child.once('exit', (code, signal) => resolve(code ?? 128 + os.constants.signals[signal!]));
  });
  return { child, status };
}
