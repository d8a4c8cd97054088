// O4 O5: `npm run worker` does what is due, at the start and whenever several run at once, and stops when it is asked to.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { useMailbox } from '../edge/mailbox.ts';
import { startDns } from '../edge/verify-domain/dns_server.ts';
import { useDatabase } from '../run/database.ts';

const urls = await useDatabase({ helpers: true });
const query = (sql: string) => withClient(urls.DATABASE_URL, async (db) => (await db.query(sql)).rows);
const running: ChildProcess[] = [];
afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

const mailbox = await useMailbox();
let settings: Record<string, string> = {};

function worker(...args: string[]) {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'run.mjs'), 'worker', ...args], { env: { ...process.env, DATABASE_URL: urls.DATABASE_URL, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
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

describe('mail', () => {
  const put = (n: number) =>
    query(`insert into private.outbox (kind, payload) select 'send_mail', jsonb_build_object('to', i || '@example.com', 'subject', 's', 'text', 't') from generate_series(1, ${n}) i`);
  const open = async () => (await query('select count(*)::int as open from private.outbox where done_at is null'))[0].open as number;

  test('waits for its settings, which is said', async () => {
    await put(2);
    const { exit, err } = worker('--once');
    expect(await err).toContain('send_mail: 2 waiting for SMTP_URL and MAIL_FROM to be set');
    expect(await exit).toBe(0);
  });

  test('goes out once, whoever else works', async () => {
    settings = { SMTP_URL: mailbox.url, MAIL_FROM: 'mail@tenantry.test' };
    mailbox.pause = 50;
    await put(20);
    const workers = [worker(), worker('--once'), worker('--once')];
    await expect.poll(open, { timeout: 20_000, interval: 100 }).toBe(0);
    workers[0]!.child.kill('SIGTERM');
    expect(await Promise.all(workers.map(({ exit }) => exit))).toEqual([143, 0, 0]);
    expect(mailbox.mails.map(({ header }) => header('message-id')).sort()).toEqual([...new Set(mailbox.mails.map(({ header }) => header('message-id')))].sort());
    expect(mailbox.mails).toHaveLength(22);
  });

  test('of a worker that dies is another’s when its time is over', async () => {
    mailbox.mails.length = 0;
    mailbox.pause = 60_000;
    await put(1);
    const first = worker();
    await expect.poll(async () => (await query('select attempts from private.outbox where done_at is null'))[0].attempts, { timeout: 20_000, interval: 50 }).toBe(1);
    first.child.kill('SIGKILL');
    await first.exit;
    mailbox.pause = 0;
    expect(await worker('--once').exit).toBe(0);
    expect(mailbox.mails).toEqual([]);
    await query('update private.outbox set due_at = now()');
    expect(await worker('--once').exit).toBe(0);
    expect(mailbox.mails).toHaveLength(1);
    expect(await query('select attempts from private.outbox order by id desc limit 1')).toEqual([{ attempts: 2 }]);
  });

  test('that fails is told by the status of --once', async () => {
    mailbox.trouble = { at: 'message', status: 451 };
    await put(1);
    const { exit, err } = worker('--once');
    expect([await exit, await err]).toEqual([1, expect.stringContaining('send_mail: 1 failed')]);
  });
});

test('S10: domains that are due are asked about, each once, whoever else works', async () => {
  const dns = await startDns();
  settings = { DNS_URL: dns.url, DNS_TIMEOUT: '20000' };
  for (let i = 0; i < 45; i++) {
    const email = `d${i}@d.test`;
    await query(`select tests.sign_up('${email}')`);
    await query(`select tests.on_plan(tests.tenant_of('${email}'), 'growth')`);
    const [{ target }] = await query(`
      insert into domain_verifications (tenant_id, website_id, domain, cname_target)
      select tenant_id, id, 'www.d${i}.test', subdomain || '.localhost' from websites where tenant_id = tests.tenant_of('${email}') returning cname_target as target`);
    dns.names.set(`www.d${i}.test`, { cname: i === 7 ? 'elsewhere.test' : target });
  }
  const workers = [worker('--once'), worker('--once')];
  expect(await Promise.all(workers.map(({ exit }) => exit))).toEqual([0, 0]);
  const counts = (await Promise.all(workers.map(({ out }) => out))).flatMap((out) => [...out.matchAll(/domains: (\d+)/g)].map(([, n]) => Number(n)));
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(45);
  expect(await query('select verified, verification_attempts as asked, count(*)::int as domains from domain_verifications group by 1, 2 order by 1')).toEqual([
    { verified: false, asked: 1, domains: 1 },
    { verified: true, asked: 1, domains: 44 },
  ]);
});
