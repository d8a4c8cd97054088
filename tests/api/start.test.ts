// `npm start` as a newcomer meets it: what it prints works, and no way of ending it spoils the next start.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import { afterAll, expect, inject, test } from 'vitest';
import { dropDatabase, prepareDatabase } from '../../scripts/lib/database.ts';
import { root } from '../../scripts/lib/paths.ts';
import { freePort, isFree } from '../../scripts/lib/postgres.ts';

const run = promisify(execFile);
// with the platform and nothing else, as on a server of one's own
const urls = await prepareDatabase(inject('server'), { name: `start_${process.pid}`, upTo: 'platform' });
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-start-'));
const port = await freePort();
const url = `http://localhost:${port}`;
const env = { ...process.env, PORT: String(port), TENANTRY_FOLDER: folder, DATABASE_URL: '', JWT_SECRET: undefined };
const children: ChildProcess[] = [];

function start(args: string[] = [], more: Record<string, string> = {}) {
  const begin = performance.now();
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start', ...args], { cwd: root, env: { ...env, ...more } });
  children.push(child);
  let output = '';
  const ended = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? -1)));
  const said = (words: string) =>
    new Promise<number>((resolve, reject) => {
      const look = () => output.includes(words) && resolve(performance.now() - begin);
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      ended.then((code) => reject(new Error(`ended with ${code}:\n${output}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return { child, ended, said, ready: () => said('Ready '), output: () => output };
}

async function stop(running: ReturnType<typeof start>, signal: NodeJS.Signals = 'SIGINT') {
  running.child.kill(signal);
  return running.ended;
}

const anonKey = (output: string) => /anon key\s+(\S+)/.exec(output)![1]!;
const db = (output: string) =>
  createClient(url, anonKey(output), { auth: { persistSession: false, autoRefreshToken: false } });
const keeper = { email: 'keeper@example.com', password: 'to be kept' };

afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await dropDatabase(inject('server'), `start_${process.pid}`);
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

test('from an empty folder to the first answer, with what to paste', async () => {
  const running = start();
  // ten seconds on a quiet machine; here other tests run beside it
  expect(await running.ready()).toBeLessThan(30_000);
  const output = running.output();
  expect(output).toMatch(/✓ Postgres[\s\S]*✓ .*migrations[\s\S]*✓ .*GraphQL[\s\S]*✓ first query/);

  // every line to paste works as it stands
  const supabase = /^node --input-type=module .*$/m.exec(output)![0];
  const { stdout } = await run('/bin/sh', ['-c', supabase.replace(/^node/, `'${process.execPath}'`)], { cwd: root });
  expect(JSON.parse(stdout)[0]).toMatchObject({ status: 'published', pages: expect.any(Array) });
  const curl = /^curl '([^']+)'$/m.exec(output)![1]!;
  expect(((await (await fetch(curl)).json()) as unknown[]).length).toBeGreaterThan(0);
  const html = await (await fetch(`${url}/graphql/v1`, { headers: { accept: 'text/html' } })).text();
  const headers = JSON.parse(/"defaultHeaders":\s*"((?:[^"\\]|\\.)*)"/.exec(html)![1]!.replaceAll('\\"', '"'));
  const query = /^\{ me .*\}$/m.exec(output)![0];
  const answer = await fetch(`${url}/graphql/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  expect(await answer.json()).toMatchObject({
    data: { me: { email: 'demo@tenantry.test', activeTenant: { websites: { nodes: [expect.anything()] } } } },
  });
  expect(output).toMatch(/published\s+http:\/\/\S+\.localhost:\d+\//);

  // the same people find their data again later
  expect((await db(output).auth.signUp(keeper)).error).toBeNull();
  expect(fs.statSync(path.join(folder, 'jwt-secret')).mode & 0o077).toBe(0);

  // a token from the command line
  const token = await run(process.execPath, ['scripts/run.mjs', 'token', keeper.email], { cwd: root, env });
  const me = await fetch(`${url}/rest/v1/rpc/my_tenants`, {
    headers: { authorization: `Bearer ${token.stdout.trim()}` },
  });
  expect(await me.json()).toHaveLength(1);
  const wrong = await run(process.execPath, ['scripts/run.mjs', 'token', 'nobody@example.com'], {
    cwd: root,
    env,
  }).catch((error) => error);
  expect(wrong).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nobody has signed up as nobody@example.com'),
  });
  const foreign = await run(process.execPath, ['scripts/run.mjs', 'token', keeper.email, '--tenant', 'no-such'], {
    cwd: root,
    env,
  }).catch((error) => error);
  expect(foreign).toMatchObject({ code: 1, stderr: expect.stringContaining('no-such') });

  // a second start says what is the matter and leaves the first alone
  const samePort = start();
  expect(await samePort.ended).toBe(1);
  expect(samePort.output()).toContain(`Port ${port} is taken`);
  const sameData = start([], { PORT: String(await freePort()) });
  expect(await sameData.ended).toBe(1);
  expect(sameData.output()).toContain('Already running');
  const fresh = start(['--fresh'], { PORT: String(await freePort()) });
  expect(await fresh.ended).toBe(1);
  expect(fresh.output()).toContain('Already running');
  expect((await fetch(`${url}/rest/v1/plans`)).status).toBe(200);

  // Ctrl-C ends everything
  expect(await stop(running)).toBe(130);
  expect(await isFree(port)).toBe(true);
  expect(fs.existsSync(path.join(folder, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
});

test('data last, also when the start before was killed', async () => {
  const first = start();
  await first.ready();
  await stop(first, 'SIGKILL');
  const second = start();
  await second.ready();
  const { data, error } = await db(second.output()).auth.signInWithPassword(keeper);
  expect(error).toBeNull();
  expect(data.user!.email).toBe(keeper.email);
  expect(await stop(second, 'SIGTERM')).toBe(143);
});

test('killed in the middle of a start', async () => {
  const other = { TENANTRY_FOLDER: path.join(folder, 'other') };
  for (const moment of [400, 550, 700, 850, '✓ Postgres']) {
    const running = start(typeof moment === 'string' ? [] : ['--fresh'], other);
    await (typeof moment === 'string' ? running.said(moment) : sleep(moment));
    await stop(running, 'SIGKILL');
  }
  const interrupted = start([], other);
  await interrupted.said('✓ Postgres');
  expect(await stop(interrupted)).toBe(130);
  const running = start([], other);
  await running.ready();
  expect(await stop(running)).toBe(130);
});

test('--fresh begins again, from a spoilt folder too', async () => {
  fs.writeFileSync(path.join(folder, 'postgres', 'data', 'PG_VERSION'), '9\n');
  const spoilt = start();
  expect(await spoilt.ended).toBe(1);
  expect(spoilt.output()).toContain('npm start -- --fresh');
  const running = start(['--fresh']);
  await running.ready();
  expect((await db(running.output()).auth.signInWithPassword(keeper)).error).toMatchObject({
    code: 'invalid_credentials',
  });
  expect(await stop(running)).toBe(130);
});

test('a server of ones own, by DATABASE_URL', async () => {
  const running = start([], urls);
  await running.ready();
  expect(running.output()).toContain('npm run token');
  expect((await fetch(`${url}/rest/v1/plans`)).status).toBe(200);
  // who signs in, and how, is not ours to say there
  expect((await fetch(`${url}/auth/v1/settings`)).status).toBe(404);
  expect(await stop(running)).toBe(130);

  const refused = start(['--fresh'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain('--fresh');
  const away = start([], { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' });
  expect(await away.ended).toBe(1);
  expect(away.output()).toContain('No connection to postgres://nobody@127.0.0.1:1/none');
  expect(away.output()).not.toContain('secret');
});

test.each([
  ['a port that is none', { PORT: 'seven' }, 'PORT has to be'],
  ['a secret that is too short', { JWT_SECRET: 'short' }, 'at least 32 characters'],
])('%s is refused', async (_, more, words) => {
  const running = start([], more);
  expect(await running.ended).toBe(1);
  expect(running.output()).toContain(words);
});
