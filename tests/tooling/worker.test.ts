// O4: `npm run worker` does what is due, at the start and whenever several run at once, and stops when it is asked to.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { useDatabase } from '../run/database.ts';

const urls = await useDatabase({ helpers: true });
const query = (sql: string) => withClient(urls.DATABASE_URL, async (db) => (await db.query(sql)).rows);
const running: ChildProcess[] = [];
afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

function worker(...args: string[]) {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'run.mjs'), 'worker', ...args], { env: { ...process.env, DATABASE_URL: urls.DATABASE_URL }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  return { child, out: text(child.stdout), err: text(child.stderr), exit: once(child, 'exit').then(([status]) => status as number) };
}

let count = 0;
async function due(n: number): Promise<void> {
  for (let i = 0; i < n; i++) await query(`select tests.sign_up('w${++count}@w.test')`);
  await query(`update tenants set status = 'offboarded', offboard_scheduled_at = now() - interval '91 days'`);
}
const left = async () => (await query('select count(*)::int as tenants from tenants'))[0].tenants;

test('--once does everything that is due', async () => {
  await due(7);
  const { out, err, exit } = worker('--once');
  expect([await exit, await err]).toEqual([0, expect.stringContaining('✓')]);
  expect((await out).match(/purges: \d/g)).toEqual(['purges: 5', 'purges: 2']);
  expect(await left()).toBe(0);
});

test('two at once do it once, and both stop when asked to', async () => {
  await due(6);
  const workers = [worker(), worker()];
  await expect.poll(left, { timeout: 20_000, interval: 100 }).toBe(0);
  for (const { child } of workers) child.kill('SIGTERM');
  expect(await Promise.all(workers.map(({ exit }) => exit))).toEqual([143, 143]);
  expect(await Promise.all(workers.map(({ err }) => err))).toEqual(['', '']);
  expect(await query(`select count(*)::int as purged from audit_logs where action = 'tenant.purged'`)).toEqual([{ purged: 13 }]);
});

test('--once tells by its status that something failed', async () => {
  await query(`create function private.maintain_test() returns bigint language plpgsql as $$ begin raise exception 'broken'; end $$`);
  const { exit, err } = worker('--once');
  expect([await exit, await err]).toEqual([1, expect.stringContaining('test: P0001: broken')]);
  await query('drop function private.maintain_test()');
});
