import { fork } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { withClient } from '../../scripts/lib/migrate.ts';
import { root } from '../../scripts/lib/paths.ts';
import { freePort, startPostgres } from '../../scripts/lib/postgres.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenantry-test-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const one = (url: string) => withClient(url, async (client) => (await client.query('select 1 as one')).rows[0].one);
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !fs.readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};
const postmaster = (dataDir: string) => Number(fs.readFileSync(path.join(dataDir, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** A start in a process of its own, to be killed. */
async function startElsewhere(dataDir: string): Promise<{ kill(): Promise<void> }> {
  const program = path.join(folder, 'start.ts');
  fs.writeFileSync(program, `
    import { startPostgres } from ${JSON.stringify(path.join(root, 'scripts', 'lib', 'postgres.ts'))};
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: true });
    process.send('up');
    setInterval(() => {}, 1000);
  `);
  const child = fork(program, { execArgv: [] });
  await new Promise((resolve, reject) => child.once('message', resolve).once('exit', reject));
  return {
    kill: () => new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    }),
  };
}

describe('the embedded Postgres', () => {
  test('keeps its data between starts', async () => {
    const dataDir = path.join(folder, 'kept');
    const first = await startPostgres({ dataDir, durable: true });
    await withClient(first.rootUrl, (client) => client.query('create table kept as select 42 as answer'));
    await first.stop();
    const second = await startPostgres({ dataDir, durable: true });
    try {
      expect(await withClient(second.rootUrl, async (client) => (await client.query('select answer from kept')).rows)).toEqual([{ answer: 42 }]);
    } finally {
      await second.stop();
    }
  });

  test('leaves nothing behind when its data is throw-away, and sweeps what a killed one left', async () => {
    const temporary = path.join(folder, 'temporary');
    const left = path.join(temporary, 'tenantry-postgres-left');
    fs.mkdirSync(left, { recursive: true });
    fs.writeFileSync(path.join(left, 'lock'), '1 1');
    vi.stubEnv('TMPDIR', temporary);
    try {
      const server = await startPostgres({ durable: false });
      expect(fs.existsSync(left)).toBe(false);
      expect(fs.readdirSync(temporary)).toHaveLength(1);
      await server.stop();
      expect(fs.readdirSync(temporary)).toEqual([]);
      await expect(one(server.rootUrl)).rejects.toThrow('No connection');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('asks everybody for the password', async () => {
    const server = await startPostgres({ durable: false });
    try {
      await expect(one(server.rootUrl.replace(server.password, 'wrong'))).rejects.toThrow('password authentication failed');
    } finally {
      await server.stop();
    }
  });

  test('works below a folder that only its owner may enter', async () => {
    const home = path.join(folder, 'home');
    fs.mkdirSync(home, { mode: 0o700 });
    const server = await startPostgres({ dataDir: path.join(home, 'clone', 'data'), durable: true });
    try {
      expect(await one(server.rootUrl)).toBe(1);
    } finally {
      await server.stop();
    }
  });

  test('says so when the port is taken', async () => {
    const port = await freePort();
    const other = net.createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    try {
      await expect(startPostgres({ dataDir: path.join(folder, 'port'), durable: true, port })).rejects.toThrow(`Port ${port} is taken`);
    } finally {
      other.close();
    }
  });

  test('refuses a second start on the same data, and leaves the first alone', async () => {
    const dataDir = path.join(folder, 'twice');
    const first = await startPostgres({ dataDir, durable: true });
    try {
      await expect(startPostgres({ dataDir, durable: true })).rejects.toThrow(/Already running on the data in .*: stop that one first/);
      expect(await one(first.rootUrl)).toBe(1);
    } finally {
      await first.stop();
    }
  });

  test('stops when the process that started it is killed, and starts again', async () => {
    const dataDir = path.join(folder, 'killed');
    const start = await startElsewhere(dataDir);
    const server = postmaster(dataDir);
    await start.kill();
    const again = await startPostgres({ dataDir, durable: true });
    try {
      expect(await one(again.rootUrl)).toBe(1);
      expect(alive(server)).toBe(false);
    } finally {
      await again.stop();
    }
  });

  test('recovers when the server was killed as well', async () => {
    const dataDir = path.join(folder, 'crashed');
    const start = await startElsewhere(dataDir);
    process.kill(postmaster(dataDir), 'SIGKILL');
    await start.kill();
    const again = await startPostgres({ dataDir, durable: true });
    try {
      expect(await one(again.rootUrl)).toBe(1);
    } finally {
      await again.stop();
    }
  });

  test('is not fooled by pids that now belong to somebody else', async () => {
    const dataDir = path.join(folder, 'stale');
    await (await startPostgres({ dataDir, durable: true })).stop();
    fs.writeFileSync(path.join(dataDir, 'lock'), `${process.ppid} 1`);
    fs.writeFileSync(path.join(dataDir, 'data', 'postmaster.pid'), `${process.pid}\n/somewhere\n1\n1\n\n\n\nready\n`);
    const server = await startPostgres({ dataDir, durable: true });
    try {
      expect(await one(server.rootUrl)).toBe(1);
    } finally {
      await server.stop();
    }
  });

  test('begins again after a start that was killed while it made the data', async () => {
    const dataDir = path.join(folder, 'half');
    fs.mkdirSync(path.join(dataDir, 'data-draft', 'base'), { recursive: true });
    fs.writeFileSync(path.join(dataDir, 'password'), 'half');
    const server = await startPostgres({ dataDir, durable: true });
    try {
      expect(await one(server.rootUrl)).toBe(1);
    } finally {
      await server.stop();
    }
  });

  test('says so when the data is of another Postgres', async () => {
    const dataDir = path.join(folder, 'old');
    fs.mkdirSync(path.join(dataDir, 'data'), { recursive: true });
    fs.writeFileSync(path.join(dataDir, 'data', 'PG_VERSION'), '15\n');
    fs.writeFileSync(path.join(dataDir, 'password'), 'old');
    await expect(startPostgres({ dataDir, durable: true })).rejects.toThrow(/belongs to Postgres 15.*begin again with `npm start -- --fresh`/);
  });
});
