import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';

const scripts = Object.keys(JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).scripts);

async function npmRun(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'run.mjs'), ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, status: status as number };
}

describe('with-db', () => {
  test('passes the addresses, and the command sees everything migrated', async () => {
    const program = `
      const { default: pg } = await import('pg');
      for (const name of ['ROOT_DATABASE_URL', 'DATABASE_URL', 'AUTHENTICATOR_URL', 'GRAPHQL_URL']) {
        const client = new pg.Client(process.env[name]);
        await client.connect();
        const { rows: [row] } = await client.query("select current_user as who, (select rolsuper from pg_roles where rolname = current_user) as super, to_regclass('public.tenants') is not null as migrated");
        console.log(name, row.who, row.super, row.migrated);
        await client.end();
      }
      console.log('secret', process.env.JWT_SECRET.length >= 32);`;
    const { out, status } = await npmRun(['with-db', process.execPath, '--input-type=module', '-e', program], { INIT_CWD: root });
    expect(out.trim().split('\n')).toEqual([
      'ROOT_DATABASE_URL supabase_admin true true',
      'DATABASE_URL postgres false true',
      'AUTHENTICATOR_URL authenticator false true',
      'GRAPHQL_URL tenantry_graphql false true',
      'secret true',
    ]);
    expect(status).toBe(0);
  });

  test("ends with the command's status", async () => {
    expect((await npmRun(['with-db', process.execPath, '-e', 'process.exit(7)'])).status).toBe(7);
    expect((await npmRun(['with-db', 'sh', '-c', 'kill -TERM $$'])).status).toBe(143);
  });

  test('leaves the flags after the command to the command', async () => {
    const { out, status } = await npmRun(['with-db', '--', process.execPath, '-p', 'process.argv.slice(1).join()', '--', '--api', '--help']);
    expect(out.trim()).toBe('--api,--help');
    expect(status).toBe(0);
  });

  test('stops the command and the server when it is stopped', async () => {
    const program = 'console.log(process.pid, process.env.DATABASE_URL); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, [path.join(root, 'scripts', 'run.mjs'), 'with-db', process.execPath, '-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [pid, url] = String(await once(child.stdout, 'data').then(([data]) => data)).trim().split(' ');
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(143);
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    await expect(withClient(url, async () => {})).rejects.toThrow('No connection');
  });

  test('says so when there is no such command, or none at all', async () => {
    const missing = await npmRun(['with-db', 'no-such-command']);
    expect(missing.err).toContain('There is no command no-such-command.');
    expect(missing.status).toBe(1);
    expect((await npmRun(['with-db'])).err).toContain('Which command?');
  });
});

describe('every command', () => {
  test.each(scripts)('%s has --help', async (script) => {
    const { out, status } = await npmRun([script.replace(':', '-'), '--help']);
    expect(out).toContain(script === 'start' || script === 'test' ? `npm ${script}` : `npm run ${script}`);
    expect(status).toBe(0);
  });

  test.each(scripts)('%s refuses a flag it does not know', async (script) => {
    const { err, status } = await npmRun([script.replace(':', '-'), '--no-such-flag']);
    expect(err).toContain("'--no-such-flag'");
    expect(status).toBe(1);
  });

  test('an old Node gets an explanation', async () => {
    const source = fs.readFileSync(path.join(root, 'scripts', 'run.mjs'), 'utf8').replaceAll('process.versions.node', "'20.1.0'");
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [err, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(err).toContain('This needs Node 24');
    expect(status).toBe(1);
  });
});
